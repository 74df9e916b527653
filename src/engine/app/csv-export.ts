import { DateTime } from 'luxon';
import { stringify } from 'csv-stringify/sync';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { ResultOf } from '#contract/api.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import { csvHeader } from './texts.ts';

export interface CsvQuery {
  readonly tags: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly timeZone: string;
  readonly language: 'ko' | 'en';
  readonly cursor: string | null;
}

const ROWS_PER_SLICE = 20_000;
/** Marks UTF-8 for spreadsheet programs, which else garble Korean names. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * One slice of stored values as CSV: one row per value with local time, tag, name,
 * value, unit, quality and provenance, exactly as stored. The first slice carries the
 * header; ask again with its cursor until `done`.
 */
export async function csvSlice(
  historian: Historian,
  profile: PlantProfile,
  query: CsvQuery,
): Promise<Result<ResultOf<'trend.csv'>, HistorianFault>> {
  const { tags, fromMs, toMs, cursor, language, timeZone } = query;
  const answer = await historian.raw({ tags, fromMs, toMs, limit: ROWS_PER_SLICE, cursor });
  if (!answer.ok) return err(answer.error);
  const byId = new Map(profile.tags.map((tag) => [tag.id, tag]));
  const rows = answer.value.rows.map((row) => {
    const tag = byId.get(row.tag);
    return [
      DateTime.fromMillis(row.tsMs, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss'),
      row.tag,
      tag?.name[language] ?? '',
      row.value === null ? '' : String(row.value),
      tag?.unit ?? '',
      row.quality,
      row.provenance,
    ];
  });
  const head = cursor === null ? [csvHeader(language, timeZone)] : [];
  const text =
    (cursor === null ? BYTE_ORDER_MARK : '') +
    stringify([...head, ...rows], { record_delimiter: 'windows' });
  return ok({
    text,
    cursor: answer.value.cursor,
    done: answer.value.cursor === null,
    progress: answer.value.progress,
  });
}
