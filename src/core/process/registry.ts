import { ASM1_PARAMETERS } from './asm1/parameters.ts';
import type { ProcessFault } from './fault.ts';
import { INSTRUMENT_PARAMETERS } from './instrument-classes.ts';
import { resolveParameters } from './parameters.ts';
import type { ParameterOverrides, ParameterTable } from './parameters.ts';

/** Parameter tables of all process models by group; a model adds its own here. */
export const PARAMETER_TABLES: Readonly<Record<string, ParameterTable>> = {
  instruments: INSTRUMENT_PARAMETERS,
  asm1: ASM1_PARAMETERS,
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
