import { convert } from '../laboratory/units.ts';
import type { EffluentFigures, ReportFigures } from './figures.ts';

/**
 * Readings of one item in its unit. One below the limit of quantification counts as that limit: the mean
 * and the highest are then no lower than the truth. What is in a unit that does not convert is left out.
 */
export function laboratoryFigures(
  results: ReportFigures['laboratory'],
  unit: string,
): EffluentFigures['laboratory'] {
  const values = results.flatMap(({ value, unit: own, text }) => {
    const converted = convert(value, own, unit);
    return converted === null ? [] : [{ value: converted, isBelow: text.startsWith('<') }];
  });
  const max = values.reduce<(typeof values)[number] | null>(
    (high, each) =>
      high === null ||
      each.value > high.value ||
      (each.value === high.value && high.isBelow && !each.isBelow)
        ? each
        : high,
    null,
  );
  return {
    n: values.length,
    mean:
      values.length === 0
        ? null
        : values.reduce((sum, { value }) => sum + value, 0) / values.length,
    max: max?.value ?? null,
    beyond: results.filter(({ beyond }) => beyond).length,
    below: values.filter(({ isBelow }) => isBelow).length,
    maxIsBelow: max?.isBelow ?? false,
  };
}
