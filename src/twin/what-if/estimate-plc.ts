import { unitTag } from '#core/plant/derived.ts';
import { roleOf } from '#core/plant/tag.ts';
import { STOCK_L } from '../plant/start.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import type { Usable } from './estimate-water.ts';

/** Left in a tank whose low switch has come on, and in one whose switch has not. */
const LOW_STOCK = 0.08;

/** Brings the memory of the PLC to what it says over its registers: settings, selectors, what runs, AI area, low tanks. */
export function layPlc(plant: VirtualPlant, usable: Usable): void {
  const { program, state } = plant;
  const { plc } = state;
  program.setpoints.forEach(({ tag }, i) => {
    const value = usable(tag);
    if (value !== null) plc.settings[i] = value;
  });
  for (const { id, index } of program.units) {
    const unit = plc.units[index];
    if (unit === undefined) continue;
    const flag = (role: 'run' | 'remote' | 'auto' | 'fault'): boolean | null => {
      const value = usable(unitTag(id, role));
      return value === null ? null : value >= 0.5;
    };
    unit.remote = flag('remote') ?? unit.remote;
    unit.fault = flag('fault') ?? unit.fault;
    unit.run = flag('run') ?? unit.run;
    unit.localRun = !unit.remote && unit.run;
    // One that is not left to the program was commanded to do what it does.
    unit.mode = (flag('auto') ?? true) || !unit.remote ? 'auto' : unit.run ? 'start' : 'stop';
  }
  for (const machine of program.machines) {
    const memory = plc.machines[machine.index];
    if (memory === undefined) continue;
    const running = machine.units.findIndex(({ index }) => plc.units[index]?.run === true);
    const { control } = machine.def;
    if (running >= 0) memory.duty = machine.def.arrangement === 'dutyStandby' ? running : 0;
    memory.latch = running >= 0;
    memory.phaseOn = running >= 0;
    const speed = usable(unitTag(machine.units[Math.max(0, running)]?.id ?? '', 'speed'));
    if (control.type === 'speedPi' && speed !== null && speed > 0) {
      memory.speedHz = Math.min(control.maxHz, Math.max(control.minHz, speed));
      memory.integralHz = memory.speedHz;
    }
  }
  const { ai } = plc;
  ai.switchOn = (usable(program.ai.switchTag) ?? (ai.switchOn ? 1 : 0)) >= 0.5;
  ai.active = ai.switchOn && (usable(program.ai.activeTag) ?? 0) >= 0.5;
  layStocks(plant, usable);
}

/** Only the low switch of a chemical tank is wired to the PLC. */
function layStocks(plant: VirtualPlant, usable: Usable): void {
  for (const machine of plant.model.machines) {
    if (machine.role.kind !== 'dosing') continue;
    const low = machine.def.permissives
      .flatMap(({ when }) => ('tag' in when && roleOf(when.tag) === 'low' ? [when.tag] : []))
      .some((tag) => (usable(tag) ?? 0) >= 0.5);
    if (low) plant.state.plant.stockL[machine.index] = LOW_STOCK * STOCK_L;
  }
}
