import type { DerivedValue } from '../../records/entry.ts';
import { weekdayOfWall } from '../../analysis/local-time.ts';
import { applyCorrections } from '../drift/correction.ts';
import type { Correction } from '../drift/correction.ts';
import { advancePattern, patternAt, weekSlot } from '../gaps/pattern.ts';
import type { MinuteRow } from '../qa/finding.ts';
import { advanceMonitor } from '../qa/monitor.ts';
import type { FindingChange, MinuteContext, TagStatus } from '../qa/monitor-types.ts';
import { reliability } from '../reliability/score.ts';
import type { Score } from '../reliability/types.ts';
import { effectiveValue } from '../substitute/substitute.ts';
import type { Sources } from '../substitute/types.ts';
import { SUBSTITUTES } from '../virtual/estimate.ts';
import type { Effective, Estimate, Silence, Substitute, Trust } from '../virtual/estimate.ts';
import { advanceVirtual } from '../virtual/virtual.ts';
import type { ScoreBody } from './bodies.ts';
import { noiseTimes, noteDay } from './day-book.ts';
import type { DayBook } from './day-book.ts';
import { advanceGap } from './gap-keeper.ts';
import { noteMonth } from './month.ts';
import { accuracyAt } from './plan.ts';
import type { QualityPlan, SensorPlan } from './plan.ts';
import { missingShare, noteFinding } from './state.ts';
import { NO_SUMS, noteEstimate } from './virtual-tally.ts';
import type { VirtualSums } from './virtual-tally.ts';
import type { OpenSubstitution, QualityState, SensorKeeping } from './state.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What the minute's step needs beside the readings. */
export interface MinuteInput {
  readonly row: MinuteRow;
  readonly context: MinuteContext;
  /** Corrections of the sensors that have any, in every state. */
  readonly corrections: ReadonlyMap<string, readonly Correction[]>;
  readonly lastCalibrationMs: (tag: string) => number | null;
  /** Bias by the comparisons, and when the last of them was; nothing for a sensor without any. */
  readonly bias: ReadonlyMap<string, { readonly estimate: Estimate; readonly lastMs: number }>;
  /** False for minutes in which the engine did not run: they say nothing about a sensor. */
  readonly watched: boolean;
  /** Figures of the days before, changed in place. */
  readonly days: DayBook;
}

/** How one sensor stands after the minute. */
export interface SensorNow {
  readonly score: Score;
  readonly status: TagStatus;
  readonly trust: Trust;
  readonly estimate: Estimate | null;
  readonly silence: Silence | null;
  readonly effective: Effective;
  readonly standIns: Readonly<Partial<Record<Substitute, Estimate>>>;
  readonly value: number | null;
}

/** Something stood in for a sensor, from or until this minute. */
export interface SubstitutionChange {
  readonly tag: string;
  readonly substitution: OpenSubstitution;
  readonly toMs: number | null;
  readonly effective: Effective;
}

export interface MinuteResult {
  readonly sensors: ReadonlyMap<string, SensorNow>;
  readonly findings: readonly FindingChange[];
  readonly substitutions: readonly SubstitutionChange[];
  readonly derived: readonly DerivedValue[];
  /** Scores of an hour that is over. */
  readonly hour: { readonly startMs: number; readonly body: ScoreBody } | null;
  /** A local day is over; its figures are in the book. */
  readonly dayOver: boolean;
}

/** What is in use in a minute in which the engine did not run. */
const UNWATCHED: Effective = { value: null, substitute: null, correction: 0, sd: null };
const NO_STATUS: TagStatus = { severity: null, checks: [], learning: true };

/**
 * One minute of the grid through all of it: tests, virtual sensors, gaps, what stands in, and the
 * score. `state` is changed in place, `plan` never is. The same rows in the same order give the same
 * state and the same answers.
 */
