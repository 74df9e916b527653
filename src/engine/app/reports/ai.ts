import { agreementOf } from '#core/report/ai/agreement.ts';
import type { StaffCheck } from '#core/report/ai/agreement.ts';
import { commandFigures } from '#core/report/ai/events.ts';
import type { AiFigures } from '#core/report/ai/figures.ts';
import { livedWithin, runningOf } from '#core/report/ai/running.ts';
import type { LivedMinutes } from '#core/report/ai/running.ts';
import { findingFigures, scoreCurve, sensorHours } from '#core/report/ai/trust.ts';
import type { ScoreHour, SensorHours } from '#core/report/ai/trust.ts';
import { beyondReference } from '#core/laboratory/check.ts';
import type { Entry } from '#core/records/entry.ts';
import { calibrationSchema, correctionSchema } from '#core/signal/drift/correction.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import { scoreBody, substitutionBody } from '#core/signal/quality-state/bodies.ts';
import { modesOf, systemEvents } from './ai-operation.ts';
import { rehearsalsOf } from './ai-rehearsals.ts';
import type { AiParts } from './ai-sources.ts';
import { entriesOf, eventsOf } from './record-pages.ts';
import { recordedMinutes } from './recorded.ts';
import type { Span } from './record-pages.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Up to so many days the curve of the scores has a point for each hour, beyond for each day. */
const HOURLY_DAYS = 15;
/** What began so long before the span may still last in it. */
const LASTING_MS = 90 * DAY_MS;

/** Everything that can be judged of the span. */
export async function aiOf(parts: AiParts, span: Span): Promise<AiFigures> {
  const { historian, profile } = parts;
  const minutes = await recordedMinutes(parts, span);
  const findings = await findingsOf(parts, span);
  const corrections = await entriesOf(historian, ['correction'], null, 'all');
  const calibrations = (await entriesOf(historian, ['calibration'], null)).flatMap(({ body }) => {
    const parsed = calibrationSchema.safeParse(body);
    return parsed.success && parsed.data.state === 'done' ? [parsed.data] : [];
  });
  const within = (ms: number | null): boolean => ms !== null && ms >= span.fromMs && ms < span.toMs;
  const hours = await scoreHours(parts, span);
  const scores = sensorHours(hours);
  const replaced = await replacedOf(parts, span, minutes);
  const events = await eventsOf(historian, ['command', 'machine', 'quality'], span);
  const count = (code: string): number => events.filter((event) => event.code === code).length;
  const system = await systemEvents(historian, span);
  const lengthMs = span.toMs - span.fromMs;
  return {
    virtual: profile.quality.sensors
      .filter((sensor) => sensor.virtual)
      .map(({ tag }) => virtualOf(parts, tag, span, scores.get(tag), replaced)),
    sensors: [...scores]
      .map(([tag, { mean, least, last }]) => ({
        tag,
        mean,
        least,
        last,
        findings: findings.filter(
          (each) => each.tag === tag && each.severity !== 'note' && within(each.fromMs),
        ).length,
        lostMs: (replaced.get(tag) ?? []).reduce((sum, { ms }) => sum + ms, 0),
      }))
      .sort((a, b) => (a.mean ?? 0) - (b.mean ?? 0)),
    curve: scoreCurve(hours, span.fromMs, lengthMs <= HOURLY_DAYS * DAY_MS ? HOUR_MS : DAY_MS),
    findings: findingFigures(findings, span),
    substitutes: substituteTotals(replaced),
    criticalLost: count('quality.criticalLost'),
    corrections: correctionFigures(corrections, within),
    calibrations: calibrations.filter(({ doneMs }) => within(doneMs)).length,
    agreement: agreementOf(findings, staffChecks(parts, span, calibrations), span),
    rehearsals: await rehearsalsOf(parts, span),
    operation: {
      ...modesOf(system, minutes),
      ...commandFigures(events.filter(({ kind }) => kind === 'command')),
      plcStarts: count('machine.started'),
      plcStops: count('machine.stopped'),
    },
    running: {
      ...runningOf(minutes),
      starts: system.starts,
      unclean: system.unclean,
      missedScans: system.missedScans,
    },
  };
}

/** Findings that touch the span. */
async function findingsOf({ historian }: AiParts, { fromMs, toMs }: Span): Promise<Finding[]> {
  const entries = await entriesOf(historian, ['finding'], { fromMs: fromMs - LASTING_MS, toMs });
  return entries.flatMap(({ body }) => {
    const parsed = findingSchema.safeParse(body);
    return parsed.success && (parsed.data.toMs ?? toMs) >= fromMs ? [parsed.data] : [];
  });
}

