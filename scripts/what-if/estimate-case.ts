import type { PlantProfile } from '#core/plant/profile.ts';
import type { DayFigures, PresentReading } from '#core/what-if/messages.ts';
import type { FutureFigures } from '#core/what-if/result.ts';
import type { TwinState } from '#twin/state.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { estimateState } from '#twin/what-if/estimate.ts';
import type { Estimate, EstimateInput } from '#twin/what-if/estimate.ts';
import { forkPlant } from '#twin/what-if/fork.ts';

/**
 * A virtual plant in the place of a real one: it is run up to a day of the season, only what its
 * instruments and its PLC say is given to the estimate, and both are then asked for the same day.
 */
export interface EstimateCase {
  readonly plant: VirtualPlant;
  readonly input: EstimateInput;
  readonly estimate: Estimate;
}

const TICK_MS = 30_000;
const LOOK_MS = 60_000;
const DAY_MS = 86_400_000;

export function estimateCase(
  profile: PlantProfile,
  seed: number,
  startMs: number,
  days: number,
): EstimateCase {
  const plant = createVirtualPlant({ profile, seed, startMs, tickMs: TICK_MS });
  plant.advance((days - 1) * DAY_MS);
  const looks = DAY_MS / LOOK_MS;
  const day = profile.sensors.map(({ tag }) => ({ tag, mean: 0, max: -Infinity }));
  for (let look = 0; look < looks; look++) {
    plant.advance(LOOK_MS);
    for (const figures of day) {
      const value = plant.tagValue(figures.tag) ?? 0;
      figures.mean += value / looks;
      figures.max = Math.max(figures.max, value);
    }
  }
  const readings = profile.tags.map(({ id }): PresentReading => ({
    tag: id,
    value: plant.tagValue(id),
    usable: true,
    ageS: 1,
  }));
  const input = { profile, readings, day: day satisfies DayFigures[], atMs: plant.nowMs() };
  return { plant, input, estimate: estimateState(input) };
}

/** What one day brings from a state. */
export interface DayAhead {
  readonly figures: FutureFigures;
  /** Mean of what a sensor looks at, without the errors of the instrument. */
  mean(tag: string): number;
}

export function dayAhead(of: {
  readonly state: TwinState;
  readonly profile: PlantProfile;
}): DayAhead {
  const fork = forkPlant({ ...of, changes: [], horizonDays: 1, stepS: 900 });
  while (fork.advance(6) < 1);
  const curves = fork.recorder.curves();
  return {
    figures: fork.recorder.figures(),
    mean(tag) {
      const curve = curves[fork.recorder.tags.indexOf(tag)] ?? [];
      const known = curve.filter((value) => value !== null);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    },
  };
}

/** One figure of the day from the estimate beside that of the exact fork. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly exact: number;
  readonly guess: number;
  /** Error as a share of the exact figure, or in its unit where `absolute`. */
  readonly error: number;
  readonly absolute: boolean;
}

export function compareDays(profile: PlantProfile, exact: DayAhead, guess: DayAhead): Comparison[] {
  const line = (
    name: string,
    unit: string,
    of: (day: DayAhead) => number,
    absolute = false,
  ): Comparison => {
    const [wanted, got] = [of(exact), of(guess)];
    const error = absolute ? got - wanted : (got - wanted) / wanted;
    return { name, unit, exact: wanted, guess: got, error, absolute };
  };
  return [
    ...exact.figures.effluent.map(({ item }, i) =>
      line(
        item,
        item === 'pH' ? '' : 'mg/L',
        ({ figures }) => figures.effluent[i]?.mean ?? Number.NaN,
        item === 'pH',
      ),
    ),
    ...profile.sensors
      .filter(({ quantity }) => ['DO', 'MLSS', 'NH4N'].includes(quantity))
      .map(({ quantity, place, tag, unit }) =>
        line(`${quantity} ${place}`, unit, (day) => day.mean(tag), quantity === 'DO'),
      ),
    ...exact.figures.membranes.map(({ machine }, i) =>
      line(`TMP ${machine}`, 'kPa', ({ figures }) => figures.membranes[i]?.maxTmpKPa ?? Number.NaN),
    ),
    line('energy', 'kWh', ({ figures }) => figures.energyKwh),
    line('influent', 'm3', ({ figures }) => figures.water.influentM3),
    line('effluent', 'm3', ({ figures }) => figures.water.effluentM3),
  ];
}
