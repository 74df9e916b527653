import {
  independentPairs,
  interval95,
  lineThrough,
  pairUp,
  pearson,
  selfCorrelation,
  spearman,
} from '#core/analysis/correlation.ts';
import { Hexagons } from '#core/analysis/hexagons.ts';
import { PERIOD_MS, planLevel } from '#core/analysis/level.ts';
import { HOUR_MS, MINUTE_MS, wallMs } from '#core/analysis/local-time.ts';
import type { CorrelateAnswer, CorrelateQuestion } from '#core/analysis/question.ts';
import { nextUniform, seedRandom } from '#core/random.ts';
import { forSlices, wholePeriods } from './periods.ts';
import type { Work } from './work.ts';

/** Two tags of three years by the minute, 25 MB; of more tags every two are ranked, which costs more. */
const MOST_VALUES_OF_TWO = 3_400_000;
const MOST_VALUES_OF_MANY = 1_000_000;
const MOST_POINTS = 2_000;
const LONG_LAG_STEP_MS = 10 * MINUTE_MS;
/** Up to this many values lags go minute by minute. */
const FINE_LAG_VALUES = 4_000;
/** Shares of the work: reading, matrix, lags. */
const READ_SHARE = 0.5;
const MATRIX_SHARE = 0.8;

/** Every two tags against each other; the first two also by lag, as a line and as a cloud of points. */
export function answerCorrelate(work: Work, question: CorrelateQuestion): CorrelateAnswer {
  const { tags, span } = question;
  const most = tags.length > 2 ? MOST_VALUES_OF_MANY : MOST_VALUES_OF_TWO;
  const level = planLevel(question.level, span.toMs - span.fromMs, tags.length, most);
  const startMs = wholePeriods(span, level).fromMs;
  const columns = tags.map((tag, i) =>
    readColumn(
      work,
      question,
      tag,
      level,
      work.pace.part((i / tags.length) * READ_SHARE, ((i + 1) / tags.length) * READ_SHARE),
    ),
  );
  const values = columns.reduce((sum, column) => sum + present(column), 0);
  const pairs = matrix(columns, work.pace.part(READ_SHARE, MATRIX_SHARE));
  const x = columns[0] ?? new Float64Array();
  const y = columns[1] ?? new Float64Array();
  const { curve, best, stepMs } = lags(
    x,
    y,
    PERIOD_MS[level],
    question.lagHours,
    work.pace.part(MATRIX_SHARE, 0.98),
  );
  return {
    kind: 'correlate',
    pairs,
    lag: { stepMs, curve, best },
    line: lineThrough(pairUp(x, y)),
    scatter: scatter(work, question, x, y, startMs, PERIOD_MS[level]),
    source: work.source(level, values),
  };
}

const present = (column: Float64Array): number =>
  column.reduce((n, value) => (value === value ? n + 1 : n), 0);

function readColumn(
  work: Work,
  question: CorrelateQuestion,
  tag: string,
  level: CorrelateAnswer['source']['level'],
  step: (share: number) => void,
): Float64Array {
  const { span } = question;
  const { fromMs, toMs } = wholePeriods(span, level);
  const column = new Float64Array(Math.round((toMs - fromMs) / PERIOD_MS[level])).fill(NaN);
  forSlices(
    work.db,
    { tag, level, span, biasAt: work.biasOf(tag, question.corrected) },
    (slice) => {
      column.set(slice.mean, Math.round((slice.startMs - fromMs) / slice.periodMs));
    },
    step,
  );
  return column;
}

function matrix(
  columns: readonly Float64Array[],
  step: (share: number) => void,
): CorrelateAnswer['pairs'] {
  const self = columns.map(selfCorrelation);
  const pairs: CorrelateAnswer['pairs'] = [];
  const count = (columns.length * (columns.length - 1)) / 2;
  columns.forEach((x, i) => {
    columns.forEach((y, j) => {
      if (j <= i) return;
      const pairing = pairUp(x, y);
      const r = pearson(pairing);
      const rho = spearman(x, y);
      const independent = independentPairs(pairing.n, self[i] ?? 0, self[j] ?? 0);
      const both = (pair: readonly [number, number] | null): [number, number] | null =>
        pair === null ? null : [pair[0], pair[1]];
      pairs.push({
        x: i,
        y: j,
        n: pairing.n,
        independent: pairing.n === 0 ? 0 : independent,
        pearson: r,
        pearson95: both(interval95(r, independent, 'pearson')),
        spearman: rho,
        spearman95: both(interval95(rho, independent, 'spearman')),
      });
      step(pairs.length / count);
    });
  });
  return pairs;
}

