import type { Sensor } from '../../plant/equipment.ts';
import type { PlantProfile } from '../../plant/profile.ts';
import { airPressureKPa } from '../../process/air.ts';
import { compileBasins } from './basins/plan.ts';
import type { BasinPlan } from './basins/plan.ts';
import type { Feature } from './features.ts';
import type { ModelPlan } from './model.ts';
import { VIRTUAL_QUANTITIES } from './parameters.ts';
import { modelsOf } from './recipes.ts';
import { featureShop, temperatureNear, unitTags } from './shop.ts';

/** The PLC's loop that holds the value at its set value by a speed. */
export interface Steering {
  readonly speedTags: readonly string[];
  readonly setTag: string;
  readonly minHz: number;
  readonly maxHz: number;
}

export interface SensorPlan {
  readonly tag: string;
  readonly sensor: Sensor;
  /** Minutes one reading stands for. */
  readonly periodMin: number;
  readonly temperatureTag: string | null;
  /** First choice first. With steering: the first while the loop holds, the second while it does not. */
  readonly models: readonly ModelPlan[];
  readonly steering: Steering | null;
}

export interface VirtualPlan {
  readonly features: readonly Feature[];
  readonly sensors: readonly SensorPlan[];
  readonly airKPa: number;
  /** Basins reckoned beside the plant; null where the profile does not say enough or no sensor asks. */
  readonly basins: BasinPlan | null;
}

/**
 * Works out from the profile what each virtual sensor is estimated from: which signals by quantity
 * and place, in which form. No tag or machine is known by its name.
 */
export function compileVirtual(profile: PlantProfile): VirtualPlan {
  const airKPa = airPressureKPa(profile.site.altitudeM);
  const shop = featureShop(profile, airKPa);
  const basins = compileBasins(profile);
  const asked = new Set(
    profile.quality.sensors.filter((each) => each.virtual).map((each) => each.tag),
  );
  const sensors = profile.sensors
    .filter((sensor) => asked.has(sensor.tag) && VIRTUAL_QUANTITIES.includes(sensor.quantity))
    .map((sensor): SensorPlan => {
      const steering = steeringOf(profile, sensor);
      return {
        tag: sensor.tag,
        sensor,
        periodMin: Math.max(1, sensor.samplePeriodS / 60),
        temperatureTag: temperatureNear(profile, sensor),
        models: modelsOf(profile, sensor, steering, shop, basins),
        steering,
      };
    });
  const asks = sensors.some(({ models }) => models.some(({ shape }) => shape.kind === 'balance'));
  return {
    features: shop.features,
    sensors,
    airKPa,
    basins: asks ? basins : null,
  };
}

function steeringOf(profile: PlantProfile, sensor: Sensor): Steering | null {
  for (const machine of profile.machines) {
    const { control } = machine;
    if (control.type === 'speedPi' && control.pv === sensor.tag)
      return {
        speedTags: unitTags(profile, machine, 'speed'),
        setTag: control.spTag,
        minHz: control.minHz,
        maxHz: control.maxHz,
      };
  }
  return null;
}
