import { pHOfLoad } from '#core/process/carbonate.ts';
import { bindOrganics, destabilisedShare } from '#core/process/coagulation.ts';
import { bridging, growFloc, velocityGradientPerS } from '#core/process/flocculation.ts';
import { viscosityPaS } from '#core/process/membrane.ts';
import { bindPhosphorus } from '#core/process/phosphorus.ts';
import { C, rawSolids, suspendedSolids } from '#core/process/water.ts';
import { recordFault } from './faults.ts';
import type { PlantModel } from './model.ts';
import { temperatureOf } from './moves.ts';
import type { Actuators, PlantState, TankState } from './state.ts';

/** Chemistry of every tank over `dtS`: pH, aluminium with phosphate and organics, floc. */
export function reactChemicals(
  model: PlantModel,
  state: PlantState,
  actuators: Actuators,
  dtS: number,
): void {
  for (let i = 0; i < model.tanks.length; i++) {
    const tank = state.tanks[i];
    const def = model.tanks[i];
    if (tank === undefined || def === undefined || tank.volumeM3 <= 0) continue;
    if (def.stage === 'none') continue;
    const temperature = temperatureOf(tank) ?? 0;
    updatePh(model, state, tank, def.def.id, temperature);
    const { phosphorus, coagulation } = model.values;
    const aged = def.stage === 'biological';
    bindPhosphorus(tank.load, tank.volumeM3, tank.pH, dtS, aged, phosphorus, coagulation);
    bindOrganics(tank.load, tank.volumeM3, dtS, coagulation);
    if (def.stage === 'chemical') flocculate(model, tank, i, temperature, actuators, dtS);
    // All of the mixed liquor is floc; the mark means the chemical one.
    else tank.load[C.XFL] = 0;
  }
}

function updatePh(
  model: PlantModel,
  state: PlantState,
  tank: TankState,
  place: string,
  temperature: number,
): void {
  const pH = pHOfLoad(tank.load, tank.volumeM3, tank.pH, model.values.dissociation(temperature));
  if (!Number.isNaN(pH)) {
    tank.pH = pH;
    return;
  }
  recordFault(state, {
    place,
    quantity: 'alkalinity, mol/m3',
    value: String((tank.load[C.SALK] ?? Number.NaN) / tank.volumeM3),
    allowed: 'what some pH between -1 and 15 balances',
    advice: 'the last pH stands; check inflow and doses of acid and base',
  });
}

function flocculate(
  model: PlantModel,
  tank: TankState,
  index: number,
  temperature: number,
  actuators: Actuators,
  dtS: number,
): void {
  const { coagulation, flocculation } = model.values;
  const { load, volumeM3 } = tank;
  const solids = suspendedSolids(load);
  if (solids <= 0) return;
  const share = destabilisedShare(
    (load[C.XAL] ?? 0) / volumeM3,
    rawSolids(load) / volumeM3,
    tank.pH,
    coagulation,
  );
  load[C.XFL] = growFloc(
    load[C.XFL] ?? 0,
    solids,
    share,
    bridging((load[C.SPY] ?? 0) / volumeM3, solids / volumeM3, flocculation),
    gradientPerS(model, index, volumeM3, temperature, actuators),
    dtS,
    flocculation,
  );
}

/** Velocity gradient of a chemical tank: its mixers, or the flow alone while they stand. */
function gradientPerS(
  model: PlantModel,
  index: number,
  volumeM3: number,
  temperature: number,
  actuators: Actuators,
): number {
  const { flocculation } = model.values;
  let plateW = 0;
  for (const mixer of model.mixers)
    if (mixer.tank === index && actuators.unitRun[mixer.unit] === true) plateW += mixer.plateW;
  if (plateW === 0) return flocculation.idleGPerS;
  const share =
    model.tanks[index]?.def.kind === 'flocculation'
      ? flocculation.slowPowerShare
      : flocculation.rapidPowerShare;
  return velocityGradientPerS(share * plateW, volumeM3, viscosityPaS(temperature));
}
