import { DateTime } from 'luxon';
import { NO_FIGURE, formatFigure } from '#core/units/text.ts';

export { NO_FIGURE as NO_VALUE } from '#core/units/text.ts';

/** A number with `decimals` digits after the point and grouped thousands; a dash for null. Both languages write numbers alike. */
export const formatNumber = (value: number | null, decimals: number): string =>
  value === null || !Number.isFinite(value) ? NO_FIGURE : formatFigure(value, decimals);

export { formatSize as formatBytes, formatUnit, spanOf } from '#core/units/text.ts';
export type { Span } from '#core/units/text.ts';

const at = (tsMs: number, zone: string): DateTime => DateTime.fromMillis(tsMs, { zone });

export const formatClock = (tsMs: number, zone: string): string => at(tsMs, zone).toFormat('HH:mm:ss');
export const formatMinute = (tsMs: number, zone: string): string => at(tsMs, zone).toFormat('HH:mm');
export const formatDay = (tsMs: number, zone: string): string => at(tsMs, zone).toFormat('yyyy-MM-dd');
export const formatStamp = (tsMs: number, zone: string): string => at(tsMs, zone).toFormat('yyyy-MM-dd HH:mm:ss');

/** Clock time when it was today, date and time otherwise. */
export function formatWhen(tsMs: number, nowMs: number, zone: string): string {
  const then = at(tsMs, zone);
  const now = at(nowMs, zone);
  if (then.hasSame(now, 'day')) return then.toFormat('HH:mm:ss');
  return then.hasSame(now, 'year') ? then.toFormat('MM-dd HH:mm') : then.toFormat('yyyy-MM-dd HH:mm');
}

/** Date as a person says it: "11월 21일 (토)" or "Sat 21 Nov". */
export const formatLongDay = (tsMs: number, zone: string, language: 'ko' | 'en'): string =>
  new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: zone, month: language === 'ko' ? 'long' : 'short', day: 'numeric', weekday: 'short',
  }).format(tsMs);
