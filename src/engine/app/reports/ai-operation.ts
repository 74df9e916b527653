import { minutesBy, modeAfter, modeMinutes } from '#core/report/ai/running.ts';
import type { LivedMinutes, Mode, Turn } from '#core/report/ai/running.ts';
import type { AiFigures } from '#core/report/ai/figures.ts';
import type { EventRecord } from '#contract/records.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { taken } from './failed.ts';
import { eventsOf } from './record-pages.ts';
import type { Span } from './record-pages.ts';

const PAGE = 500;
/** Machines put to LOCAL fill pages of the same kind; what lies further back is not known. */
const MOST_PAGES = 20;

/** Events that tell who was in control and how the engine ran. */
export interface SystemEvents {
  readonly before: Mode;
  readonly turns: readonly Turn<Mode>[];
  readonly heartbeat: readonly Turn<boolean>[];
  readonly losses: number;
  readonly starts: number;
  readonly unclean: number;
  readonly missedScans: number;
}

export async function systemEvents(historian: Historian, span: Span): Promise<SystemEvents> {
  const events = await eventsOf(historian, ['mode', 'system'], span);
  const count = (code: string): number => events.filter((event) => event.code === code).length;
  return {
    before: await modeBefore(historian, span.fromMs),
    turns: events.flatMap(({ tsMs, code, params }) => {
      const to = modeAfter(code, params);
      return to === null ? [] : [{ tsMs, to }];
    }),
    heartbeat: events.flatMap(({ tsMs, code }): Turn<boolean>[] =>
      code === 'mode.heartbeatLost'
        ? [{ tsMs, to: true }]
        : code === 'mode.heartbeatBack' || code === 'system.started'
          ? [{ tsMs, to: false }]
          : [],
    ),
    losses: count('mode.heartbeatLost'),
    starts: count('system.started'),
    unclean: count('system.restoredAfterCrash'),
    missedScans: events.reduce((sum, { code, params }) => {
      const { seconds } = params;
      return sum + (code === 'system.scanOverrun' && typeof seconds === 'number' ? seconds : 0);
    }, 0),
  };
}

/** Who was in control at an instant, by the last record before it. */
async function modeBefore(historian: Historian, atMs: number): Promise<Mode> {
  let beforeSeq: number | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const events: readonly EventRecord[] = taken(
      stored(
        await historian.events({
          fromMs: null,
          toMs: atMs,
          kinds: ['mode', 'system'],
          maxPriority: null,
          subject: null,
          beforeSeq,
          limit: PAGE,
        }),
      ),
    );
    for (const { code, params } of events) {
      const mode = modeAfter(code, params);
      if (mode !== null) return mode;
    }
    beforeSeq = events.at(-1)?.seq ?? null;
    if (events.length < PAGE) break;
  }
  return 'unknown';
}

/** Minutes by who was in control, and with the heartbeat lost. */
export function modesOf(
  { before, turns, heartbeat, losses }: SystemEvents,
  minutes: LivedMinutes,
): Pick<AiFigures['operation'], 'modes' | 'heartbeatLosses' | 'heartbeatLostMin'> {
  return {
    modes: modeMinutes(minutesBy(minutes, before, turns)),
    heartbeatLosses: losses,
    heartbeatLostMin: minutesBy(minutes, false, heartbeat).get(true) ?? 0,
  };
}
