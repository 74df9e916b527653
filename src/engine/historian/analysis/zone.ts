import { IANAZone } from 'luxon';
import { DAY_MS, MINUTE_MS } from '#core/analysis/local-time.ts';
import type { ZoneShift, ZoneShifts } from '#core/analysis/local-time.ts';
import { BadQuery } from '../faults.ts';

/** Offsets of an IANA zone over a span, from a day before it to a day after. Throws `BadQuery` for an unknown zone. */
export function zoneShifts(name: string, fromMs: number, toMs: number): ZoneShifts {
  const zone = IANAZone.create(name);
  if (!zone.isValid)
    throw new BadQuery(
      `time zone "${name}" is not known; give an IANA name such as Asia/Seoul or Europe/Berlin`,
    );
  const offset = (tsMs: number): number => zone.offset(tsMs) * MINUTE_MS;
  const startMs = Math.floor((fromMs - DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const shifts: ZoneShift[] = [{ fromMs: startMs, offsetMs: offset(startMs) }];
  for (let atMs = startMs; atMs < toMs + DAY_MS; atMs += DAY_MS) {
    const before = offset(atMs);
    if (offset(atMs + DAY_MS) === before) continue;
    // Clocks are set on a whole minute: halve the day until it is found.
    let low = 0;
    let high = DAY_MS / MINUTE_MS;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (offset(atMs + middle * MINUTE_MS) === before) low = middle;
      else high = middle;
    }
    const shiftMs = atMs + high * MINUTE_MS;
    shifts.push({ fromMs: shiftMs, offsetMs: offset(shiftMs) });
  }
  return shifts;
}