export function advanceQuality(
  plan: QualityPlan,
  state: QualityState,
  input: MinuteInput,
): MinuteResult {
  const { row, context, watched } = input;
  const { tsMs } = row;
  const hour = turnHour(state, tsMs);
  const monitored = watched ? advanceMonitor(plan.monitor, state.monitor, row, context) : null;
  if (monitored !== null) state.monitor = monitored.state;
  const findings = monitored?.findings ?? [];
  for (const { finding } of findings) noteFinding(state, finding, tsMs);
  const trust = new Map<string, Trust>(
    plan.sensors.map(({ tag }) => [
      tag,
      trustOf(monitored?.status.get(tag), context.inCare.has(tag)),
    ]),
  );
  const virtual = watched
    ? advanceVirtual(plan.virtual, state.virtual, row, trust)
    : {
        state: state.virtual,
        estimates: new Map<string, Estimate>(),
        silent: new Map<string, Silence>(),
      };
  state.virtual = virtual.state;
  const slotOf = slots(context.utcOffsetMin);
  const sensors = new Map<string, SensorNow>();
  const substitutions: SubstitutionChange[] = [];
  const derived: DerivedValue[] = [];
  for (const sensor of plan.sensors) {
    const { tag } = sensor;
    const keeping = state.sensors[tag];
    if (keeping === undefined) continue;
    const value = row.samples.get(tag)?.value ?? null;
    const stands = trust.get(tag) ?? 'good';
    keepMinute(sensor, keeping, value, stands, input, slotOf, derived);
    const corrected =
      value === null ? null : applyCorrections(value, tsMs, input.corrections.get(tag) ?? []);
    const standIns = standInsOf(
      sensor,
      row,
      trust,
      virtual.estimates.get(tag),
      keeping,
      slotOf(tsMs),
    );
    const sources: Sources = {
      own: corrected?.value ?? null,
      correction: corrected?.correction ?? 0,
      ownSd: corrected === null || corrected.sd === 0 ? null : corrected.sd,
      trust: stands,
      duplicate: standIns.duplicate ?? null,
      virtual: standIns.virtual ?? null,
      pattern: standIns.pattern ?? null,
    };
    const chosen = watched ? effectiveValue(tag, tsMs, keeping.source, sources) : null;
    if (chosen !== null) keeping.source = chosen.state;
    const effective = chosen?.effective ?? UNWATCHED;
    const status = monitored?.status.get(tag) ?? NO_STATUS;
    const reason = context.inCare.has(tag)
      ? 'maintenance'
      : value === null
        ? 'lost'
        : (status.checks[0] ?? 'lost');
    // While nobody looked, no sensor was lost; the gap is filled as a gap.
    if (watched) {
      substitutions.push(...substitute(tag, keeping, effective, tsMs, reason));
      noteStandIn(tag, keeping, effective, tsMs, derived);
    }
    const estimate = virtual.estimates.get(tag) ?? null;
    const bias = input.bias.get(tag);
    const calibratedMs = input.lastCalibrationMs(tag) ?? keeping.firstMs;
    const score = reliability({
      nowMs: tsMs,
      value: corrected?.value ?? null,
      estimate,
      findings: keeping.findings,
      noiseTimes: noiseTimes(state.monitor, tag),
      calibrationAgeD: calibratedMs === null ? null : (tsMs - calibratedMs) / DAY_MS,
      calibrationIntervalD: sensor.quality.calibrationDays,
      checkAgeD: bias === undefined ? null : (tsMs - bias.lastMs) / DAY_MS,
      missingShare: missingShare(keeping),
      drift:
        bias === undefined
          ? null
          : {
              value: bias.estimate.value - (corrected?.correction ?? 0),
              sd: bias.estimate.sd,
            },
      accuracy: accuracyAt(sensor, value),
    });
    if (watched) noteScore(keeping, score);
    if (
      estimate !== null &&
      stands === 'good' &&
      row.samples.get(tag)?.fresh === true &&
      value !== null
    )
      keeping.hour.virtual = noteEstimate(keeping.hour.virtual ?? NO_SUMS, estimate, value);
    sensors.set(tag, {
      score,
      status,
      trust: stands,
      estimate,
      silence: virtual.silent.get(tag) ?? null,
      effective,
      standIns,
      value,
    });
  }
  noteMonth(state, tsMs, context.utcOffsetMin, sensors, findings);
  const dayOver = noteDay(state, input.days, tsMs, context.utcOffsetMin, sensors);
  state.lastMs = tsMs;
  return { sensors, findings, substitutions, derived, hour, dayOver };
}

const trustOf = (status: TagStatus | undefined, inCare: boolean): Trust =>
  inCare || status?.severity === 'bad'
    ? 'bad'
    : status?.severity === 'suspect'
      ? 'suspect'
      : 'good';

/** Slot of the local week by minute. */
const slots =
  (utcOffsetMin: number) =>
  (tsMs: number): number => {
    const wallMs = tsMs + utcOffsetMin * MINUTE_MS;
    return weekSlot(weekdayOfWall(wallMs), (wallMs - Math.floor(wallMs / DAY_MS) * DAY_MS) / 1000);
  };

function keepMinute(
  sensor: SensorPlan,
  keeping: SensorKeeping,
  value: number | null,
  trust: Trust,
  { row, context }: MinuteInput,
  slotOf: (tsMs: number) => number,
  derived: DerivedValue[],
): void {
  const { tsMs } = row;
  const states = sensor.restsWithout.map((machine) => context.running.get(machine));
  const meaningful = states.length === 0 ? null : states.some((running) => running !== false);
  if (value !== null) keeping.firstMs ??= tsMs;
  // A sensor that was never read yet has no gap.
  if (keeping.firstMs !== null) {
    const filled = advanceGap(keeping.gap, {
      tsMs,
      value,
      meaningful,
      range: sensor.range,
      pattern: keeping.pattern,
      slotOf,
    });
    for (const each of filled) derived.push({ tag: sensor.tag, ...each, entryId: null });
  }
  const teaches = trust === 'good' && meaningful !== false ? value : null;
  keeping.pattern = advancePattern(keeping.pattern, tsMs, slotOf(tsMs), teaches);
  noteMissing(keeping, tsMs, value === null && keeping.firstMs !== null);
}

