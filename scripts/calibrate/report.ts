import type { FitReport, Judged } from '#core/calibration/fit.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';

/** The outcome of a fit as lines for a console and as a block for `process.json`. */

const fixed = (value: number | null, digits: number): string =>
  value === null || !Number.isFinite(value) ? '-' : value.toFixed(digits);

function measured(judged: Judged): string[] {
  if (!judged.ok) return ['-', '-', '-', judged.error.quantity];
  const { nse, rmse, volumeRatio, kge } = judged.value;
  return [
    fixed(nse, 3),
    Number(rmse.toPrecision(4)).toString(),
    fixed(volumeRatio, 3),
    fixed(kge, 3),
  ];
}

/** Rows under a head, columns aligned. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** From this ratio of the errors of validation and calibration on, a fit is not to be trusted. */
const MOST_WORSE = 2;

/** Series that the fit does not carry over to: intervals are local and cannot tell a local optimum. */
const doubts = (report: FitReport): string[] =>
  report.series.flatMap(({ name, calibration, validation }) => {
    const there = calibration.after;
    if (validation === null || !validation.after.ok || !there.ok) return [];
    const ratio = validation.after.value.rmse / there.value.rmse;
    return ratio > MOST_WORSE
      ? [
          `${name}: the error of validation is ${ratio.toFixed(1)} times that of calibration; it may be a local optimum, whatever the verdicts say: try another --seed or a longer record`,
        ]
      : [];
  });

export function fitLines(report: FitReport): string[] {
  const series = report.series.flatMap(({ name, unit, calibration, validation }) =>
    [
      { part: 'calibration', both: calibration },
      ...(validation === null ? [] : [{ part: 'validation', both: validation }]),
    ].flatMap(({ part, both }) => [
      [name, unit, part, 'before', ...measured(both.before)],
      [name, unit, part, 'after', ...measured(both.after)],
    ]),
  );
  const lines = [
    ...table([['series', 'unit', 'part', '', 'NSE', 'RMSE', 'volume', 'KGE'], ...series]),
    '',
    `objective ${report.objectiveBefore.toPrecision(5)} before, ${report.objectiveAfter.toPrecision(5)} after; ` +
      `${report.evaluations} evaluations, ${report.infeasible} of them not possible, then ${report.refinements} steps along the slopes; ${report.ended}`,
  ];
  if (report.ended !== 'converged')
    lines.push('the fit had not converged: the intervals below hold near the optimum only');
  lines.push(...doubts(report));
  const identity = report.identifiability;
  if (identity === null)
    return [...lines, 'identifiability: the model could not run around the best point'];
  const rows = identity.parameters.map((p, i) => [
    p.name,
    unitOf(p.name),
    (report.start[i] ?? Number.NaN).toPrecision(4),
    p.value.toPrecision(4),
    p.confidence === null
      ? '-'
      : `${p.confidence[0].toPrecision(3)} to ${p.confidence[1].toPrecision(3)}`,
    p.sensitivity.toPrecision(3),
    p.closest === null ? '-' : `${p.closest.correlation.toFixed(2)} ${p.closest.name}`,
    p.nearBestShare === null ? '-' : `${(100 * p.nearBestShare).toFixed(0)} %`,
    p.verdict,
    p.reason,
  ]);
  return [
    ...lines,
    '',
    ...table([
      [
        'parameter',
        'unit',
        'start',
        'fit',
        '95 %',
        'effect',
        'correlation',
        'near-best',
        'verdict',
        'because',
      ],
      ...rows,
    ]),
    '',
    `collinearity index of all ${fixed(identity.collinearity, 1)}` +
      (identity.worstPair === null
        ? ''
        : `, worst pair ${identity.worstPair.names.join(' and ')} ${fixed(identity.worstPair.collinearity, 1)}`) +
      `; determinant measure ${identity.determinant.toPrecision(3)}`,
  ];
}

function unitOf(name: string): string {
  const [group = '', symbol = ''] = name.split('.');
  return PARAMETER_TABLES[group]?.[symbol]?.unit ?? '';
}

/** Entries for `parameters` of `process.json`. */
export type Proposal = Readonly<Record<string, { readonly value: number; readonly why: string }>>;

/** What to put into `process.json`; what the data cannot tell is left out. */
export function proposal(report: FitReport, why: string): Proposal {
  return Object.fromEntries(
    (report.identifiability?.parameters ?? [])
      .filter(({ verdict }) => verdict !== 'not identifiable')
      .map(({ name, value, verdict, reason }) => [
        name,
        { value: Number(value.toPrecision(4)), why: `${why}; ${verdict}: ${reason}` },
      ]),
  );
}
