import type { LocalText } from '#core/plant/common.ts';
import type { Machine } from '#core/plant/equipment.ts';
import type { UnitView } from './machine-state.ts';
import { machineRunState } from './machine-state.ts';
import { matchScore } from './search.ts';

export type StateFilter = 'all' | 'running' | 'stopped' | 'fault' | 'attention';
export type KindFilter = 'all' | Machine['kind'];

export interface MachineFilters {
  readonly text: string;
  readonly state: StateFilter;
  readonly kind: KindFilter;
  /** Machines of one station, or null for all. */
  readonly machines: ReadonlySet<string> | null;
}

/** Needs a look: in fault, taken to local or hand, old readings. */
export const needsAttention = (unit: UnitView): boolean =>
  unit.hasStatus && (unit.state === 'fault' || unit.state === 'unknown' || unit.remote === false || unit.auto === false || unit.old);

export function machineFits(machine: Machine, units: readonly UnitView[], filters: MachineFilters, local: (text: LocalText) => string): boolean {
  if (filters.machines !== null && !filters.machines.has(machine.id)) return false;
  if (filters.kind !== 'all' && machine.kind !== filters.kind) return false;
  if (filters.text.trim() !== '' && Math.max(matchScore(filters.text, local(machine.name)), ...machine.units.map((unit) => matchScore(filters.text, unit.id))) === 0) return false;
  if (filters.state === 'all') return true;
  if (filters.state === 'attention') return units.some(needsAttention);
  return units.some((unit) => unit.hasStatus) && (filters.state === 'fault' ? units.some((unit) => unit.state === 'fault') : machineRunState(units) === filters.state);
}
