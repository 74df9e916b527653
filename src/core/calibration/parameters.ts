import type { Variable } from '../optimise/problem.ts';
import type { ProcessFault } from '../process/fault.ts';
import type { ParameterOverrides, ParameterTable } from '../process/parameters.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';

/** Above this ratio of the bounds a range is searched by its logarithm. */
const LOG_RATIO = 50;

/**
 * Variables of a search for parameters named `group.symbol`, with the ranges of their tables.
 * A range over decades is searched on a logarithmic scale.
 * @param overrides values in force (site file), where the search starts
 */
export function variablesOf(
  names: readonly string[],
  tables: Readonly<Record<string, ParameterTable>>,
  overrides: ParameterOverrides = {},
): Result<Variable[], ProcessFault[]> {
  const faults: ProcessFault[] = [];
  const variables: Variable[] = [];
  const fault = (quantity: string, value: string, allowed: string, advice: string): void => {
    faults.push({ place: 'calibration', quantity, value, allowed, advice });
  };
  if (names.length === 0)
    fault('parameters', 'none', 'one or more', 'name them as group.symbol, e.g. asm1.muA');
  for (const name of names) {
    const [group = '', symbol = '', ...rest] = name.split('.');
    const table = Object.hasOwn(tables, group) ? tables[group] : undefined;
    if (table === undefined) {
      fault(
        'group of a parameter',
        name,
        Object.keys(tables).join(', '),
        'use one of these groups',
      );
      continue;
    }
    const parameter = Object.hasOwn(table, symbol) && rest.length === 0 ? table[symbol] : undefined;
    if (parameter === undefined) {
      fault('parameter', name, Object.keys(table).join(', '), `use one of the names of ${group}`);
      continue;
    }
    if (variables.some((variable) => variable.name === name)) {
      fault('parameter', `${name} twice`, 'once', 'name it once');
      continue;
    }
    const { min, max, value } = parameter;
    const start = overrides[name] ?? value;
    if (!(start >= min && start <= max)) {
      fault(
        `${name}, ${parameter.unit}`,
        String(start),
        `${String(min)} to ${String(max)}`,
        'correct the site value',
      );
      continue;
    }
    if (!(max > min)) {
      fault(name, `fixed at ${String(value)}`, 'a range', 'choose a parameter that has one');
      continue;
    }
    variables.push({
      name,
      min,
      max,
      start,
      scale: min > 0 && max / min >= LOG_RATIO ? 'log' : 'linear',
    });
  }
  return faults.length > 0 ? err(faults) : ok(variables);
}
