import type { Figures } from './evaluate.ts';

/** In which way the sensor is lost. */
export type Loss = 'withheld' | 'gone' | 'visited' | 'onSite' | 'onSiteVisited' | 'onSiteGone';

export interface Row extends Figures {
  readonly plant: number;
  readonly tag: string;
  readonly quantity: string;
  readonly place: string;
  readonly loss: Loss;
}

/** Mean absolute errors asked for, in the sensor's unit. */
export const TARGETS: Readonly<Record<string, number>> = { pH: 0.15, DO: 0.3 };

const num = (value: number, digits = 3, width = 8): string => value.toFixed(digits).padStart(width);
const share = (value: number): string => `${(100 * value).toFixed(1)}%`.padStart(8);

export const headLine = `${'loss'.padEnd(14)}${'sensor'.padEnd(12)}${'what'.padEnd(16)}plant     MAE  of mean    bias  2sd holds  mean sd | last val  yesterd.  pattern  silent`;

export const lineOf = (row: Row): string =>
  [
    row.loss.padEnd(14),
    row.tag.padEnd(12),
    `${row.quantity} ${row.place}`.padEnd(16),
    String(row.plant).padStart(5),
    num(row.mae),
    share(row.mae / Math.max(1e-9, row.meanTruth)),
    num(row.bias),
    share(row.coverage),
    ' ',
    num(row.meanSd),
    ' |',
    num(row.lastValue),
    ' ',
    num(row.sameHourYesterday),
    num(row.pattern),
    String(row.silent).padStart(8),
  ].join('');

/** Worst and mean over the plants for each sensor and way of loss, against its target. */
export function verdictOf(rows: readonly Row[]): {
  readonly lines: readonly string[];
  readonly figures: readonly Record<string, string | number | boolean | null>[];
} {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.loss} ${row.tag}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const figures = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const mean = (of: (row: Row) => number): number =>
      group.reduce((sum, row) => sum + of(row), 0) / group.length;
    const target = TARGETS[first.quantity] ?? null;
    const worst = Math.max(...group.map((row) => row.mae));
    return [
      {
        loss: first.loss,
        tag: first.tag,
        quantity: first.quantity,
        place: first.place,
        meanMae: mean((row) => row.mae),
        worstMae: worst,
        meanShare: mean((row) => row.mae / Math.max(1e-9, row.meanTruth)),
        coverage: mean((row) => row.coverage),
        bestBaseline: mean((row) => Math.min(row.lastValue, row.sameHourYesterday, row.pattern)),
        target,
        holds: target === null ? null : worst <= target,
      },
    ];
  });
  const lines = figures.map(
    (each) =>
      `${each.loss.padEnd(14)}${each.tag.padEnd(12)}${`${each.quantity} ${each.place}`.padEnd(16)} mean MAE ${num(each.meanMae)} (${share(each.meanShare).trim()}), worst ${num(each.worstMae)}, 2 sd holds ${share(each.coverage).trim()}, best baseline ${num(each.bestBaseline)}${each.target === null ? '' : `, target ${String(each.target)}: ${each.holds === true ? 'holds' : 'does not hold'}`}`,
  );
  return { lines, figures };
}
