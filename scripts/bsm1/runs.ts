import { balanceDefect, stockOf } from '#core/process/bsm1/balance.ts';
import type { Bsm1Stock } from '#core/process/bsm1/balance.ts';
import type { Instrumentation } from '#core/process/bsm1/control.ts';
import { scoreOf } from '#core/process/bsm1/criteria.ts';
import type { Bsm1Sample, Bsm1Score } from '#core/process/bsm1/criteria.ts';
import type { InfluentSeries } from '#core/process/bsm1/influent.ts';
import { createBsm1, firstGuess, SETTLER_AT } from '#core/process/bsm1/plant.ts';
import type { Bsm1Plant } from '#core/process/bsm1/plant.ts';
import { createBsm1Run } from '#core/process/bsm1/run.ts';
import type { Bsm1RunOptions } from '#core/process/bsm1/run.ts';
import { ASM1_BSM1_15C } from '#core/process/asm1/parameters.ts';
import { faultText } from '#core/process/fault.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import { seedRandom } from '#core/random.ts';
import { SETTLER_BSM1 } from '#core/process/settler/parameters.ts';
import { carriedSettler } from '#core/process/settler/settler.ts';

/** A fault in here is a fault of the model: it ends the validation with its text. */
function must(fault: ProcessFault | null): void {
  if (fault !== null) throw new Error(faultText(fault));
}

const tolerance = (value: number): Bsm1RunOptions['tolerance'] => ({
  relative: value,
  absolute: value,
});

const DAYS_TO_SETTLE = 130;
/** Days at a tight tolerance behind it, for the traces of oxygen without air. */
const DAYS_TO_POLISH = 15;

/** Steady state in open loop with the constant influent. */
export function settle(plant: Bsm1Plant): Float64Array {
  const coarse = createBsm1Run({ plant, control: null, tolerance: tolerance(1e-6) });
  coarse.begin(firstGuess(plant));
  must(coarse.constant(DAYS_TO_SETTLE));
  const fine = createBsm1Run({ plant, control: null, tolerance: tolerance(1e-9) });
  fine.begin(coarse.stepper.y);
  must(fine.constant(DAYS_TO_POLISH));
  return fine.stepper.y.slice(0, plant.size);
}

/** Steady state with the loops closed, lags of the instruments included. */
export function settleClosed(start: Float64Array, days: number): Float64Array {
  const plant = createBsm1();
  const run = createBsm1Run({ plant, control: 'lagged', tolerance: tolerance(1e-5) });
  run.begin(start);
  must(run.constant(days));
  return run.stepper.y.slice(0, plant.size);
}

/** Protocol of BSM1 from a steady state: a fortnight of dry weather, then another, scored on its second week. */
export function dryWeather(
  start: Float64Array,
  series: InfluentSeries,
  control: Instrumentation | null,
  seed = 1,
): Bsm1Score {
  const plant = createBsm1();
  const run = createBsm1Run({
    plant,
    control,
    tolerance: tolerance(control === null ? 1e-6 : 1e-5),
    random: seedRandom(seed),
  });
  run.begin(start);
  // The loops find their places before the weather begins.
  if (control !== null) must(run.constant(1));
  must(run.weather(series));
  const samples: Bsm1Sample[] = [];
  must(run.weather(series, (sample) => samples.push(sample)));
  return scoreOf(samples.slice(samples.length / 2));
}

/** Defect of the balances over a fortnight of dry weather. @param carried with the mixture of solids carried in the settler */
export function conservation(
  start: Float64Array,
  series: InfluentSeries,
  carried: boolean,
): Bsm1Stock {
  const plant = carried ? createBsm1(ASM1_BSM1_15C, carriedSettler(SETTLER_BSM1)) : createBsm1();
  const states = new Float64Array(plant.size);
  states.set(start.subarray(0, SETTLER_AT));
  states.set(
    carried ? plant.settler.start(start.subarray(52, 65)) : start.subarray(SETTLER_AT),
    SETTLER_AT,
  );
  const run = createBsm1Run({
    plant,
    control: null,
    tolerance: tolerance(1e-6),
    integrals: true,
  });
  run.begin(states);
  const before = stockOf(plant, run.stepper.y);
  must(run.weather(series));
  return balanceDefect(plant, before, stockOf(plant, run.stepper.y), run.integrals());
}

export interface Speed {
  readonly processorS: number;
  readonly wallS: number;
  readonly rhs: number;
  readonly steps: number;
}

/** A fortnight of dry weather in open loop at a relative tolerance of 1e-6, the best of some runs. */
export function speed(start: Float64Array, series: InfluentSeries, runs: number): Speed {
  const plant = createBsm1();
  const processor = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  let best: Speed | null = null;
  for (let i = 0; i < runs; i++) {
    const run = createBsm1Run({ plant, control: null, tolerance: tolerance(1e-6) });
    run.begin(start);
    const [wall, used] = [performance.now(), processor()];
    must(run.weather(series));
    const here = {
      processorS: processor() - used,
      wallS: (performance.now() - wall) / 1000,
      rhs: run.stepper.counts.rhs,
      steps: run.stepper.counts.accepted,
    };
    if (best === null || here.processorS < best.processorS) best = here;
  }
  if (best === null) throw new Error('no runs');
  return best;
}

/** Largest difference at the end of a fortnight between the tolerance of the speed run and one a thousandfold tighter, relative to the value or to 0.1 g/m3. */
export function accuracy(start: Float64Array, series: InfluentSeries): number {
  const end = (value: number): Float64Array => {
    const run = createBsm1Run({
      plant: createBsm1(),
      control: null,
      tolerance: tolerance(value),
    });
    run.begin(start);
    must(run.weather(series));
    return run.stepper.y;
  };
  const [coarse, fine] = [end(1e-6), end(1e-9)];
  return coarse.reduce((worst, value, i) => {
    const exact = fine[i] ?? 0;
    return Math.max(worst, Math.abs(value - exact) / Math.max(0.1, Math.abs(exact)));
  }, 0);
}
