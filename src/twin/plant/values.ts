import { ACID_BASE_PARAMETERS, dissociationTable } from '#core/process/acid-base.ts';
import type { Dissociation } from '#core/process/acid-base.ts';
import { CARBON_PARAMETERS } from '#core/process/carbon.ts';
import type { CarbonValues } from '#core/process/carbon.ts';
import { CHEMICAL_PARAMETERS } from '#core/process/chemicals.ts';
import type { ChemicalValues } from '#core/process/chemicals.ts';
import { COAGULATION_PARAMETERS } from '#core/process/coagulation.ts';
import type { CoagulationValues } from '#core/process/coagulation.ts';
import { faultText } from '#core/process/fault.ts';
import { FLOCCULATION_PARAMETERS } from '#core/process/flocculation.ts';
import type { FlocculationValues } from '#core/process/flocculation.ts';
import { FLOTATION_PARAMETERS } from '#core/process/flotation.ts';
import type { FlotationValues } from '#core/process/flotation.ts';
import { HYDRAULIC_PARAMETERS } from '#core/process/hydraulics.ts';
import type { HydraulicValues } from '#core/process/hydraulics.ts';
import { resolveParameters } from '#core/process/parameters.ts';
import type { ParameterOverrides, ParameterTable, ValuesOf } from '#core/process/parameters.ts';
import { PHOSPHORUS_PARAMETERS } from '#core/process/phosphorus.ts';
import type { PhosphorusValues } from '#core/process/phosphorus.ts';
import { SLUDGE_PARAMETERS } from '#core/process/sludge.ts';
import type { SludgeValues } from '#core/process/sludge.ts';

/** Values of the water line: the tables of its models with what the site says. */
export interface LineValues {
  /** Constants of the weak acids by temperature. */
  readonly dissociation: (temperatureC: number) => Dissociation;
  readonly chemicals: ChemicalValues;
  readonly coagulation: CoagulationValues;
  readonly phosphorus: PhosphorusValues;
  readonly flocculation: FlocculationValues;
  readonly flotation: FlotationValues;
  readonly hydraulics: HydraulicValues;
  readonly carbon: CarbonValues;
  readonly sludge: SludgeValues;
}

/**
 * Values of one group of a compiled plant.
 * @throws Error with place, value and range: overrides are checked (`checkOverrides`) before a
 * plant is compiled, so that a bad one here is a mistake of the caller
 */
export function groupValues<T extends ParameterTable>(
  group: string,
  table: T,
  overrides: ParameterOverrides,
): ValuesOf<T> {
  const values = resolveParameters(group, table, overrides);
  if (!values.ok) throw new Error(values.error.map(faultText).join('; '));
  return values.value;
}

export const lineValuesOf = (overrides: ParameterOverrides): LineValues => ({
  dissociation: dissociationTable(
    groupValues('acidBase', ACID_BASE_PARAMETERS, overrides).ionicStrength,
  ),
  chemicals: groupValues('chemicals', CHEMICAL_PARAMETERS, overrides),
  coagulation: groupValues('coagulation', COAGULATION_PARAMETERS, overrides),
  phosphorus: groupValues('phosphorus', PHOSPHORUS_PARAMETERS, overrides),
  flocculation: groupValues('flocculation', FLOCCULATION_PARAMETERS, overrides),
  flotation: groupValues('flotation', FLOTATION_PARAMETERS, overrides),
  hydraulics: groupValues('hydraulics', HYDRAULIC_PARAMETERS, overrides),
  carbon: groupValues('carbon', CARBON_PARAMETERS, overrides),
  sludge: groupValues('sludge', SLUDGE_PARAMETERS, overrides),
});
