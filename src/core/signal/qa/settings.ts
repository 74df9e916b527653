import type { PlantProfile } from '../../plant/profile.ts';
import type { CrossCheck } from '../../plant/quality.ts';
import { POLL_PERIOD_MS } from '../../plant/tag.ts';
import { vesselsOf } from './vessel-settings.ts';
import type { VesselTest } from './vessel-state.ts';

/** What the tests need to know of one sensor, worked out of the profile once. */
export interface SensorTest {
  readonly tag: string;
  readonly min: number;
  readonly max: number;
  readonly span: number;
  /** Stated accuracy = constant + factor x |value|, tag's unit. */
  readonly accuracyConstant: number;
  readonly accuracyFactor: number;
  /** Time between two readings that are news, min: the longer of polling and sampling. */
  readonly stepMin: number;
  /** Readings come this seldom from the bus, min. */
  readonly pollMin: number;
  /** Change within a minute that is beyond belief; null: only what the past says. */
  readonly mostPerMin: number | null;
  /** Standing still within this counts as stuck after `stuckForMin` at the latest; null: standing still is normal. */
  readonly stuckWithin: number;
  readonly stuckForMin: number | null;
  /** Machines without which the reading rests; empty: it never rests. */
  readonly restsWithout: readonly string[];
  /** Speed of the machine it rests without, as place in `drives`; null where it follows none. */
  readonly follows: number | null;
}

/** A machine of which speed or rate is read by its units' tags. */
export interface MachineTest {
  readonly id: string;
  readonly tags: readonly string[];
}

export interface MonitorSettings {
  /** In the order of their tags, whatever the order of the profile. */
  readonly sensors: readonly SensorTest[];
  /** Machines whose running share is a companion of the sensors, by id. */
  readonly machines: readonly string[];
  readonly drives: readonly MachineTest[];
  readonly crossChecks: readonly CrossCheck[];
  /** Plan area of the tanks whose level is measured, m2, by the level's tag. */
  readonly areaM2: ReadonlyMap<string, number>;
  /** Vessels that are held against the machines that fill and empty them. */
  readonly vessels?: readonly VesselTest[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A flow follows the speed of the one machine that makes it. */
function followed(
  quantity: string,
  machines: readonly string[],
  drives: readonly MachineTest[],
): number | null {
  if (machines.length !== 1 || !FLOWS.has(quantity)) return null;
  const at = drives.findIndex(({ id }) => id === `${machines[0] ?? ''}.speed`);
  return at < 0 ? null : at;
}
const FLOWS: ReadonlySet<string> = new Set(['flow', 'airflow']);

/** Settings of all tests of a profile. */
export function monitorSettings(profile: PlantProfile): MonitorSettings {
  const quality = new Map(profile.quality.sensors.map((each) => [each.tag, each]));
  const tags = new Map(profile.tags.map((tag) => [tag.id, tag]));
  const drives = profile.machines
    .flatMap((machine) =>
      (['speed', 'rate'] as const).flatMap((role) => {
        const named = machine.units
          .map((unit) => `${unit.id}.${role}`)
          .filter((id) => tags.has(id));
        return named.length === 0 ? [] : [{ id: `${machine.id}.${role}`, tags: named }];
      }),
    )
    .sort((a, b) => byText(a.id, b.id));
  const sensors = profile.sensors.map((sensor): SensorTest => {
    const own = quality.get(sensor.tag);
    const pollMin = Math.max(1, POLL_PERIOD_MS[tags.get(sensor.tag)?.pollClass ?? '1min'] / 60_000);
    const { min, max } = sensor.range;
    const { value, of } = sensor.accuracy;
    return {
      tag: sensor.tag,
      min,
      max,
      span: max - min,
      accuracyConstant: of === 'absolute' ? value : of === 'span' ? (value / 100) * (max - min) : 0,
      accuracyFactor: of === 'reading' ? value / 100 : 0,
      stepMin: Math.max(pollMin, Math.ceil(sensor.samplePeriodS / 60)),
      pollMin,
      mostPerMin: own?.changePerMin?.most ?? null,
      stuckWithin: own?.stuck?.within ?? 0,
      stuckForMin: own?.stuck?.forMin ?? null,
      restsWithout: own?.restsWithout ?? [],
      follows: followed(sensor.quantity, own?.restsWithout ?? [], drives),
    };
  });
  sensors.sort((a, b) => byText(a.tag, b.tag));
  return {
    sensors,
    vessels: vesselsOf(profile, sensors),
    machines: profile.machines.map(({ id }) => id).sort(byText),
    drives,
    crossChecks: profile.quality.crossChecks,
    areaM2: new Map(
      profile.tanks.flatMap(({ levelTag, volumeM3, depthM }) =>
        levelTag === null ? [] : [[levelTag, volumeM3 / depthM] as const],
      ),
    ),
  };
}
