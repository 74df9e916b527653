import type { EventParams } from './events.ts';
import { MINUTE_MS } from '../../signal/trend.ts';
import type { AiFigures } from './figures.ts';

/** Minutes of a span, each 1 where something was stored in it: the engine ran. */
export interface LivedMinutes {
  /** First whole minute of the span, ms UTC. */
  readonly fromMs: number;
  readonly lived: Uint8Array;
}

/** No minute of a span; `mark` fills it. A minute belongs to the span it begins in. */
export function minutesOf(fromMs: number, toMs: number): LivedMinutes {
  const first = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
  return {
    fromMs: first,
    lived: new Uint8Array(Math.max(0, Math.ceil((toMs - first) / MINUTE_MS))),
  };
}

/** Something was stored for the minute an instant lies in. */
export function mark({ fromMs, lived }: LivedMinutes, tsMs: number): void {
  const at = Math.floor((tsMs - fromMs) / MINUTE_MS);
  if (at >= 0 && at < lived.length) lived[at] = 1;
}

/** Minutes the engine ran in, the stretches it did not, and the longest of them. */
export function runningOf({
  fromMs,
  lived,
}: LivedMinutes): Pick<AiFigures['running'], 'minutes' | 'lived' | 'gaps' | 'longestGap'> {
  let ran = 0;
  let gaps = 0;
  let longest = { at: 0, length: 0 };
  for (let at = 0; at < lived.length;) {
    const begin = at;
    const runs = lived[at] === 1;
    while (at < lived.length && (lived[at] === 1) === runs) at++;
    if (runs) {
      ran += at - begin;
      continue;
    }
    gaps++;
    if (at - begin > longest.length) longest = { at: begin, length: at - begin };
  }
  return {
    minutes: lived.length,
    lived: ran,
    gaps,
    longestGap:
      longest.length === 0
        ? null
        : {
            fromMs: fromMs + longest.at * MINUTE_MS,
            toMs: fromMs + (longest.at + longest.length) * MINUTE_MS,
          },
  };
}

/** How many minutes of [fromMs, toMs) the engine ran. */
export function livedWithin(minutes: LivedMinutes, fromMs: number, toMs: number): number {
  const first = Math.max(0, Math.ceil((fromMs - minutes.fromMs) / MINUTE_MS));
  const end = Math.min(minutes.lived.length, Math.ceil((toMs - minutes.fromMs) / MINUTE_MS));
  let count = 0;
  for (let at = first; at < end; at++) count += minutes.lived[at] ?? 0;
  return count;
}

export type Mode = AiFigures['operation']['modes'][number]['mode'];
const MODES: readonly Mode[] = ['plc', 'remote', 'observe', 'unknown'];

/** What an event says of who is in control; null where it says nothing. A start begins with the PLC's own program. */
export function modeAfter(code: string, params: EventParams): Mode | null {
  if (code === 'system.started') return 'plc';
  if (code !== 'mode.changed') return null;
  return MODES.find((mode) => mode === params['to']) ?? null;
}

/** A change of something at an instant. */
export interface Turn<T> {
  readonly tsMs: number;
  readonly to: T;
}

/**
 * Minutes the engine ran in, shared out among what stood then.
 * @param first what stood when the span began
 * @param turns changes within the span, in time order
 */
export function minutesBy<T>(
  minutes: LivedMinutes,
  first: T,
  turns: readonly Turn<T>[],
): ReadonlyMap<T, number> {
  const found = new Map<T, number>();
  const endMs = minutes.fromMs + minutes.lived.length * MINUTE_MS;
  let standing = first;
  let sinceMs = minutes.fromMs;
  const until = (toMs: number): void => {
    const ran = livedWithin(minutes, sinceMs, toMs);
    if (ran > 0) found.set(standing, (found.get(standing) ?? 0) + ran);
    sinceMs = Math.max(sinceMs, toMs);
  };
  for (const { tsMs, to } of turns) {
    until(tsMs);
    standing = to;
  }
  until(endMs);
  return found;
}

/** The modes in their order, without those that never stood. */
export const modeMinutes = (by: ReadonlyMap<Mode, number>): AiFigures['operation']['modes'] =>
  MODES.flatMap((mode) => {
    const minutes = by.get(mode) ?? 0;
    return minutes === 0 ? [] : [{ mode, minutes }];
  });
