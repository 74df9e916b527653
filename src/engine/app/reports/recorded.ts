import type { PlantProfile } from '#core/plant/profile.ts';
import { mark, minutesOf } from '#core/report/ai/running.ts';
import type { LivedMinutes } from '#core/report/ai/running.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { taken } from './failed.ts';
import type { Span } from './record-pages.ts';

const MINUTE_MS = 60_000;
const RAW_ROWS = 5000;
/** Tags looked at to see whether anything was stored: one may be new, or its instrument never read. */
const WITNESSES = 2;

/** Tags a value of which is stored each minute, whatever its quality: what reports are about first. */
function eachMinute({ tags, display }: PlantProfile): readonly string[] {
  const grid = new Set(tags.filter(({ store }) => store === 'grid').map(({ id }) => id));
  const wanted = [display.powerTag, ...display.effluent.map(({ tag }) => tag), ...grid];
  return [...new Set(wanted.flatMap((tag) => (tag !== null && grid.has(tag) ? [tag] : [])))];
}

interface Sources {
  readonly profile: PlantProfile;
  readonly historian: Historian;
}

/** Minutes in which anything was stored: the engine ran. Throws `Failed`. */
export async function recordedMinutes(
  { profile, historian }: Sources,
  span: Span,
): Promise<LivedMinutes> {
  const minutes = minutesOf(span.fromMs, span.toMs);
  const tags = eachMinute(profile).slice(0, WITNESSES);
  for (let cursor: string | null = null; span.fromMs < span.toMs;) {
    const slice: { rows: readonly { tsMs: number }[]; cursor: string | null } = taken(
      stored(await historian.raw({ tags, ...span, limit: RAW_ROWS, cursor })),
    );
    for (const { tsMs } of slice.rows) mark(minutes, tsMs);
    cursor = slice.cursor;
    if (cursor === null) break;
  }
  return minutes;
}

/** Last instant of a span that anything was stored for; null when nothing was. Throws `Failed`. */
export async function storedTo(
  { profile, historian }: Sources,
  { fromMs, toMs }: Span,
): Promise<number | null> {
  const rows = taken(stored(await historian.latest(eachMinute(profile), toMs - 1)));
  const lastMs = Math.max(...rows.map(({ tsMs }) => tsMs + MINUTE_MS), -Infinity);
  return lastMs <= fromMs ? null : Math.min(lastMs, toMs);
}