async function scoreHours({ historian }: AiParts, span: Span): Promise<ScoreHour[]> {
  const entries = await entriesOf(historian, ['score'], span);
  return entries.flatMap(({ tsMs, body }) => {
    const parsed = scoreBody.safeParse(body);
    return parsed.success ? [{ tsMs, sensors: parsed.data.sensors }] : [];
  });
}

/** What stood in for a sensor, and how long of the minutes the engine ran. */
interface Replaced {
  readonly kind: string;
  readonly ms: number;
}

async function replacedOf(
  { historian }: AiParts,
  { fromMs, toMs }: Span,
  minutes: LivedMinutes,
): Promise<ReadonlyMap<string, readonly Replaced[]>> {
  const found = new Map<string, Replaced[]>();
  const span = { fromMs: fromMs - LASTING_MS, toMs };
  for (const { tag, body } of await entriesOf(historian, ['substitution'], span)) {
    const parsed = substitutionBody.safeParse(body);
    if (!parsed.success || tag === null) continue;
    const { kind, fromMs: began, toMs: ended } = parsed.data;
    const ran = livedWithin(minutes, began, Math.min(ended ?? toMs, toMs));
    if (ran > 0) found.set(tag, [...(found.get(tag) ?? []), { kind, ms: ran * MINUTE_MS }]);
  }
  return found;
}

function substituteTotals(
  replaced: ReadonlyMap<string, readonly Replaced[]>,
): AiFigures['substitutes'] {
  const totals: Record<string, number> = {};
  for (const list of replaced.values())
    for (const { kind, ms } of list) totals[kind] = (totals[kind] ?? 0) + ms;
  return totals;
}

function virtualOf(
  { profile, comparisons }: AiParts,
  tag: string,
  span: Span,
  hours: SensorHours | undefined,
  replaced: ReadonlyMap<string, readonly Replaced[]>,
): AiFigures['virtual'][number] {
  const known = profile.tags.find(({ id }) => id === tag);
  const error = hours?.virtual ?? null;
  const off = comparisons(tag, span).flatMap(({ estimate, referenceValue }) =>
    estimate === null ? [] : [Math.abs(estimate.value - referenceValue)],
  );
  return {
    tag,
    unit: known?.unit ?? '',
    decimals: known?.decimals ?? 2,
    minutes: error?.minutes ?? 0,
    error: error?.error ?? null,
    bias: error?.bias ?? null,
    within: error?.within ?? null,
    sd: error?.sd ?? null,
    stoodInMs: (replaced.get(tag) ?? [])
      .filter(({ kind }) => kind === 'virtual')
      .reduce((sum, { ms }) => sum + ms, 0),
    readings: off.length,
    readingError: off.length === 0 ? null : off.reduce((sum, each) => sum + each, 0) / off.length,
  };
}

/** Corrections by what was done with them in the span; each counts once for each step. */
function correctionFigures(
  entries: readonly Entry[],
  within: (ms: number) => boolean,
): AiFigures['corrections'] {
  const figures = { proposed: 0, accepted: 0, rejected: 0, withdrawn: 0, undone: 0 };
  const counted = new Set<string>();
  for (const { body } of entries) {
    const parsed = correctionSchema.safeParse(body);
    if (!parsed.success || !within(parsed.data.atMs)) continue;
    const { id, state, by } = parsed.data;
    if (state === 'ended') continue;
    const step = state === 'rejected' && by === 'engine' ? 'withdrawn' : state;
    if (counted.has(`${step} ${id}`)) continue;
    counted.add(`${step} ${id}`);
    figures[step]++;
  }
  return figures;
}

/** Every time staff held a sensor against a reading or a standard, up to a week after the span. */
function staffChecks(
  { profile, comparisons }: AiParts,
  { fromMs, toMs }: Span,
  calibrations: readonly {
    readonly tag: string;
    readonly doneMs: number | null;
    readonly errorBefore: number | null;
    readonly referenceValue: number | null;
  }[],
): StaffCheck[] {
  const later = { fromMs, toMs: toMs + 7 * DAY_MS };
  return profile.quality.sensors.flatMap(({ tag, reference }): StaffCheck[] => [
    ...comparisons(tag, later).map(({ sampledMs, sensorValue, referenceValue }) => ({
      tag,
      atMs: sampledMs,
      beyond: beyondReference(reference, sensorValue, referenceValue),
    })),
    ...calibrations.flatMap(({ tag: its, doneMs, errorBefore, referenceValue }) =>
      its !== tag || doneMs === null || errorBefore === null || referenceValue === null
        ? []
        : [
            {
              tag,
              atMs: doneMs,
              beyond: beyondReference(reference, referenceValue + errorBefore, referenceValue),
            },
          ],
    ),
  ]);
}
