import { DateTime, IANAZone } from 'luxon';

const zones = new Map<string, IANAZone>();

/** Hour of the day with its fraction, in a zone. */
export function hourInZone(tsMs: number, zone: string): number {
  let known = zones.get(zone);
  if (known === undefined) {
    known = IANAZone.create(zone);
    zones.set(zone, known);
  }
  const wall = tsMs + known.offset(tsMs) * 60_000;
  return (((wall % 86_400_000) + 86_400_000) % 86_400_000) / 3_600_000;
}

/** Wall time (as if UTC) as a date, a week or a month. */
export function wallText(wallMs: number, period: 'day' | 'week' | 'month'): string {
  const at = DateTime.fromMillis(wallMs, { zone: 'utc' });
  if (period === 'month') return at.toFormat('yyyy-MM');
  if (period === 'week') return `${at.toFormat('yyyy-MM-dd')} – ${at.plus({ days: 6 }).toFormat('MM-dd')}`;
  return at.toFormat('yyyy-MM-dd');
}
