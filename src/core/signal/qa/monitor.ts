import { Book } from './book.ts';
import type { OpenFindings } from './book.ts';
import { advanceCompanion, forgetErrors } from './companion.ts';
import { COMPANION, firstCompanion } from './companion-state.ts';
import type { CompanionState } from './companion-state.ts';
import { firstCurve, testCurve } from './curve.ts';
import type { CurveState } from './curve.ts';
import { firstCross, testCross } from './cross.ts';
import type { CrossState } from './cross.ts';
import type { Finding, MinuteRow, QaCheck, QaSeverity } from './finding.ts';
import type { FindingChange, MinuteContext, TagStatus } from './monitor-types.ts';
import { endHour } from './rolling.ts';
import {
  breakRow,
  distrust,
  firstSensor,
  isTrusted,
  startAnew,
  stepsAnew,
} from './sensor-state.ts';
import type { SensorState } from './sensor-state.ts';
import type { MonitorSettings, SensorTest } from './settings.ts';
import { noisySince, tellSteps } from './steps.ts';
import type { Step } from './steps.ts';
import { isReady, testSensor } from './univariate.ts';
import type { Regime } from './univariate.ts';
import { hourVessels, knowsPace, minuteVessels } from './vessels.ts';
import type { VesselStates } from './vessels.ts';

/** All the tests know between two minutes: plain data, saved and resumed as JSON. */
export interface MonitorState {
  readonly version: 2;
  lastMs: number;
  /** When several sensors last moved at once, ms. */
  plantMs?: number;
  readonly sensors: Record<string, SensorState>;
  readonly cross: Record<string, CrossState>;
  readonly companion: CompanionState;
  /** Minutes of the hour in which each machine ran, and readings of its drives. */
  readonly machineSum: number[];
  readonly machineN: number[];
  readonly driveSum: number[];
  readonly driveN: number[];
  readonly open: OpenFindings;
  /** Sensors somebody worked on in the minute before. */
  readonly inCare: string[];
  /** Missing in a state that was saved before there was such a test. */
  vessels?: VesselStates;
}

export interface MonitorStep {
  /** The same object that was handed in, moved on. */
  readonly state: MonitorState;
  readonly findings: readonly FindingChange[];
  readonly status: ReadonlyMap<string, TagStatus>;
}

const HOUR_MS = 3_600_000;

export function firstMonitor(settings: MonitorSettings): MonitorState {
  return {
    version: 2,
    lastMs: 0,
    sensors: Object.fromEntries(
      settings.sensors.map(({ tag, follows }) => [
        tag,
        firstSensor(follows === null ? null : firstCurve()),
      ]),
    ),
    cross: Object.fromEntries(settings.crossChecks.map(({ id }) => [id, firstCross()])),
    companion: firstCompanion(settings),
    machineSum: settings.machines.map(() => 0),
    machineN: settings.machines.map(() => 0),
    driveSum: settings.drives.map(() => 0),
    driveN: settings.drives.map(() => 0),
    open: {},
    inCare: [],
  };
}

/**
 * Whether a saved state belongs to these settings; one that does not is begun anew, since what was
 * learned of other sensors says nothing.
 */
export function fits(settings: MonitorSettings, state: MonitorState): boolean {
  return (
    state.version === 2 &&
    state.companion.watch.length === settings.sensors.length &&
    state.machineSum.length === settings.machines.length &&
    state.driveSum.length === settings.drives.length &&
    settings.sensors.every(({ tag }) => tag in state.sensors) &&
    settings.crossChecks.every(({ id }) => id in state.cross)
  );
}

/**
 * All tests of one minute of the UTC grid. `state` is moved on in place; save it as JSON between
 * minutes and hand the parsed copy in to go on exactly where it was.
 */
export function advanceMonitor(
  settings: MonitorSettings,
  state: MonitorState,
  row: MinuteRow,
  context: MinuteContext,
): MonitorStep {
  const book = new Book(state.open);
  const { tsMs } = row;
  const sameHour = hourOf(tsMs) === hourOf(state.lastMs);
  if (tsMs !== state.lastMs) {
    if (tsMs < state.lastMs) for (const each of Object.values(state.sensors)) breakRow(each);
    else if (hourOf(tsMs) !== hourOf(state.lastMs) && state.lastMs > 0)
      closeHour(settings, state, context, book);
    state.lastMs = tsMs;
    minute(settings, state, row, context, book);
  }
  let status = statuses.get(state);
  if (status === undefined || !sameHour || book.changes.length > 0) {
    status = statusOf(settings, state);
    statuses.set(state, status);
  }
  return { state, findings: book.changes, status };
}

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

