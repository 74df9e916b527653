import type { Influent } from '#core/plant/influent.ts';
import { civilDate } from '#core/time/civil.ts';
import type { LocalTime } from '#core/process/influent.ts';

const even = (count: number): number[] => new Array<number>(count).fill(1);

/** A flat, calm inflow of 240 m3/d; what a test needs is put on top. */
export const flatShape: Influent = {
  meanFlowM3PerD: 240,
  flowByHour: even(24),
  strengthByHour: even(24),
  flowByWeekday: even(7),
  mean: { COD: 400, BOD: 200, SS: 200, TN: 40, NH4N: 30, TP: 6 },
  pH: { mean: 7.1, amplitude: 0 },
  temperatureC: { mean: 15, yearAmplitude: 0, warmestDayOfYear: 200 },
  noise: { relativeSd: 0, correlationS: 3600 },
  source: 'test',
};

/** Local calendar of UTC. */
export function utc(ms: number): LocalTime {
  const dayNumber = Math.floor(ms / 86_400_000);
  const { year } = civilDate(dayNumber);
  return {
    weekday: (((dayNumber + 3) % 7) + 7) % 7,
    secondOfDay: (ms - dayNumber * 86_400_000) / 1000,
    dayOfYear: dayNumber - Math.floor(Date.UTC(year, 0, 1) / 86_400_000) + 1,
    dayNumber,
  };
}
