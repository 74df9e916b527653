import type { ProcessFault } from '../fault.ts';
import { createBogackiShampine } from '../ode/bogacki-shampine.ts';
import type { OdeOptions, OdeProblem, Stepper } from '../ode/types.ts';
import { solidsOf } from '../settler/settler.ts';
import type { RandomState } from '../../random.ts';
import { closeLoops, CONTROL_STATES } from './control.ts';
import type { Bsm1Control, Instrumentation } from './control.ts';
import type { Bsm1Sample } from './criteria.ts';
import type { InfluentSeries } from './influent.ts';
import { BSM1, CONSTANT_INFLUENT } from './layout.ts';
import { INTEGRALS, openLoopRhs, SETTLER_AT } from './plant.ts';
import type { Bsm1Plant } from './plant.ts';

export interface Bsm1RunOptions {
  readonly plant: Bsm1Plant;
  /** Null leaves air and recycle at the values of the open loop. */
  readonly control: Instrumentation | null;
  readonly tolerance: OdeOptions;
  /** Whether the balances of COD and nitrogen are integrated along. */
  readonly integrals?: boolean;
  /** For noisy sensors; moved on. */
  readonly random?: RandomState;
  readonly method?: (problem: OdeProblem, options: OdeOptions) => Stepper;
}

const MINUTE_D = 1 / 1440;

/** A plant of BSM1 in time: constant influent, weather files, samples for the score. */
export interface Bsm1Run {
  readonly stepper: Stepper;
  readonly plant: Bsm1Plant;
  /** Sets the states of the plant (not of control) and begins at time 0. */
  begin(states: ArrayLike<number>): void;
  /** The influent of the stabilisation for some days. */
  constant(days: number): ProcessFault | null;
  /** A weather file from its first to its last time. @param onSample before each interval */
  weather(series: InfluentSeries, onSample?: (sample: Bsm1Sample) => void): ProcessFault | null;
  /** The integrals since `begin`: COD in, out, oxygen, nitrogen in, out, gas; g. Empty where not asked for. */
  integrals(): Float64Array;
}

/** Creates a run; `begin` must come first. */
export function createBsm1Run(options: Bsm1RunOptions): Bsm1Run {
  const { plant } = options;
  const control: Bsm1Control | null =
    options.control === null
      ? null
      : closeLoops(plant, options.control, options.integrals ?? false);
  const held = plant.size + (control === null ? 0 : CONTROL_STATES);
  const integrals = options.integrals ?? false;
  const size = held + (integrals ? INTEGRALS : 0);
  const problem: OdeProblem = {
    size,
    rhs: control === null ? openLoopRhs(plant, integrals) : control.rhs,
    nameOf: (i) => (i < plant.size ? plant.nameOf(i) : `control state ${String(i - plant.size)}`),
  };
  const stepper = (options.method ?? createBogackiShampine)(problem, {
    ...options.tolerance,
    controlled: held,
  });
  const { inputs } = plant;

  const advance = (until: number): ProcessFault | null => {
    while (stepper.t() < until) {
      const noisy = options.control === 'noisy' && options.random !== undefined;
      const next = noisy ? Math.min(until, stepper.t() + MINUTE_D) : until;
      if (noisy && options.random !== undefined) control?.newNoise(options.random);
      stepper.begin(stepper.t(), stepper.y);
      while (stepper.t() < next) {
        const fault = stepper.step(next);
        if (fault !== null) return fault;
      }
    }
    return null;
  };

  const sample = (days: number): Bsm1Sample => {
    const { y } = stepper;
    const moved = control?.handles(y);
    plant.outlets(y);
    const inReactors = BSM1.volumesM3.reduce(
      (sum, volume, reactor) => sum + volume * solidsOf(y, 13 * reactor),
      0,
    );
    const inSettler = plant.settler
      .solids(y, SETTLER_AT)
      .reduce((sum, solids) => sum + solids * plant.settler.layerM3, 0);
    return {
      days,
      effluent: plant.effluent.slice(),
      effluentM3PerD: inputs.influentM3PerD - inputs.wasteM3PerD,
      influent: inputs.influent.slice(),
      influentM3PerD: inputs.influentM3PerD,
      wasteSolids: solidsOf(plant.underflow, 0),
      kLaPerD: Array.from(inputs.kLaPerD, (kLa, i) => (i === 4 ? (moved?.kLa5 ?? kLa) : kLa)),
      internalM3PerD: moved?.internalM3PerD ?? inputs.internalM3PerD,
      solidsKg: (inReactors + inSettler) / 1000,
    };
  };

  return {
    stepper,
    plant,
    begin(states) {
      const y = new Float64Array(size);
      y.set(Array.from(states).slice(0, plant.size));
      if (control !== null) y.set(control.start(y), plant.size);
      inputs.influent.set(CONSTANT_INFLUENT);
      inputs.influentM3PerD = BSM1.influentM3PerD;
      inputs.internalM3PerD = BSM1.internalM3PerD;
      inputs.kLaPerD.set(BSM1.kLaPerD);
      stepper.begin(0, y);
    },
    constant(days) {
      inputs.influent.set(CONSTANT_INFLUENT);
      inputs.influentM3PerD = BSM1.influentM3PerD;
      return advance(stepper.t() + days);
    },
    weather(series, onSample) {
      const start = stepper.t() - (series.times[0] ?? 0);
      for (let i = 0; i + 1 < series.times.length; i++) {
        const from = series.times[i] ?? 0;
        const to = series.times[i + 1] ?? 0;
        inputs.influent.set(series.waters.subarray(13 * i, 13 * (i + 1)));
        inputs.influentM3PerD = series.flowsM3PerD[i] ?? 0;
        onSample?.(sample(to - from));
        const fault = advance(start + to);
        if (fault !== null) return fault;
      }
      return null;
    },
    integrals: () => stepper.y.slice(held),
  };
}
