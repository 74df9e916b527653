import type { Machine } from '../plant/equipment.ts';
import type { PlantProfile } from '../plant/profile.ts';
import type { Tag } from '../plant/tag.ts';

/** A motor and the machine row it belongs to. */
export interface UnitRef {
  readonly id: string;
  readonly machine: Machine;
  readonly localOnly: boolean;
}

/** The profile with the look-ups every scan needs, built once at start. */
export interface PlantContext {
  readonly profile: PlantProfile;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly units: ReadonlyMap<string, UnitRef>;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly levelTagOf: ReadonlyMap<string, string>;
  /** Tag that carries the recorded time of a replayed plant; null for a live one. */
  readonly recordClockTag: string | null;
}

/** A profile with this tag is a recording: its clock, not ours, dates the readings (seconds since 1970 UTC). */
export const RECORD_CLOCK_TAG = 'REC-CLOCK.time';

export function plantContext(profile: PlantProfile): PlantContext {
  const tags = new Map(profile.tags.map((tag) => [tag.id, tag]));
  const units = new Map<string, UnitRef>();
  for (const machine of profile.machines) {
    for (const unit of machine.units) {
      units.set(unit.id, { id: unit.id, machine, localOnly: unit.control === 'localOnly' });
    }
  }
  return {
    profile,
    tags,
    units,
    machines: new Map(profile.machines.map((machine) => [machine.id, machine])),
    levelTagOf: new Map(
      profile.tanks.flatMap((tank) =>
        tank.levelTag === null ? [] : [[tank.id, tank.levelTag] as const],
      ),
    ),
    recordClockTag: tags.has(RECORD_CLOCK_TAG) ? RECORD_CLOCK_TAG : null,
  };
}