function minute(
  settings: MonitorSettings,
  state: MonitorState,
  row: MinuteRow,
  context: MinuteContext,
  book: Book,
): void {
  const doubtful = distrusted(state.open);
  for (const tag of doubtful) {
    const own = state.sensors[tag];
    if (own !== undefined) distrust(own, row.tsMs);
  }
  const steps: Step[] = [];
  const noisy = noisySince(state.sensors);
  settings.sensors.forEach((test, i) => {
    const own = state.sensors[test.tag];
    if (own === undefined) return;
    const cared = state.inCare.includes(test.tag);
    if (context.inCare.has(test.tag)) {
      if (!cared) {
        book.closeAll(test.tag, row.tsMs);
        state.inCare.push(test.tag);
      }
      own.lastFreshMs = row.tsMs;
      own.lostMs = null;
      return;
    }
    if (cared) {
      state.inCare.splice(state.inCare.indexOf(test.tag), 1);
      startAnew(own);
      forgetErrors(state.companion, i);
    }
    testSensor(
      test,
      own,
      row.samples.get(test.tag),
      regimeOf(test, context),
      isTrusted(own, row.tsMs),
      row.tsMs,
      book,
      steps,
      test.follows === null ? null : speedOf(settings, test.follows, row),
      state.plantMs,
      noisy,
    );
  });
  if (tellSteps(steps, state.sensors, row.tsMs, book)) state.plantMs = row.tsMs;
  for (const check of settings.crossChecks) {
    const own = state.cross[check.id];
    if (own !== undefined)
      testCross(check, own, row, settings.areaM2, context.inCare, doubtful, book);
  }
  minuteVessels(settings, vesselsOf(state), row, context, doubtful, (tag) =>
    trusts(state, tag, row.tsMs),
  );
  // Findings that are over at once leave nothing open, but the sensor is in doubt all the same.
  for (const { change, finding } of book.changes) {
    const own = state.sensors[finding.tag];
    if (own !== undefined && change !== 'closed' && finding.severity !== 'note')
      distrust(own, row.tsMs);
  }
  settings.machines.forEach((id, i) => {
    const running = context.running.get(id);
    if (running === undefined) return;
    if (running) state.machineSum[i] = (state.machineSum[i] ?? 0) + 1;
    state.machineN[i] = (state.machineN[i] ?? 0) + 1;
  });
  settings.drives.forEach(({ tags }, i) => {
    const most = fastest(tags, row);
    if (most === null) return;
    state.driveSum[i] = (state.driveSum[i] ?? 0) + most;
    state.driveN[i] = (state.driveN[i] ?? 0) + 1;
  });
}

const vesselsOf = (state: MonitorState): VesselStates => (state.vessels ??= {});

const trusts = (state: MonitorState, tag: string, atMs: number): boolean => {
  const own = state.sensors[tag];
  return own !== undefined && isTrusted(own, atMs);
};

/** The machine runs as fast as the fastest of its units. */
function fastest(tags: readonly string[], row: MinuteRow): number | null {
  let most: number | null = null;
  for (const tag of tags) {
    const value = row.samples.get(tag)?.value ?? null;
    if (value !== null && Number.isFinite(value) && (most === null || value > most)) most = value;
  }
  return most;
}

const speedOf = (settings: MonitorSettings, drive: number, row: MinuteRow): number | null =>
  fastest(settings.drives[drive]?.tags ?? [], row);

/** Sensors with an open finding that keeps their readings from being learned. */
function distrusted(open: OpenFindings): Set<string> {
  const tags = new Set<string>();
  for (const finding of Object.values(open)) if (finding.severity !== 'note') tags.add(finding.tag);
  return tags;
}