/** Correlation of y, taken later by each lag, with x. */
function lags(
  x: Float64Array,
  y: Float64Array,
  periodMs: number,
  lagHours: number,
  step: (share: number) => void,
): CorrelateAnswer['lag'] {
  const coarse =
    periodMs < LONG_LAG_STEP_MS && x.length > FINE_LAG_VALUES ? LONG_LAG_STEP_MS / periodMs : 1;
  const stepMs = periodMs * coarse;
  const a = coarse === 1 ? x : means(x, coarse);
  const b = coarse === 1 ? y : means(y, coarse);
  const reach = Math.floor((lagHours * HOUR_MS) / stepMs);
  const curve: CorrelateAnswer['lag']['curve'] = [];
  let best: CorrelateAnswer['lag']['best'] = null;
  for (let lag = -reach; lag <= reach; lag++) {
    const pairing = pairUp(a, b, lag);
    const r = pearson(pairing);
    curve.push([lag * stepMs, r, pairing.n]);
    // Of equal ones the smaller shift.
    const better =
      r !== null &&
      (best === null ||
        Math.abs(r) > Math.abs(best.r) + 1e-12 ||
        (Math.abs(Math.abs(r) - Math.abs(best.r)) <= 1e-12 &&
          Math.abs(lag * stepMs) < Math.abs(best.lagMs)));
    if (better) best = { lagMs: lag * stepMs, r, n: pairing.n };
    step((lag + reach) / (2 * reach + 1));
  }
  return { stepMs, curve, best };
}

function means(column: Float64Array, size: number): Float64Array {
  const out = new Float64Array(Math.ceil(column.length / size)).fill(NaN);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    let n = 0;
    for (let k = i * size; k < Math.min(column.length, (i + 1) * size); k++) {
      const value = column[k] ?? NaN;
      if (value !== value) continue;
      sum += value;
      n++;
    }
    if (n > 0) out[i] = sum / n;
  }
  return out;
}

function scatter(
  work: Work,
  question: CorrelateQuestion,
  x: Float64Array,
  y: Float64Array,
  startMs: number,
  periodMs: number,
): CorrelateAnswer['scatter'] {
  const bounds = { minX: Infinity, maxX: -Infinity, minY: Infinity, maxY: -Infinity };
  const forPairs = (each: (a: number, b: number, i: number) => void): void => {
    for (let i = 0; i < x.length; i++) {
      const a = x[i] ?? NaN;
      const b = y[i] ?? NaN;
      if (a === a && b === b) each(a, b, i);
    }
  };
  forPairs((a, b) => {
    bounds.minX = Math.min(bounds.minX, a);
    bounds.maxX = Math.max(bounds.maxX, a);
    bounds.minY = Math.min(bounds.minY, b);
    bounds.maxY = Math.max(bounds.maxY, b);
  });
  const byHour = question.colour === 'hour';
  const shifts = work.shifts(question.zone, question.span);
  const hexagons = new Hexagons(bounds, question.hexagonsAcross, byHour ? { circle: 24 } : 'plain');
  const random = seedRandom(x.length);
  const points: [number, number, number][] = [];
  let n = 0;
  forPairs((a, b, i) => {
    const tsMs = startMs + i * periodMs;
    const wall = wallMs(shifts, tsMs);
    hexagons.add(
      a,
      b,
      byHour ? (((wall % (24 * HOUR_MS)) + 24 * HOUR_MS) % (24 * HOUR_MS)) / HOUR_MS : tsMs,
    );
    n++;
    // Every pair has the same chance to stay (J. S. Vitter, ACM Trans. Math. Softw. 11 (1985) 37, algorithm R).
    const place = n <= MOST_POINTS ? n - 1 : Math.floor(nextUniform(random) * n);
    if (place < MOST_POINTS) points[place] = [a, b, tsMs];
  });
  return { n, points, hexagons: hexagons.bins().map((bin) => [bin.x, bin.y, bin.n, bin.colour]) };
}
