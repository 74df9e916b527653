import { AIR_PARAMETERS } from './air-parameters.ts';
import { ACID_BASE_PARAMETERS } from './acid-base.ts';
import { ASM1_PARAMETERS } from './asm1/parameters.ts';
import { BLOWER_PARAMETERS } from './blower-parameters.ts';
import { CARBON_PARAMETERS } from './carbon.ts';
import { CHEMICAL_PARAMETERS } from './chemicals.ts';
import { COAGULATION_PARAMETERS } from './coagulation.ts';
import type { ProcessFault } from './fault.ts';
import { FLOCCULATION_PARAMETERS } from './flocculation.ts';
import { FLOTATION_PARAMETERS } from './flotation.ts';
import { HYDRAULIC_PARAMETERS } from './hydraulics.ts';
import { INSTRUMENT_PARAMETERS } from './instrument-classes.ts';
import { MEMBRANE_PARAMETERS } from './membrane-parameters.ts';
import { POWER_PARAMETERS } from './power-parameters.ts';
import { resolveParameters } from './parameters.ts';
import type { ParameterOverrides, ParameterTable } from './parameters.ts';
import { PHOSPHORUS_PARAMETERS } from './phosphorus.ts';
import { SLUDGE_PARAMETERS } from './sludge.ts';

/** Parameter tables of all process models by group; a model adds its own here. */
export const PARAMETER_TABLES: Readonly<Record<string, ParameterTable>> = {
  instruments: INSTRUMENT_PARAMETERS,
  asm1: ASM1_PARAMETERS,
  acidBase: ACID_BASE_PARAMETERS,
  chemicals: CHEMICAL_PARAMETERS,
  coagulation: COAGULATION_PARAMETERS,
  phosphorus: PHOSPHORUS_PARAMETERS,
  flocculation: FLOCCULATION_PARAMETERS,
  flotation: FLOTATION_PARAMETERS,
  hydraulics: HYDRAULIC_PARAMETERS,
  carbon: CARBON_PARAMETERS,
  sludge: SLUDGE_PARAMETERS,
  membrane: MEMBRANE_PARAMETERS,
  air: AIR_PARAMETERS,
  blower: BLOWER_PARAMETERS,
  power: POWER_PARAMETERS,
};

/** Every override that names no known parameter or lies out of its range. */
export function checkOverrides(overrides: ParameterOverrides): ProcessFault[] {
  return Object.entries(overrides).flatMap(([path, value]) => {
    const group = path.split('.')[0] ?? '';
    const table = PARAMETER_TABLES[group];
    if (table === undefined)
      return [
        {
          place: group,
          quantity: path,
          value: String(value),
          allowed: Object.keys(PARAMETER_TABLES).join(', '),
          advice: 'use one of these groups',
        },
      ];
    const resolved = resolveParameters(group, table, { [path]: value });
    return resolved.ok ? [] : resolved.error;
  });
}
