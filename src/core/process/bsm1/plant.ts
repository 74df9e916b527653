import { kernelCoefficients, processRates, stateChanges } from '../asm1/kernel.ts';
import { ASM1_BSM1_15C } from '../asm1/parameters.ts';
import type { Asm1Values } from '../asm1/parameters.ts';
import { ASM1_STATE_NAMES, contentOf } from '../asm1/table.ts';
import type { RightHandSide } from '../ode/types.ts';
import { SETTLER_BSM1 } from '../settler/parameters.ts';
import { standardSettler } from '../settler/settler.ts';
import type { Settler } from '../settler/settler.ts';
import { BSM1 } from './layout.ts';

const STATES = 13;
const REACTORS = 5;
/** First state of the settler, behind the reactors. */
export const SETTLER_AT = STATES * REACTORS;
/** Integrals that follow the states: COD in, out, oxygen taken up, nitrogen in, out, nitrogen gas; g. */
export const INTEGRALS = 6;

/** What reaches the plant from outside and from its control; changed between or during steps. */
export interface Bsm1Inputs {
  readonly influent: Float64Array;
  influentM3PerD: number;
  internalM3PerD: number;
  returnM3PerD: number;
  wasteM3PerD: number;
  readonly kLaPerD: Float64Array;
}

export interface Bsm1Plant {
  readonly inputs: Bsm1Inputs;
  readonly values: Asm1Values;
  readonly settler: Settler;
  /** Reactors and settler. */
  readonly size: number;
  /** Water of the last call of `changes` or `outlets`, 13 states each. */
  readonly underflow: Float64Array;
  readonly effluent: Float64Array;
  /** Changes per day of `size` states. @param integralsAt writes the rates of the integrals there; -1 leaves them out */
  changes(y: Float64Array, dy: Float64Array, integralsAt: number): void;
  outlets(y: Float64Array): void;
  readonly nameOf: (index: number) => string;
}

/**
 * Five mixed reactors of ASM1 and a settler (Alex et al. 2008), as rates of change in a typed
 * array: for each reactor dZ/dt = (Q_in Z_in - Q Z)/V + r(Z), oxygen in addition kLa (sat - SO).
 */
export function createBsm1(
  values: Asm1Values = ASM1_BSM1_15C,
  settler: Settler = standardSettler(SETTLER_BSM1),
): Bsm1Plant {
  const c = kernelCoefficients(values);
  const rates = new Float64Array(8);
  const underflow = new Float64Array(STATES);
  const effluent = new Float64Array(STATES);
  const mixed = new Float64Array(STATES);
  const turnover = new Float64Array(1);
  const flows = new Float64Array(2);
  const unlimited = Float64Array.of(1, 1);
  const codContent = Float64Array.from(
    ASM1_STATE_NAMES.slice(0, STATES).map((state) => contentOf(state, 'cod', values)),
  );
  const nitrogenContent = Float64Array.from(
    ASM1_STATE_NAMES.slice(0, STATES).map((state) => contentOf(state, 'nitrogen', values)),
  );
  const gasPerAnoxicGrowth = (1 - values.YH) / (values.oDen * values.YH);
  const inputs: Bsm1Inputs = {
    influent: new Float64Array(STATES),
    influentM3PerD: BSM1.influentM3PerD,
    internalM3PerD: BSM1.internalM3PerD,
    returnM3PerD: BSM1.returnM3PerD,
    wasteM3PerD: BSM1.wasteM3PerD,
    kLaPerD: Float64Array.from(BSM1.kLaPerD),
  };
  const volumes = Float64Array.from(BSM1.volumesM3);
  const last = STATES * (REACTORS - 1);

  const content = (water: Float64Array, per: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < STATES; i++) sum += (per[i] as number) * (water[i] as number);
    return sum;
  };

  return {
    inputs,
    values,
    settler,
    size: SETTLER_AT + settler.size,
    underflow,
    effluent,
    changes(y, dy, integralsAt) {
      const { influent } = inputs;
      const qIn = inputs.influentM3PerD;
      const qInternal = inputs.internalM3PerD;
      const qReturn = inputs.returnM3PerD;
      const qWaste = inputs.wasteM3PerD;
      const through = qIn + qReturn + qInternal;
      const qEffluent = qIn - qWaste;
      settler.outlets(y, SETTLER_AT, y, last, underflow, effluent);
      flows[0] = qEffluent;
      flows[1] = qReturn + qWaste;
      settler.changes(y, SETTLER_AT, dy, y, last, flows);

      const a = qIn / through;
      const b = qReturn / through;
      const d = qInternal / through;
      for (let i = 0; i < STATES; i++)
        mixed[i] =
          a * (influent[i] as number) + b * (underflow[i] as number) + d * (y[last + i] as number);

      let oxygenTaken = 0;
      let anoxicGrowth = 0;
      for (let reactor = 0; reactor < REACTORS; reactor++) {
        const o = reactor * STATES;
        const volume = volumes[reactor] as number;
        processRates(c, y, o, unlimited, 0, rates);
        turnover[0] = through / volume;
        const first = reactor === 0;
        stateChanges(c, rates, y, dy, o, turnover, first ? mixed : y, first ? 0 : o - STATES);
        anoxicGrowth += volume * (rates[1] as number);
        const oxygen =
          (inputs.kLaPerD[reactor] as number) * (BSM1.saturation - (y[o + 7] as number));
        dy[o + 7] = (dy[o + 7] as number) + oxygen;
        oxygenTaken += volume * oxygen;
      }
      if (integralsAt < 0) return;
      dy[integralsAt] = qIn * content(influent, codContent);
      dy[integralsAt + 1] =
        qEffluent * content(effluent, codContent) + qWaste * content(underflow, codContent);
      dy[integralsAt + 2] = oxygenTaken;
      dy[integralsAt + 3] = qIn * content(influent, nitrogenContent);
      dy[integralsAt + 4] =
        qEffluent * content(effluent, nitrogenContent) +
        qWaste * content(underflow, nitrogenContent);
      dy[integralsAt + 5] = gasPerAnoxicGrowth * anoxicGrowth;
    },
    outlets(y) {
      settler.outlets(y, SETTLER_AT, y, last, underflow, effluent);
    },
    nameOf(index) {
      if (index < SETTLER_AT) {
        const state = ASM1_STATE_NAMES[index % STATES] ?? '';
        return `${state} of reactor ${String(Math.floor(index / STATES) + 1)}`;
      }
      return `settler state ${String(index - SETTLER_AT)}`;
    },
  };
}

/** Open loop: air and recycles stand still. States, then the integrals where they are wanted. */
export function openLoopRhs(plant: Bsm1Plant, integrals: boolean): RightHandSide {
  const integralsAt = integrals ? plant.size : -1;
  return (_t, y, dy) => {
    plant.changes(y, dy, integralsAt);
  };
}

/** A first guess for the steady state: every basin full of a thick mixed liquor, a settler full of thin water. */
export function firstGuess(plant: Bsm1Plant): Float64Array {
  const liquor = [30, 3, 1000, 80, 2000, 120, 400, 1, 8, 5, 1, 5, 5];
  const states = new Float64Array(plant.size);
  for (let reactor = 0; reactor < REACTORS; reactor++) states.set(liquor, reactor * STATES);
  states.set(
    plant.settler.start(liquor.map((value, i) => (i >= 2 && i <= 6 ? 0.1 * value : value))),
    SETTLER_AT,
  );
  return states;
}
