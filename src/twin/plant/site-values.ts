import { AIR_PARAMETERS } from '#core/process/air-parameters.ts';
import type { AirValues } from '#core/process/air-parameters.ts';
import { BLOWER_PARAMETERS } from '#core/process/blower-parameters.ts';
import type { BlowerValues } from '#core/process/blower-parameters.ts';
import { MEMBRANE_PARAMETERS } from '#core/process/membrane-parameters.ts';
import type { MembraneValues } from '#core/process/membrane-parameters.ts';
import { POWER_PARAMETERS } from '#core/process/power-parameters.ts';
import type { PowerValues } from '#core/process/power-parameters.ts';
import { activeTariff } from '#core/plant/derived.ts';
import type { Tariffs } from '#core/plant/profile.ts';
import type { PlantModel } from './model.ts';
import { groupValues } from './values.ts';

/** Values of air, blowers, power and membranes at this site, resolved once per compiled plant. */
export interface SiteValues {
  readonly air: AirValues;
  readonly blower: BlowerValues;
  readonly power: PowerValues;
  readonly membrane: MembraneValues;
  readonly tariff: Tariffs['tariffs'][number];
}

const known = new WeakMap<PlantModel, SiteValues>();

/** @throws when an override is out of range; a profile is checked before it comes here */
export function siteValues(model: PlantModel): SiteValues {
  const before = known.get(model);
  if (before !== undefined) return before;
  const values: SiteValues = {
    air: groupValues('air', AIR_PARAMETERS, model.overrides),
    blower: groupValues('blower', BLOWER_PARAMETERS, model.overrides),
    power: groupValues('power', POWER_PARAMETERS, model.overrides),
    membrane: groupValues('membrane', MEMBRANE_PARAMETERS, model.overrides),
    tariff: activeTariff(model.profile.tariffs),
  };
  known.set(model, values);
  return values;
}
