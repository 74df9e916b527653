import type { AiFigures } from '#core/report/ai/figures.ts';
import { LEAST_MS, RehearsalSums, measuredSteps, stepErrors } from '#core/report/ai/rehearsal.ts';
import type { AuditRow } from '#core/access/audit.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import type { AiParts } from './ai-sources.ts';
import { taken } from './failed.ts';
import type { Span } from './record-pages.ts';

const BUCKET_MS = 300_000;
const PAGE = 500;
/** A virtual plant at another speed lives at another time than the clock; its future cannot be laid over the history. */
const SAME_TIME_MS = 120_000;

/** Rehearsals asked for in the span, and those whose answers are kept held against what came until its end. */
export async function rehearsalsOf(parts: AiParts, span: Span): Promise<AiFigures['rehearsals']> {
  const kept = parts
    .rehearsals()
    .filter(
      ({ askedMs, state }) => state === 'done' && askedMs >= span.fromMs && askedMs < span.toMs,
    );
  const sums = new RehearsalSums();
  let judged = 0;
  let hours = 0;
  for (const run of kept) {
    const compared = await judge(parts, run, span.toMs, sums);
    if (compared > 0) judged++;
    hours += compared;
  }
  const tags = new Map(parts.profile.tags.map((tag) => [tag.id, tag]));
  return {
    asked: Math.max(kept.length, await askedIn(parts.historian, span)),
    kept: kept.length,
    judged,
    hours,
    rows: sums.rows((tag) => ({
      unit: tags.get(tag)?.unit ?? '',
      decimals: tags.get(tag)?.decimals ?? 2,
    })),
  };
}

/**
 * Adds the errors of one rehearsal to the sums.
 * @returns hours that could be compared; 0 for none
 */
async function judge(
  { profile, measured, rehearsal }: AiParts,
  { id, askedMs }: { readonly id: string; readonly askedMs: number },
  toMs: number,
  sums: RehearsalSums,
): Promise<number> {
  const result = rehearsal(id);
  if (result === null || Math.abs(result.startMs - askedMs) > SAME_TIME_MS) return 0;
  const { startMs, stepS, series } = result;
  const stepMs = stepS * 1000;
  const steps = Math.min(series[0]?.now.length ?? 0, Math.floor((toMs - startMs) / stepMs));
  if (steps * stepMs < LEAST_MS) return 0;
  const span = { fromMs: startMs - stepMs, toMs: startMs + steps * stepMs };
  const known = new Set(profile.tags.map((tag) => tag.id));
  const judgedTags = series.filter(({ tag }) => known.has(tag));
  const points = await measured.fiveMinutes(
    judgedTags.map(({ tag }) => tag),
    span,
  );
  const highest = new Set(
    profile.sensors
      .filter(({ quantity }) => quantity === 'pressureDifference')
      .map(({ tag }) => tag),
  );
  let most = 0;
  for (const { tag, now } of judgedTags) {
    const came = measuredSteps(
      { startMs, stepMs },
      steps,
      points.get(tag) ?? [],
      BUCKET_MS,
      highest.has(tag) ? 'max' : 'mean',
    );
    const errors = stepErrors(now.slice(0, steps), came);
    if (errors === null || errors.steps * stepMs < LEAST_MS) continue;
    sums.add(tag, errors, stepMs);
    most = Math.max(most, (errors.steps * stepMs) / 3_600_000);
  }
  return most;
}

/** How many were asked for and begun, by the audit log. */
async function askedIn(historian: Historian, { fromMs, toMs }: Span): Promise<number> {
  let count = 0;
  for (let beforeSeq: number | null = null; ;) {
    const rows: readonly AuditRow[] = taken(
      stored(
        await historian.audit({
          fromMs,
          toMs,
          person: null,
          outcome: 'done',
          action: 'whatIf.start',
          beforeSeq,
          limit: PAGE,
        }),
      ),
    );
    count += rows.length;
    beforeSeq = rows.at(-1)?.seq ?? null;
    if (rows.length < PAGE) return count;
  }
}
