import { DateTime } from 'luxon';
import { formatFigure } from '#core/units/text.ts';

/** What stands in the place of a number nobody knows. */
export const NO_VALUE = '–';

/** A number with `decimals` digits after the point and grouped thousands; a dash for null. Both languages write numbers alike. */
export const formatNumber = (value: number | null, decimals: number): string =>
  value === null || !Number.isFinite(value) ? NO_VALUE : formatFigure(value, decimals);

export { formatUnit } from '#core/units/text.ts';

export interface Span {
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
  readonly count: number;
}

/** Largest whole unit of a duration: 75 s is one minute. */
export function spanOf(durationMs: number): Span {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return { unit: 'second', count: seconds };
  if (seconds < 3600) return { unit: 'minute', count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: 'hour', count: Math.floor(seconds / 3600) };
  return { unit: 'day', count: Math.floor(seconds / 86_400) };
}

/** Bytes in the unit that keeps the number short: 812 KB, 1.4 GB. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return NO_VALUE;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let i = 0;
  while (value >= 1000 && i < units.length - 1) {
    value /= 1000;
    i++;
  }
  return `${formatNumber(value, i === 0 || value >= 100 ? 0 : 1)} ${units[i] ?? ''}`;
}

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