function regimeOf(test: SensorTest, context: MinuteContext): Regime {
  const machines = test.restsWithout;
  if (machines.length === 0) return 'running';
  let standing = true;
  for (const id of machines) {
    const running = context.running.get(id);
    if (running === true) return 'running';
    if (running === undefined) standing = false;
  }
  return standing ? 'rest' : 'mixed';
}

/** Tests of the hour that is over. */
function closeHour(
  settings: MonitorSettings,
  state: MonitorState,
  context: MinuteContext,
  book: Book,
): void {
  const endMs = (hourOf(state.lastMs) + 1) * HOUR_MS;
  const open = Object.values(state.open);
  const outOfUse = new Set<number>();
  const means = settings.sensors.map((test, i) => {
    const own = state.sensors[test.tag];
    const mean = own === undefined ? null : endHour(test, own, endMs, book);
    if (own !== undefined && own.curve !== null)
      closeCurve(settings, test, own, own.curve, endMs, book);
    if (state.inCare.includes(test.tag) || open.some((each) => spoils(each, test.tag)))
      outOfUse.add(i);
    return mean;
  });
  const trusted = (tag: string): boolean => trusts(state, tag, endMs);
  const paced = new Set(settings.vessels?.map(({ sensor }) => sensor));
  hourVessels(settings, vesselsOf(state), means, trusted, endMs, book);
  const shares = settings.machines.map((_, i) => take(state.machineSum, state.machineN, i));
  const drives = settings.drives.map((_, i) => take(state.driveSum, state.driveN, i));
  const localHour = ((endMs / 60_000 + context.utcOffsetMin) / 60) % 24;
  advanceCompanion(
    settings,
    state.companion,
    // A level that control holds between two marks neither has companions nor is one: its vessel tells more.
    [...means.map((mean, i) => (paced.has(i) ? null : mean)), ...shares, ...drives],
    outOfUse,
    localHour,
    endMs,
    book,
  );
}

function closeCurve(
  settings: MonitorSettings,
  test: SensorTest,
  own: SensorState,
  curve: CurveState,
  endMs: number,
  book: Book,
): void {
  const drive = settings.drives[test.follows ?? -1]?.tags[0] ?? '';
  const trusted = isTrusted(own, endMs);
  if (testCurve(test, curve, drive, trusted, hourOf(endMs), endMs, book)) stepsAnew(own);
}

/** Findings of the companion test itself do not take the sensor out of it. */
const spoils = (finding: Finding, tag: string): boolean =>
  finding.tag === tag &&
  finding.severity !== 'note' &&
  finding.check !== 'drift' &&
  finding.check !== 'bias';

function take(sums: number[], counts: number[], i: number): number | null {
  const n = counts[i] ?? 0;
  const mean = n === 0 ? null : (sums[i] ?? 0) / n;
  sums[i] = 0;
  counts[i] = 0;
  return mean;
}

/** Statuses change seldom; they are worked out when a finding or an hour does. */
const statuses = new WeakMap<MonitorState, ReadonlyMap<string, TagStatus>>();

const RANK: Readonly<Record<QaSeverity, number>> = { note: 0, suspect: 1, bad: 2 };

function statusOf(settings: MonitorSettings, state: MonitorState): ReadonlyMap<string, TagStatus> {
  const paced = new Set(settings.vessels?.map(({ sensor }) => sensor));
  const worst = new Map<string, { severity: QaSeverity; checks: QaCheck[] }>();
  for (const { tag, severity, check } of Object.values(state.open)) {
    const own = worst.get(tag);
    if (own === undefined) worst.set(tag, { severity, checks: [check] });
    else {
      own.checks.push(check);
      if (RANK[severity] > RANK[own.severity]) own.severity = severity;
    }
  }
  return new Map(
    settings.sensors.map((test, i) => {
      const own = state.sensors[test.tag];
      const learning =
        own === undefined ||
        !isReady(test, own, state.lastMs) ||
        (paced.has(i)
          ? !knowsPace(state.vessels?.[test.tag])
          : (state.companion.watch[i]?.hours ?? 0) <= COMPANION.historyH);
      const found = worst.get(test.tag);
      return [
        test.tag,
        { severity: found?.severity ?? null, checks: found?.checks ?? [], learning },
      ];
    }),
  );
}
