import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';

const DAY_MS = 86_400_000;
/** Hours of a day whose score must be known before it says something of the day. */
const LEAST_HOURS = 20;
/** As many as there can be of a day, and those of an hour that came twice when the clock was set back. */
const MOST_HOURS = 48;

/** Mean score of each sensor over the last 24 hours, 0 to 100, where enough of them are known; a fault while the history does not answer. */
export async function sensorScores(
  historian: Pick<Historian, 'entries'>,
  nowMs: number,
): Promise<Result<ReadonlyMap<string, number>, HistorianFault>> {
  const found = await historian.entries({
    kinds: ['score'],
    versions: 'latest',
    fromMs: nowMs - DAY_MS,
    toMs: nowMs,
    limit: MOST_HOURS,
  });
  if (!found.ok) return found;
  const hours = new Map<string, number[]>();
  for (const { body } of found.value) {
    const parsed = scoreBody.safeParse(body);
    for (const [tag, { mean }] of Object.entries(parsed.success ? parsed.data.sensors : {}))
      if (mean !== null) hours.set(tag, [...(hours.get(tag) ?? []), mean]);
  }
  return ok(
    new Map(
      [...hours]
        .filter(([, means]) => means.length >= LEAST_HOURS)
        .map(([tag, means]) => [tag, means.reduce((sum, each) => sum + each, 0) / means.length]),
    ),
  );
}
