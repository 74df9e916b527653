import type { Machine, Sensor, Tank } from '#core/plant/equipment.ts';
import type { Alarm } from '#core/plant/logic.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { equipmentOf } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';

/** Look-ups over the plant profile that the screens need; built once when the profile arrives. */
export interface ProfileIndex {
  readonly tag: ReadonlyMap<string, Tag>;
  readonly tagsOfEquipment: ReadonlyMap<string, readonly Tag[]>;
  readonly machine: ReadonlyMap<string, Machine>;
  readonly machineOfUnit: ReadonlyMap<string, Machine>;
  readonly tank: ReadonlyMap<string, Tank>;
  readonly tankOfLevelTag: ReadonlyMap<string, Tank>;
  readonly sensor: ReadonlyMap<string, Sensor>;
  readonly sensorOfTag: ReadonlyMap<string, Sensor>;
  readonly alarm: ReadonlyMap<string, Alarm>;
  /** Position in the tag list: gives each tag its own steady colour. */
  readonly tagOrder: ReadonlyMap<string, number>;
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));

export function indexForScreens(profile: PlantProfile): ProfileIndex {
  const tagsOfEquipment = new Map<string, Tag[]>();
  for (const tag of profile.tags) {
    const equipment = equipmentOf(tag.id);
    const list = tagsOfEquipment.get(equipment);
    if (list === undefined) tagsOfEquipment.set(equipment, [tag]);
    else list.push(tag);
  }
  return {
    tag: byId(profile.tags),
    tagsOfEquipment,
    machine: byId(profile.machines),
    machineOfUnit: new Map(profile.machines.flatMap((machine) => machine.units.map((unit) => [unit.id, machine] as const))),
    tank: byId(profile.tanks),
    tankOfLevelTag: new Map(profile.tanks.flatMap((tank) => (tank.levelTag === null ? [] : [[tank.levelTag, tank] as const]))),
    sensor: byId(profile.sensors),
    sensorOfTag: new Map(profile.sensors.map((sensor) => [sensor.tag, sensor])),
    alarm: byId(profile.alarms),
    tagOrder: new Map(profile.tags.map((tag, index) => [tag.id, index])),
  };
}
