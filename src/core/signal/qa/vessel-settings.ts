import type { PlantProfile } from '../../plant/profile.ts';
import type { SensorTest } from './settings.ts';
import type { VesselMachine, VesselTest } from './vessel-state.ts';

/**
 * Vessels of which the profile says what moves their content. The pace of a machine depends on
 * the level it draws from, on the pressure across the membranes it draws through (the sensor that rests
 * without it), and on the vessel it empties itself.
 */
export function vesselsOf(profile: PlantProfile, sensors: readonly SensorTest[]): VesselTest[] {
  const place = new Map(sensors.map(({ tag }, i) => [tag, i]));
  const levelOf = new Map(profile.tanks.map(({ id, levelTag }) => [id, levelTag]));
  const machines = new Map(profile.machines.map((machine) => [machine.id, machine]));
  const through = new Map<string, number>();
  sensors.forEach(({ restsWithout }, i) => {
    const [only] = restsWithout;
    const quantity = profile.sensors.find(({ tag }) => tag === sensors[i]?.tag)?.quantity;
    if (only !== undefined && restsWithout.length === 1 && quantity === 'pressureDifference')
      through.set(only, i);
  });
  const drawn = new Set(
    profile.quality.sensors.flatMap(({ tag, vessel }) =>
      (vessel?.emptiedBy.length ?? 0) > 0 ? [tag] : [],
    ),
  );
  const machineOf = (id: string, sensor: number, empties: boolean): VesselMachine => {
    const machine = machines.get(id);
    const from = levelOf.get(machine?.from ?? '') ?? null;
    const heads = new Set<number>();
    if (empties) heads.add(sensor);
    const level = from === null ? undefined : place.get(from);
    // Of a vessel that no pump empties at a pace of its level nothing can be told by the pace.
    if (level !== undefined && drawn.has(sensors[level]?.tag ?? '')) heads.add(level);
    const pressure = through.get(id);
    if (pressure !== undefined) heads.add(pressure);
    return { id, empties, heads: [...heads], tag: `${machine?.units[0]?.id ?? id}.run` };
  };
  return profile.quality.sensors
    .flatMap(({ tag, vessel }): VesselTest[] => {
      const sensor = place.get(tag);
      if (sensor === undefined || vessel === undefined) return [];
      return [
        {
          sensor,
          machines: [
            ...vessel.emptiedBy.map((id) => machineOf(id, sensor, true)),
            ...vessel.movedBy.map((id) => machineOf(id, sensor, false)),
          ],
          flows: (vessel.flows ?? []).flatMap((flow) => place.get(flow) ?? []),
        },
      ];
    })
    .sort((a, b) => a.sensor - b.sensor);
}
