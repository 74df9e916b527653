import type { Biology } from '#core/process/activated-sludge.ts';
import { fractionate } from '#core/process/influent.ts';
import type { InfluentPoint } from '#core/process/influent.ts';
import { blow, saturate } from './air.ts';
import { reactChemicals } from './chemistry.ts';
import { badComponent, guardTanks, recordFault, soundActuators } from './faults.ts';
import { runPumps, takeInfluent } from './flows.ts';
import { runGravity } from './gravity.ts';
import { foulMembranes } from './membranes.ts';
import { COMPONENTS } from '#core/process/water.ts';
import type { PlantModel } from './model.ts';
import { takePower } from './power.ts';
import { ageSludge, moveRecord } from './sludge-record.ts';
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
  drives: Actuators,
  influent: InfluentPoint,
  dtS: number,
  biology: Biology = model.biology,
): void {
  guardTanks(model, state);
  const actuators = soundActuators(model, state, drives);
  takeInfluentFlow(state, influent);
  const air = blow(model, state, actuators, dtS);
  saturate(model, state, actuators, dtS);
  takeInfluent(model, state, dtS);
  runPumps(model, state, actuators, dtS);
  runGravity(model, state, dtS);
  state.biologyDueS -= dtS;
  if (state.biologyDueS <= 0) {
    const stepS = Math.max(BIOLOGY_STEP_S, dtS);
    state.biologyDueS += stepS;
    reactChemicals(model, state, actuators, stepS);
    treat(model, state, biology, stepS);
  }
  for (const fault of foulMembranes(model, state, dtS)) recordFault(state, fault);
  takePower(model, state, actuators, air, dtS);
  state.elapsedS += dtS;
  if (moveRecord(state.sludge, dtS)) ageSludge(model, state);
}

/** A flow that cannot be leaves the last one standing. */
function takeInfluentFlow(state: PlantState, influent: InfluentPoint): void {
  const { flowM3PerH } = influent;
  if (flowM3PerH >= 0 && flowM3PerH < Number.POSITIVE_INFINITY) state.influentM3PerH = flowM3PerH;
  else
    recordFault(state, {
      place: 'influent',
      quantity: 'flow, m3/h',
      value: String(flowM3PerH),
      allowed: '0 or more',
      advice: 'the last flow stands; check the influent generator or its file',
    });
}

/** Load of the incoming water; fractionation is done when the influent changes, not at every step. */
export function setInfluentQuality(
  model: PlantModel,
  state: PlantState,
  influent: InfluentPoint,
): void {
  const load = fractionate(influent, model.codMethod);
  const bad = badComponent(load, 1);
  if (bad < 0) {
    state.influentLoad = load;
    return;
  }
  recordFault(state, {
    place: 'influent',
    quantity: `${COMPONENTS[bad] ?? ''}, g/m3`,
    value: String(load[bad]),
    allowed: '0 or more',
    advice: 'the last water stands; check the influent generator or its file',
  });
}
