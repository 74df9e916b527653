import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { mayDo } from '#core/access/rights.ts';
import type { Right } from '#core/access/rights.ts';
import type { Params } from '#core/control/record.ts';
import { stepCorrection } from '#core/signal/drift/correction.ts';
import type { Calibration, Correction } from '#core/signal/drift/correction.ts';
import type { Proposal } from '#core/signal/drift/filter.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { bothWritten } from './ledger.ts';
import type { QualityLedger, Written } from './ledger.ts';

/** What a person (or the engine) did, and how it must be written down. */
export interface Done<T> {
  readonly value: T;
  readonly written: Written;
}
type Outcome<T> = Result<Done<T>, RpcError>;

export interface Decision {
  readonly id: string;
  readonly who: string;
  readonly reason: string;
}

export interface CalibrationDone {
  readonly tag: string;
  readonly doneMs: number;
  readonly who: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly reference: number | null;
  readonly note: string;
}

const DAY_MS = 86_400_000;
/** A calibration said to be done later than this after now is a slip of the pen; so is one this long ago. */
const FUTURE_MS = 5 * 60_000;
const PAST_MS = 400 * DAY_MS;

function permission(right: Right, who: string): RpcError | null {
  const answer = mayDo(right, { name: who });
  return answer.allowed
    ? null
    : rpcFault(
        'refused',
        'this needs the name of the person who does it; enter it first',
        `access.${answer.reason}`,
      );
}

/** Puts a bias the filter found before the people; a proposal that stands gets a new version. */
export function propose(ledger: QualityLedger, found: Proposal, nowMs: number): Written {
  const { tag, bias, sd, sinceMs, points, readingIds } = found;
  const standing = ledger.proposal(tag);
  const firstMs = points[0]?.tsMs ?? sinceMs;
  return ledger.putCorrection(
    {
      id: standing?.id ?? `${tag}/${String(nowMs)}`,
      tag,
      state: 'proposed',
      fromMs: Math.min(sinceMs, firstMs),
      toMs: null,
      points: points.length === 0 ? [{ tsMs: sinceMs, bias, sd }] : points.slice(-200),
      bias,
      sd,
      sinceMs,
      readingIds: readingIds.slice(-200),
      by: 'engine',
      atMs: nowMs,
      reason: '',
    },
    'correction.proposed',
    nowMs,
  );
}

/** Takes a proposal back that no longer holds. */
export function withdraw(
  ledger: QualityLedger,
  tag: string,
  reason: string,
  nowMs: number,
): Written | null {
  const standing = ledger.proposal(tag);
  if (standing === null) return null;
  const step = stepCorrection(standing, { to: 'rejected', by: 'engine', atMs: nowMs, reason });
  return step.ok ? ledger.putCorrection(step.value, 'correction.withdrawn', nowMs) : null;
}

/**
 * Accepts, rejects or undoes a correction. Of several accepted ones the last counts, so that undoing
 * it brings the one before it back.
 */
export function decide(
  ledger: QualityLedger,
  to: 'accepted' | 'rejected' | 'undone',
  { id, who, reason }: Decision,
  nowMs: number,
): Outcome<Correction> {
  const refused = permission('correction.decide', who);
  if (refused !== null) return err(refused);
  const before = ledger.correction(id);
  if (before === null)
    return err(
      rpcFault('notFound', `there is no correction ${id}`, 'dataQuality.unknownCorrection', { id }),
    );
  const by = actorOf(who);
  const step = stepCorrection(before, { to, by, atMs: nowMs, reason });
  if (!step.ok)
    return err(
      rpcFault('refused', step.error, 'dataQuality.wrongState', {
        tag: before.tag,
        state: before.state,
        wanted: to,
      }),
    );
  return ok({
    value: step.value,
    written: ledger.putCorrection(step.value, `correction.${to}`, nowMs),
  });
}

/** A calibration makes every correction of before void from then on; what they did to the past stays. */
function endAll(
  ledger: QualityLedger,
  tag: string,
  endMs: number,
  by: string,
  nowMs: number,
): Written {
  const written = ledger
    .corrections(tag)
    .filter(({ state }) => state === 'accepted')
    .map((each) => {
      const step = stepCorrection(each, {
        to: 'ended',
        by,
        atMs: each.atMs,
        reason: 'calibrated',
        endMs: Math.max(endMs, each.fromMs),
      });
      return step.ok ? ledger.putCorrection(step.value, 'correction.ended', nowMs) : null;
    });
  return bothWritten(...written);
}

