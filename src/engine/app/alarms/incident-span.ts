import { incidentSpan, keptLines } from '#core/alarms/incident.ts';
import type { Incident, IncidentLine } from '#core/alarms/incident.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';

const BUCKETS = 240;
const MOST_LINES = 500;
const PAGE = 1000;
/** Events looked at for one report; a span with more tells only its later part. */
const MOST_LOOKED_AT = 20_000;
const KINDS = ['alarm', 'command', 'mode', 'machine', 'person', 'work'] as const;

/** A report with the values and the lines of the event list of its span, as the history has them. */
export async function withSpan(
  historian: Pick<Historian, 'trend' | 'events'>,
  incident: Incident,
  nowMs: number,
): Promise<Result<Incident, RpcError>> {
  const { fromMs, toMs } = incidentSpan(incident, nowMs);
  const trend = stored(
    await historian.trend({ tags: [incident.tag], fromMs, toMs, buckets: BUCKETS }),
  );
  if (!trend.ok) return trend;
  const newestFirst: IncidentLine[] = [];
  for (let beforeSeq: number | null = null; newestFirst.length < MOST_LOOKED_AT;) {
    const page: Awaited<ReturnType<Historian['events']>> = await historian.events({
      fromMs,
      toMs,
      kinds: [...KINDS],
      maxPriority: null,
      subject: null,
      beforeSeq,
      limit: PAGE,
    });
    const events = stored(page);
    if (!events.ok) return events;
    newestFirst.push(...events.value.map(({ seq: _seq, ...line }) => line));
    beforeSeq = events.value.at(-1)?.seq ?? null;
    if (events.value.length < PAGE) break;
  }
  const { lines, more } = keptLines(newestFirst.reverse(), MOST_LINES);
  return ok({
    ...incident,
    values: (trend.value.series[0]?.points ?? []).map(([tsMs, , , mean]) => [tsMs, mean]),
    lines: [...lines],
    more,
  });
}
