import type { PlantProfile } from '../../plant/profile.ts';
import type { SensorQuality } from '../../plant/quality.ts';
import { POLL_PERIOD_MS } from '../../plant/tag.ts';
import { driftSettings } from '../drift/filter.ts';
import type { DriftSettings } from '../drift/filter.ts';
import { monitorSettings } from '../qa/settings.ts';
import type { MonitorSettings } from '../qa/settings.ts';
import { compileVirtual } from '../virtual/virtual.ts';
import type { VirtualPlan } from '../virtual/virtual.ts';

/** One sensor as the composition needs it. */
export interface SensorPlan {
  readonly tag: string;
  readonly quality: SensorQuality;
  readonly range: { readonly min: number; readonly max: number };
  /** Stated accuracy = constant + factor x |value|, tag's unit. */
  readonly accuracyConstant: number;
  readonly accuracyFactor: number;
  readonly drift: DriftSettings;
  /** Readings come this seldom from the bus, ms. */
  readonly pollMs: number;
  readonly restsWithout: readonly string[];
}

/** What is worked out of the profile once. */
export interface QualityPlan {
  readonly profile: PlantProfile;
  readonly sensors: readonly SensorPlan[];
  readonly byTag: ReadonlyMap<string, SensorPlan>;
  readonly monitor: MonitorSettings;
  readonly virtual: VirtualPlan;
  /** Tells one profile's learning from another's. */
  readonly fingerprint: string;
}

/** Stated accuracy at a reading, tag's unit. */
export const accuracyAt = (sensor: SensorPlan, value: number | null): number =>
  Math.max(1e-9, sensor.accuracyConstant + sensor.accuracyFactor * Math.abs(value ?? 0));

/** Everything of a profile that the learning hangs on; another text means learning anew. */
function fingerprintOf(profile: PlantProfile): string {
  return JSON.stringify({
    site: profile.site.id,
    sensors: profile.sensors.map(({ tag, quantity, place, range }) => [
      tag,
      quantity,
      place,
      range,
    ]),
    quality: profile.quality.sensors.map(({ tag, duplicate, virtual }) => [
      tag,
      duplicate,
      virtual,
    ]),
    machines: profile.machines.map(({ id, units }) => [id, units.map((unit) => unit.id)]),
  });
}

/** Plan of a profile's sensors. */
export function qualityPlan(profile: PlantProfile): QualityPlan {
  const tags = new Map(profile.tags.map((tag) => [tag.id, tag]));
  const quality = new Map(profile.quality.sensors.map((each) => [each.tag, each]));
  const sensors = profile.sensors.flatMap((sensor): SensorPlan[] => {
    const own = quality.get(sensor.tag);
    if (own === undefined) return [];
    const { min, max } = sensor.range;
    const { value, of } = sensor.accuracy;
    const constant = of === 'absolute' ? value : of === 'span' ? (value / 100) * (max - min) : 0;
    const factor = of === 'reading' ? value / 100 : 0;
    // A relative accuracy is taken at the middle of the range where one figure must do.
    const usual = constant + factor * Math.abs((min + max) / 2);
    return [
      {
        tag: sensor.tag,
        quality: own,
        range: sensor.range,
        accuracyConstant: constant,
        accuracyFactor: factor,
        drift: driftSettings(sensor.tag, usual, own.calibrationDays),
        pollMs: POLL_PERIOD_MS[tags.get(sensor.tag)?.pollClass ?? '1min'],
        restsWithout: own.restsWithout ?? [],
      },
    ];
  });
  return {
    profile,
    sensors,
    byTag: new Map(sensors.map((each) => [each.tag, each])),
    monitor: monitorSettings(profile),
    virtual: compileVirtual(profile),
    fingerprint: fingerprintOf(profile),
  };
}