/** What opened a calibration. */
export interface Opening {
  readonly cause: Calibration['cause'];
  readonly sensorValue: number | null;
  readonly referenceValue: number | null;
  readonly readingIds: readonly string[];
  readonly params: Params;
}

/** Opens a calibration unless one is open already; null then. */
export function openCalibration(
  ledger: QualityLedger,
  tag: string,
  opening: Opening,
  nowMs: number,
): Written | null {
  if (ledger.openCalibration(tag) !== null) return null;
  const { cause, sensorValue, referenceValue, readingIds, params } = opening;
  return ledger.putCalibration(
    {
      id: `${tag}/${String(nowMs)}`,
      tag,
      state: 'due',
      cause,
      dueMs: nowMs,
      doneMs: null,
      sensorValue,
      referenceValue,
      readingIds: [...readingIds],
      errorBefore: null,
      errorAfter: null,
      by: 'engine',
      atMs: nowMs,
      reason: '',
    },
    'calibration.due',
    { cause, ...params },
    nowMs,
  );
}

/** Writes a calibration down: it closes the one that was due, ends the acting correction and takes a proposal back. */
export function recordCalibration(
  ledger: QualityLedger,
  done: CalibrationDone,
  nowMs: number,
): Outcome<Calibration> {
  const { tag, doneMs, who, before, after, reference, note } = done;
  const refused = permission('calibration.record', who);
  if (refused !== null) return err(refused);
  if (!Number.isFinite(doneMs) || doneMs > nowMs + FUTURE_MS || doneMs < nowMs - PAST_MS)
    return err(
      rpcFault(
        'badRequest',
        `calibration.record: doneMs ${String(doneMs)} must not lie in the future nor more than 400 days back; correct the date`,
        'dataQuality.badTime',
        { tag },
      ),
    );
  const standing = ledger.openCalibration(tag);
  const error = (value: number | null): number | null =>
    value === null || reference === null ? null : value - reference;
  const by = actorOf(who);
  const calibration: Calibration = {
    id: standing?.id ?? `${tag}/${String(doneMs)}`,
    tag,
    state: 'done',
    cause: standing?.cause ?? 'person',
    dueMs: standing?.dueMs ?? doneMs,
    doneMs,
    sensorValue: before ?? standing?.sensorValue ?? null,
    referenceValue: reference ?? standing?.referenceValue ?? null,
    readingIds: standing?.readingIds ?? [],
    errorBefore: error(before),
    errorAfter: error(after),
    by,
    atMs: nowMs,
    reason: note.slice(0, 300),
  };
  return ok({
    value: calibration,
    written: bothWritten(
      ledger.putCalibration(calibration, 'calibration.done', {}, nowMs),
      endAll(ledger, tag, doneMs, by, nowMs),
      withdraw(ledger, tag, 'calibrated', nowMs),
    ),
  });
}

/** Drops a calibration that is due. */
export function dismissCalibration(
  ledger: QualityLedger,
  { id, who, reason }: Decision,
  nowMs: number,
): Outcome<Calibration> {
  const refused = permission('calibration.record', who);
  if (refused !== null) return err(refused);
  const before = ledger.calibration(id);
  if (before?.state !== 'due')
    return err(
      rpcFault('notFound', `no calibration ${id} is due`, 'dataQuality.unknownCalibration', { id }),
    );
  const value: Calibration = { ...before, state: 'dropped', by: actorOf(who), atMs: nowMs, reason };
  return ok({
    value,
    written: ledger.putCalibration(value, 'calibration.dropped', { reason }, nowMs),
  });
}

/** Takes a sensor out of the tests, or back in. */
export function setMaintenance(
  ledger: QualityLedger,
  {
    tag,
    on,
    who,
    note,
  }: { readonly tag: string; readonly on: boolean; readonly who: string; readonly note: string },
  nowMs: number,
): Outcome<null> {
  const refused = permission('sensor.maintenance', who);
  if (refused !== null) return err(refused);
  return ok({
    value: null,
    written: ledger.putMaintenance(tag, on, note, actorOf(who), nowMs),
  });
}
