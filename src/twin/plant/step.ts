import type { Biology } from '#core/process/activated-sludge.ts';
import { fractionate } from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import { blow, saturate } from './air.ts';
import { runGravity, runPumps, takeInfluent } from './flows.ts';
import { foulMembranes } from './membranes.ts';
import type { PlantModel } from './model.ts';
import { takePower } from './power.ts';
import type { Actuators, PlantState } from './state.ts';
import { treat } from './treatment.ts';

/** Least time between two steps of the biology, s. */
const BIOLOGY_STEP_S = 5;

/**
 * Moves the plant on by `dtS` in place: water, chemicals, air, biology, membranes, power.
 * No clock and no chance inside: influent and actuators are handed in.
 */
export function stepPlant(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  influent: InfluentPoint,
  dtS: number,
  biology: Biology = model.biology,
): void {
  state.influentM3PerH = influent.flowM3PerH;
  const air = blow(model, state, actuators, dtS);
  const airShare = saturate(model, state, actuators, dtS);
  takeInfluent(model, state, dtS);
  runPumps(model, state, actuators, dtS);
  runGravity(model, state, airShare, dtS);
  state.biologyDueS -= dtS;
  if (state.biologyDueS <= 0) {
    const stepS = Math.max(BIOLOGY_STEP_S, dtS);
    state.biologyDueS += stepS;
    treat(model, state, biology, stepS);
  }
  foulMembranes(model, state, dtS);
  takePower(model, state, actuators, air, dtS);
}

/** Load of the incoming water; fractionation is done when the influent changes, not at every step. */
export function setInfluentQuality(
  model: PlantModel,
  state: PlantState,
  influent: InfluentPoint,
): void {
  state.influentLoad = fractionate(influent, model.codMethod);
}
