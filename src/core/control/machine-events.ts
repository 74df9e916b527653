import type { EventCode } from './codes.ts';
import type { PlantContext } from './plant-context.ts';
import { bit } from './facts.ts';
import type { Samples } from './facts.ts';
import type { PlantEvent } from './record.ts';

/** Last known state bits of every unit (`P-101A.run` -> true); survives holes in the readings. */
export type KnownBits = Readonly<Record<string, boolean>>;

interface BitText {
  readonly on: EventCode;
  readonly off: EventCode;
  readonly kind: 'machine' | 'mode';
  readonly priorityOn: number;
  readonly priorityOff: number;
}
const BITS: Readonly<Record<string, BitText>> = {
  run: {
    on: 'machine.started',
    off: 'machine.stopped',
    kind: 'machine',
    priorityOn: 5,
    priorityOff: 5,
  },
  fault: {
    on: 'machine.fault',
    off: 'machine.faultCleared',
    kind: 'machine',
    priorityOn: 2,
    priorityOff: 5,
  },
  remote: {
    on: 'machine.remote',
    off: 'machine.local',
    kind: 'mode',
    priorityOn: 5,
    priorityOff: 4,
  },
  auto: { on: 'machine.auto', off: 'machine.manual', kind: 'mode', priorityOn: 5, priorityOff: 5 },
};

export interface MachineStep {
  readonly known: KnownBits;
  readonly events: readonly PlantEvent[];
  /** Units whose run bit came on in this scan. */
  readonly started: readonly string[];
}

/**
 * Compares each unit's state bits with the last known ones. A change that happened
 * while the link was down or the engine was off is told once it is seen.
 */
export function machineEvents(
  plant: PlantContext,
  before: KnownBits,
  samples: Samples,
  tsMs: number,
): MachineStep {
  let known: Record<string, boolean> | null = null;
  const events: PlantEvent[] = [];
  const started: string[] = [];
  for (const unit of plant.units.values()) {
    for (const [role, text] of Object.entries(BITS)) {
      const tag = `${unit.id}.${role}`;
      const value = bit(samples, tag);
      if (value === null || value === before[tag]) continue;
      known ??= { ...before };
      known[tag] = value;
      if (before[tag] === undefined) continue;
      if (role === 'run' && value) started.push(unit.id);
      events.push({
        tsMs,
        kind: text.kind,
        priority: value ? text.priorityOn : text.priorityOff,
        code: value ? text.on : text.off,
        subject: unit.id,
        params: { machine: unit.machine.id, unit: unit.id },
        actor: 'plc',
      });
    }
  }
  return { known: known ?? before, events, started };
}
