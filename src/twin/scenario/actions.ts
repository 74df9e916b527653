import { openInfluentEvents, withoutInfluentEvents } from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { addFault, clearFaults, setFault } from '#core/process/instruments.ts';
import type { InstrumentState } from '#core/process/instruments.ts';
import type { PlantAction } from '#core/scenario/action.ts';
import { assertNever, err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { outsideOf } from './outside.ts';

type Done = Result<null, string>;
const done: Done = ok(null);

/** Carries one action out on the state of the plant, or says why it cannot be done. Nothing is half done. */
export function act(plant: VirtualPlant, action: PlantAction): Done {
  const { state } = plant;
  switch (action.cmd) {
    case 'panel':
      return onUnit(plant, action.unit, (index) => turnPanel(plant, index, action));
    case 'overcurrent':
      return onUnit(plant, action.unit, (index) => {
        state.trouble[index] = action.times;
      });
    case 'resetFault':
      return onUnit(plant, action.unit, (index) => {
        const unit = state.plc.units[index];
        if (unit !== undefined) unit.fault = false;
        state.trouble[index] = 0;
      });
    case 'aiSwitch':
      state.plc.ai.switchOn = action.on;
      return done;
    case 'setting':
      return setSetting(plant, action.tag, action.value);
    case 'sensor':
      return onSensor(plant, action.id, (sensor) => {
        setFault(sensor, action.fault, state.timeMs);
      });
    case 'addFault':
      return onSensor(plant, action.id, (sensor) => {
        addFault(sensor, action.fault, state.timeMs);
      });
    case 'clearFaults':
      if (action.id !== null) return onSensor(plant, action.id, (sensor) => clearFaults(sensor));
      for (const sensor of state.instruments) clearFaults(sensor);
      return done;
    case 'influent':
      addEvent(plant, action.event);
      return done;
    case 'clearInfluent':
      clearEvents(plant, action.id);
      return done;
    case 'stock':
      return setStock(plant, action.machine, action.litres);
    case 'level':
      return setLevel(plant, action.tank, action.m);
    case 'breach':
      return setBreach(plant, action.machine, action.share);
    case 'powerCut': {
      const outside = outsideOf(state);
      const backMs = state.timeMs + action.s * 1000;
      if (action.of === 'site') outside.sitePowerBackMs = backMs;
      else outside.plcPowerBackMs = backMs;
      return done;
    }
    case 'linkCut':
      outsideOf(state).lineBackMs = state.timeMs + action.s * 1000;
      return done;
    case 'clearAll':
      clearAll(plant);
      return done;
    default:
      return assertNever(action, 'action');
  }
}

/** Takes back everything that was brought in; water, stocks and settings stay as they are. */
function clearAll(plant: VirtualPlant): void {
  const { state, program } = plant;
  for (const sensor of state.instruments) clearFaults(sensor);
  clearEvents(plant, null);
  for (const series of state.plant.series) series.breachShare = 0;
  state.trouble.fill(0);
  for (const unit of program.units) {
    const memory = state.plc.units[unit.index];
    if (memory === undefined) continue;
    memory.fault = false;
    if (!memory.remote && !unit.localOnly) {
      memory.remote = true;
      memory.mode = 'auto';
    }
    memory.localRun = false;
  }
  const outside = outsideOf(state);
  outside.sitePowerBackMs = 0;
  outside.plcPowerBackMs = 0;
  outside.lineBackMs = 0;
}

function turnPanel(
  plant: VirtualPlant,
  index: number,
  action: Extract<PlantAction, { cmd: 'panel' }>,
): void {
  const unit = plant.state.plc.units[index];
  if (unit === undefined) return;
  if (action.remote !== undefined) {
    unit.remote = action.remote && plant.program.units[index]?.localOnly !== true;
    // A unit that comes back to REMOTE comes back to the program.
    unit.mode = 'auto';
    unit.localRun = unit.remote ? false : unit.run;
  }
  if (action.run !== undefined) unit.localRun = action.run;
}

const unknown = (what: string, name: string, names: readonly string[]): Done =>
  err(`no ${what} ${name}; known are ${names.join(', ')}`);

function onUnit(plant: VirtualPlant, id: string, then: (index: number) => void): Done {
  const unit = plant.program.units.find((each) => each.id === id);
  if (unit === undefined)
    return unknown(
      'unit',
      id,
      plant.program.units.map((each) => each.id),
    );
  then(unit.index);
  return done;
}

function onSensor(
  plant: VirtualPlant,
  id: string,
  then: (instrument: InstrumentState) => void,
): Done {
  const { sensors } = plant.model.profile;
  const instrument = plant.state.instruments[sensors.findIndex((sensor) => sensor.id === id)];
  if (instrument === undefined)
    return unknown(
      'sensor',
      id,
      sensors.map((sensor) => sensor.id),
    );
  then(instrument);
  return done;
}

function setSetting(plant: VirtualPlant, tag: string, value: number): Done {
  const index = plant.program.settingIndex(tag);
  const limits = index === null ? undefined : plant.program.setpoints[index];
  if (index === null || limits === undefined)
    return unknown(
      'setting',
      tag,
      plant.program.setpoints.map((each) => each.tag),
    );
  if (value < limits.min || value > limits.max)
    return err(`${tag}: ${value} is outside ${limits.min} to ${limits.max}`);
  plant.state.plc.settings[index] = value;
  return done;
}

function setStock(plant: VirtualPlant, id: string, litres: number): Done {
  const dosing = plant.model.machines.filter((each) => each.role.kind === 'dosing');
  const machine = dosing.find((each) => each.def.id === id);
  if (machine === undefined)
    return unknown(
      'dosing machine',
      id,
      dosing.map((each) => each.def.id),
    );
  plant.state.plant.stockL[machine.index] = litres;
  return done;
}

function setLevel(plant: VirtualPlant, id: string, m: number): Done {
  const index = plant.model.tanks.findIndex((tank) => tank.def.id === id);
  const model = plant.model.tanks[index];
  const tank = plant.state.plant.tanks[index];
  if (model === undefined || tank === undefined)
    return unknown(
      'tank',
      id,
      plant.model.tanks.map((each) => each.def.id),
    );
  const volumeM3 = m * model.areaM2;
  if (volumeM3 > model.rimM3)
    return err(`${id}: ${m} m is above the rim; give 0 to ${model.rimM3 / model.areaM2}`);
  if (tank.volumeM3 <= 0)
    return err(`${id} is empty and has no water to go by; let water in first`);
  const share = volumeM3 / tank.volumeM3;
  tank.volumeM3 = volumeM3;
  for (let i = 0; i < tank.load.length; i++) tank.load[i] = (tank.load[i] ?? 0) * share;
  return done;
}

function setBreach(plant: VirtualPlant, id: string, share: number): Done {
  const suctions = plant.model.machines.filter((each) => each.role.kind === 'suction');
  const machine = suctions.find((each) => each.def.id === id);
  const series =
    machine?.role.kind === 'suction' ? plant.state.plant.series[machine.role.series] : undefined;
  if (series === undefined)
    return unknown(
      'suction machine',
      id,
      suctions.map((each) => each.def.id),
    );
  series.breachShare = share;
  return done;
}

function addEvent(plant: VirtualPlant, event: InfluentModifier): void {
  const { state } = plant;
  // Written as time from now on; kept as plant time.
  const fromMs = state.timeMs + event.fromMs;
  const toMs = state.timeMs + event.toMs;
  state.influentEvents = [
    ...openInfluentEvents(state.influentEvents, state.timeMs),
    { ...event, fromMs, toMs },
  ];
  state.untilInfluentS = Math.min(state.untilInfluentS, 0);
}

function clearEvents(plant: VirtualPlant, id: string | null): void {
  const { state } = plant;
  state.influentEvents = withoutInfluentEvents(state.influentEvents, id ?? undefined);
  state.untilInfluentS = Math.min(state.untilInfluentS, 0);
}
