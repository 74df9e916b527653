import { AIR_PARAMETERS } from '#core/process/air-parameters.ts';
import type { AirValues } from '#core/process/air-parameters.ts';
import { BLOWER_PARAMETERS } from '#core/process/blower-parameters.ts';
import type { BlowerValues } from '#core/process/blower-parameters.ts';
import { faultText } from '#core/process/fault.ts';
import { MEMBRANE_PARAMETERS } from '#core/process/membrane-parameters.ts';
import type { MembraneValues } from '#core/process/membrane-parameters.ts';
import { resolveParameters } from '#core/process/parameters.ts';
import type { ParameterTable, ValuesOf } from '#core/process/parameters.ts';
import { POWER_PARAMETERS } from '#core/process/power-parameters.ts';
import type { PowerValues } from '#core/process/power-parameters.ts';
import { activeTariff } from '#core/plant/derived.ts';
import type { Tariffs } from '#core/plant/profile.ts';
import type { PlantModel } from './model.ts';

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
  const of = <T extends ParameterTable>(group: string, table: T): ValuesOf<T> => {
    const resolved = resolveParameters(group, table, model.overrides);
    if (!resolved.ok) throw new Error(resolved.error.map(faultText).join('; '));
    return resolved.value;
  };
  const values: SiteValues = {
    air: of('air', AIR_PARAMETERS),
    blower: of('blower', BLOWER_PARAMETERS),
    power: of('power', POWER_PARAMETERS),
    membrane: of('membrane', MEMBRANE_PARAMETERS),
    tariff: activeTariff(model.profile.tariffs),
  };
  known.set(model, values);
  return values;
}