function noteMissing(keeping: SensorKeeping, tsMs: number, gone: boolean): void {
  const startMs = Math.floor(tsMs / HOUR_MS) * HOUR_MS;
  const last = keeping.missing.at(-1);
  if (last?.[0] === startMs) {
    last[1] += gone ? 1 : 0;
    last[2]++;
    return;
  }
  keeping.missing.push([startMs, gone ? 1 : 0, 1]);
  while ((keeping.missing[0]?.[0] ?? startMs) <= startMs - DAY_MS) keeping.missing.shift();
}

function standInsOf(
  sensor: SensorPlan,
  row: MinuteRow,
  trust: ReadonlyMap<string, Trust>,
  virtual: Estimate | undefined,
  keeping: SensorKeeping,
  slot: number,
): Readonly<Partial<Record<Substitute, Estimate>>> {
  const found: Partial<Record<Substitute, Estimate>> = {};
  const { duplicate } = sensor.quality;
  const twin = duplicate === null ? null : (row.samples.get(duplicate)?.value ?? null);
  if (duplicate !== null && twin !== null && (trust.get(duplicate) ?? 'good') === 'good')
    found.duplicate = { value: twin, sd: accuracyAt(sensor, twin) / 2 };
  if (virtual !== undefined) found.virtual = virtual;
  const usual = patternAt(keeping.pattern, slot);
  if (usual !== null) found.pattern = usual;
  return found;
}

/** Begins, changes and ends the record of what stands in. */
function substitute(
  tag: string,
  keeping: SensorKeeping,
  effective: Effective,
  tsMs: number,
  reason: string,
): SubstitutionChange[] {
  const open = keeping.substitution;
  const { standing } = keeping.source;
  const kind = standing === 'own' ? null : standing;
  if ((open?.kind ?? null) === kind) return [];
  const changes: SubstitutionChange[] = [];
  if (open !== null) changes.push({ tag, substitution: open, toMs: tsMs, effective });
  // Nothing was ever known of it: no stand-in, and nothing to tell.
  if (kind === null || keeping.firstMs === null) {
    keeping.substitution = null;
    return changes;
  }
  const next = { id: `${tag}/${kind}/${String(tsMs)}`, kind, fromMs: tsMs, reason };
  keeping.substitution = next;
  return [...changes, { tag, substitution: next, toMs: null, effective }];
}

/** The minute's value of what stands in, beside the raw one. */
function noteStandIn(
  tag: string,
  keeping: SensorKeeping,
  { value, substitute: how, sd }: Effective,
  tsMs: number,
  derived: DerivedValue[],
): void {
  if (how === null || value === null || !SUBSTITUTES.includes(how)) return;
  const filled = derived.some((each) => each.tag === tag && each.tsMs === tsMs && each.how === how);
  if (!filled)
    derived.push({ tag, tsMs, how, value, sd, entryId: keeping.substitution?.id ?? null });
}

function noteScore({ hour }: SensorKeeping, { score, deductions }: Score): void {
  hour.sum += score;
  hour.count++;
  hour.least = Math.min(hour.least ?? score, score);
  hour.deductions = deductions;
}

/** Six digits: more than any instrument has. */
const shortSum = (value: number): number => Number(value.toPrecision(6));

/** Closes the scores of an hour when the first minute of the next one comes. */
function turnHour(state: QualityState, tsMs: number): MinuteResult['hour'] {
  const startMs = Math.floor(tsMs / HOUR_MS) * HOUR_MS;
  const before = state.hourMs;
  if (before === startMs) return null;
  state.hourMs = startMs;
  if (before === null) return null;
  const sensors: ScoreBody['sensors'] = {};
  for (const [tag, keeping] of Object.entries(state.sensors)) {
    const { sum, count, least, deductions, virtual } = keeping.hour;
    if (count > 0)
      sensors[tag] = {
        mean: Math.round((sum / count) * 10) / 10,
        least: least === null ? null : Math.round(least * 10) / 10,
        deductions: deductions.map((each) => ({
          ...each,
          points: Math.round(each.points * 10) / 10,
        })),
        ...(virtual === undefined ? {} : { virtual: virtual.map(shortSum) as [...VirtualSums] }),
      };
    keeping.hour = { sum: 0, count: 0, least: null, deductions: [] };
  }
  return { startMs: before, body: { sensors } };
}
