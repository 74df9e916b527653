import type { Finding } from '../../signal/qa/finding.ts';
import type { ScoreBody } from '../../signal/quality-state/bodies.ts';
import { NO_SUMS, addSums, errorOf } from '../../signal/quality-state/virtual-tally.ts';
import type { VirtualError, VirtualSums } from '../../signal/quality-state/virtual-tally.ts';
import type { AiFigures } from './figures.ts';

/** The stored scores of an hour. */
export interface ScoreHour {
  readonly tsMs: number;
  readonly sensors: ScoreBody['sensors'];
}

interface SensorSum {
  sum: number;
  n: number;
  least: number | null;
  last: number | null;
  virtual: VirtualSums;
}

/** Mean, lowest and last score of each sensor, and how its virtual sensor did. */
export interface SensorHours {
  readonly mean: number | null;
  readonly least: number | null;
  readonly last: number | null;
  readonly virtual: VirtualError | null;
}

const lower = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Scores of a span by sensor. @param hours in time order */
export function sensorHours(hours: readonly ScoreHour[]): ReadonlyMap<string, SensorHours> {
  const sums = new Map<string, SensorSum>();
  for (const { sensors } of hours)
    for (const [tag, { mean, least, virtual }] of Object.entries(sensors)) {
      const sum = sums.get(tag) ?? { sum: 0, n: 0, least: null, last: null, virtual: NO_SUMS };
      if (mean !== null) {
        sum.sum += mean;
        sum.n++;
        sum.last = mean;
      }
      sum.least = lower(sum.least, least);
      if (virtual !== undefined) sum.virtual = addSums(sum.virtual, virtual);
      sums.set(tag, sum);
    }
  return new Map(
    [...sums].map(([tag, { sum, n, least, last, virtual }]) => [
      tag,
      { mean: n === 0 ? null : sum / n, least, last, virtual: errorOf(virtual) },
    ]),
  );
}

/** Mean of all sensors and lowest of one in each stretch of `stepMs`, counted from `fromMs`. */
export function scoreCurve(
  hours: readonly ScoreHour[],
  fromMs: number,
  stepMs: number,
): AiFigures['curve'] {
  const steps = new Map<number, { sum: number; n: number; least: number | null }>();
  for (const { tsMs, sensors } of hours) {
    const at = fromMs + Math.floor((tsMs - fromMs) / stepMs) * stepMs;
    const step = steps.get(at) ?? { sum: 0, n: 0, least: null };
    for (const { mean } of Object.values(sensors)) {
      if (mean === null) continue;
      step.sum += mean;
      step.n++;
      step.least = lower(step.least, mean);
    }
    steps.set(at, step);
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([at, { sum, n, least }]) => [at, n === 0 ? null : sum / n, least]);
}

/** Findings that began in the span, by test and severity: how often, and how long they lasted in it. */
export function findingFigures(
  findings: readonly Finding[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AiFigures['findings'] {
  const found = new Map<string, AiFigures['findings'][number]>();
  for (const finding of findings) {
    if (finding.fromMs < fromMs || finding.fromMs >= toMs) continue;
    const { check, severity } = finding;
    const key = `${check} ${severity}`;
    const sum = found.get(key) ?? { check, severity, count: 0, lastedMs: 0 };
    sum.count++;
    sum.lastedMs += Math.max(0, Math.min(finding.toMs ?? toMs, toMs) - finding.fromMs);
    found.set(key, sum);
  }
  const weight = { bad: 0, suspect: 1, note: 2 };
  return [...found.values()].sort(
    (a, b) => weight[a.severity] - weight[b.severity] || b.count - a.count,
  );
}
