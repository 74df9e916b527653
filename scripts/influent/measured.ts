import type { MeasuredSeries } from '#core/process/influent-fit.ts';

/** Readers of the measured series; units in them are not documented and do not matter, values are normalised. */

const HOUR_MS = 3_600_000;

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

function column(text: string, name: string): Sample[] {
  const lines = text.trim().split('\n');
  const header = (lines[0] ?? '').split(',').map((cell) => cell.trim());
  const time = header.indexOf('Date.Time');
  const wanted = header.indexOf(name);
  if (time < 0 || wanted < 0)
    throw new Error(
      `column ${time < 0 ? 'Date.Time' : name} is missing; found ${header.join(', ')}`,
    );
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    const cell = cells[wanted] ?? '';
    return {
      atMs: Date.parse(cells[time] ?? ''),
      value: cell.trim() === '' ? Number.NaN : Number(cell),
    };
  });
}

/** Means over even steps; a step with less than half its samples is a gap. */
function binned(samples: readonly Sample[], stepMs: number, sampleMs: number): MeasuredSeries {
  const first = Math.floor((samples[0]?.atMs ?? 0) / stepMs);
  const last = Math.floor((samples.at(-1)?.atMs ?? 0) / stepMs);
  const sum = new Array<number>(last - first + 1).fill(0);
  const count = new Array<number>(last - first + 1).fill(0);
  for (const { atMs, value } of samples) {
    if (Number.isNaN(value)) continue;
    const bin = Math.floor(atMs / stepMs) - first;
    sum[bin] = (sum[bin] ?? 0) + value;
    count[bin] = (count[bin] ?? 0) + 1;
  }
  const starts = sum.map((_, i) => (first + i) * stepMs);
  return {
    stepS: stepMs / 1000,
    values: sum.map((each, i) =>
      (count[i] ?? 0) * sampleMs >= stepMs / 2 ? each / (count[i] ?? 1) : Number.NaN,
    ),
    // The stamps are local time written as UTC: one hour stands twice where summer time ends.
    secondOfDay: starts.map((ms) => (ms % (24 * HOUR_MS)) / 1000),
    weekday: starts.map((ms) => (Math.floor(ms / (24 * HOUR_MS)) + 3) % 7),
  };
}

export const readBoulderFlow = (text: string): MeasuredSeries =>
  binned(column(text, 'influent_mgd_hourly_avg'), HOUR_MS, HOUR_MS);

/** The plant draws its sewage in batches of half an hour: means over six hours show the inflow behind them. */
export const readMinesSewage = (text: string): MeasuredSeries =>
  binned(column(text, 'sewage_flow'), 6 * HOUR_MS, 60_000);

export const readBoulderAmmonia = (text: string): MeasuredSeries =>
  binned(column(text, 'AB3.Z7.Ammonia.mg.N.L'), HOUR_MS, 300_000);
