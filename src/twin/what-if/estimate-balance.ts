import type { Influent } from '#core/plant/influent.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { DayFigures } from '#core/what-if/messages.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { watchPressure } from './estimate-membrane.ts';
import type { PressurePeak } from './estimate-membrane.ts';

/** What the instruments of the run-up said over a day. */
export interface DayOfRunUp {
  readonly means: ReadonlyMap<string, number>;
  readonly peaks: (PressurePeak | undefined)[];
}

const LOOK_MS = 60_000;

/** Runs a plant on and keeps the means of its readings and the peaks of its pressures. */
export function watchDay(plant: VirtualPlant, forMs: number): DayOfRunUp {
  const tags = plant.model.profile.sensors.map(({ tag }) => tag);
  const sums = tags.map(() => 0);
  const peaks: (PressurePeak | undefined)[] = [];
  const looks = Math.max(1, Math.floor(forMs / LOOK_MS));
  let left = forMs;
  for (let look = 1; look <= looks; look++) {
    const stepMs = look === looks ? left : LOOK_MS;
    plant.advance(stepMs);
    left -= stepMs;
    tags.forEach((tag, i) => (sums[i] = (sums[i] ?? 0) + (plant.tagValue(tag) ?? 0)));
    watchPressure(plant.model, plant.state.plant, (tag) => plant.tagValue(tag), peaks);
  }
  return { means: new Map(tags.map((tag, i) => [tag, (sums[i] ?? 0) / looks])), peaks };
}

/** Instruments of the run-up read without error of their own: what they are held against is read as well. */
export function trueInstruments(plant: VirtualPlant): void {
  for (const instrument of plant.state.instruments) {
    instrument.calibration = 0;
    instrument.drift = 0;
    instrument.uncleanS = 0;
  }
}

/**
 * Share of a day's difference that one correction takes away: less for phosphorus, which the sludge
 * keeps for days. Stronger ones, or corrections of COD by the discharge and of BOD by the air, were
 * tried and swing. And how far all of them together may go.
 */
const GAIN = { TN: 0.5, TP: 0.2 } as const;
const FURTHEST = { from: 0.6, to: 1.6 } as const;

/**
 * The inflow under which the discharge would have been what was measured: total nitrogen and
 * phosphorus of the inflow are moved by what the discharge differs by. A meter of the inflow gives
 * one noisy figure (and of some there is no meter); what left the plant is the outcome of all of it.
 * @param before the inflow under which `seen` came about
 * @param first the inflow from the meters of the inflow; corrections are kept within bounds about it
 */
export function balancedInfluent(
  profile: PlantProfile,
  first: Influent,
  before: Influent,
  seen: ReadonlyMap<string, number>,
  day: readonly DayFigures[],
): Influent {
  const corrected = (quantity: 'TN' | 'TP'): number => {
    const tag = profile.sensors.find(
      (each) => each.place === 'effluent' && each.quantity === quantity,
    )?.tag;
    const measured = day.find((each) => each.tag === tag)?.mean;
    const run = seen.get(tag ?? '');
    const value = before.mean[quantity];
    if (measured === undefined || run === undefined) return value;
    const about = first.mean[quantity];
    const wanted = value + GAIN[quantity] * (measured - run);
    return Math.min(FURTHEST.to * about, Math.max(FURTHEST.from * about, wanted));
  };
  const tn = corrected('TN');
  const { mean } = before;
  return {
    ...before,
    mean: { ...mean, TN: tn, NH4N: (mean.NH4N * tn) / mean.TN, TP: corrected('TP') },
  };
}
