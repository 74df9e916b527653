import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { isUsable } from '#core/signal/sample.ts';
import type { Historian, HistorianFault, StoredSample } from '#engine/ports/historian.ts';

const MINUTE_MS = 60_000;
const ROWS_A_TIME = 5000;

/** Usable minutes of a sensor's raw signal in a span, both ends included, in time order. */
export async function usableMinutes(
  historian: Historian,
  tag: string,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<Result<readonly number[], HistorianFault>> {
  const values: number[] = [];
  let cursor: string | null = null;
  do {
    const answer: Awaited<ReturnType<Historian['raw']>> = await historian.raw({
      tags: [tag],
      fromMs: Math.floor(span.fromMs / MINUTE_MS) * MINUTE_MS,
      toMs: span.toMs + 1,
      limit: ROWS_A_TIME,
      cursor,
    });
    if (!answer.ok) return answer;
    for (const row of answer.value.rows) {
      if (row.value !== null && counts(row)) values.push(row.value);
    }
    cursor = answer.value.cursor;
  } while (cursor !== null);
  return ok(values);
}

/** Analysers that are read each quarter of an hour hold their value between; while it is usable it stands. */
const counts = (row: StoredSample): boolean =>
  isUsable({
    value: row.value,
    quality: row.quality,
    provenance: row.provenance,
    sourceTimeMs: row.tsMs,
  }) && ['measured', 'recorded', 'held'].includes(row.provenance);
