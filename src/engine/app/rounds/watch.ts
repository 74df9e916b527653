import { z } from 'zod';
import { timeliness } from '#core/rounds/schedule.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import { isUnwalked } from './agenda.ts';
import type { RoundsAfter } from './rounds-after.ts';
import type { RoundsDesk } from './rounds-desk.ts';
import type { RoundsWalk } from './rounds-walk.ts';

const EVERY_MS = 15_000;
const WATCH_KEY = 'rounds.watch';
const CODES = { due: 'round.due', overdue: 'round.overdue', late: 'round.late' } as const;
const PRIORITY = { due: 5, overdue: 3, late: 2 } as const;
/** What a finished round of so long ago called for was seen to, or will not be any more. */
const UNFINISHED_MS = 7 * 86_400_000;

const stateSchema = z.object({
  sinceMs: z.number(),
  told: z.record(z.string(), z.enum(['due', 'overdue', 'late'])),
});
type WatchState = z.infer<typeof stateSchema>;

/** Tells once when a round is due, overdue, late or missed; what was told stands on disk. */
export class RoundsWatch {
  readonly #desk: RoundsDesk;
  readonly #after: RoundsAfter;
  readonly #walk: RoundsWalk;
  readonly #clock: Clock;
  readonly #log: Log;
  #state: WatchState | null = null;
  #cancel = (): void => undefined;
  #stopped = false;
  /** Rounds that are overdue or late now, for the alarms. */
  overdue = 0;

  constructor(parts: {
    readonly desk: RoundsDesk;
    readonly after: RoundsAfter;
    readonly walk: RoundsWalk;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#desk = parts.desk;
    this.#after = parts.after;
    this.#walk = parts.walk;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  start(): void {
    void this.#turn();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** What was told is read anew with the rest. */
  forget(): void {
    this.#state = null;
  }

  async #turn(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#look();
    } catch (error) {
      // A fault here must not take the watch away for good.
      this.#log.error({ err: error }, 'the look at the rounds that are due failed');
    }
    if (!this.#stopped) this.#cancel = this.#clock.after(EVERY_MS, () => void this.#turn());
  }

  async #look(): Promise<void> {
    if (this.#state === null && !(await this.#begin())) return;
    const nowMs = this.#clock.wallMs();
    await this.#after.miss();
    const told: Record<string, 'due' | 'overdue' | 'late'> = {};
    let hasNews = false;
    this.overdue = 0;
    for (const due of this.#desk.agenda.pending(nowMs)) {
      const stage = timeliness(due.list, due.dueMs, nowMs);
      const before = this.#state?.told[due.id];
      if (stage === 'overdue' || stage === 'late') this.overdue++;
      if (stage === 'upcoming' || stage === 'missed') continue;
      told[due.id] = stage;
      if (before === stage || !isUnwalked(due.round)) continue;
      hasNews = true;
      await this.#desk.tell(CODES[stage], due, PRIORITY[stage]);
    }
    if (!hasNews && Object.keys(told).length === Object.keys(this.#state?.told ?? {}).length)
      return;
    await this.#save({ sinceMs: this.#desk.sinceMs, told });
  }

  async #begin(): Promise<boolean> {
    const ready = await this.#desk.ready();
    const loaded = ready.ok ? await this.#desk.options.historian.loadState() : null;
    if (loaded?.ok !== true) return false;
    const state = stateOf(loaded.value[WATCH_KEY]) ?? { sinceMs: this.#clock.wallMs(), told: {} };
    this.#state = state;
    this.#desk.sinceMs = state.sinceMs;
    if (loaded.value[WATCH_KEY] === undefined) await this.#save(state);
    await this.#finish();
    return true;
  }

  /** A power cut between the end of a round and what it calls for leaves the second undone. */
  async #finish(): Promise<void> {
    const fromMs = this.#clock.wallMs() - UNFINISHED_MS;
    for (const round of [...this.#desk.book.all()]) {
      if (round.state !== 'done' || (round.doneMs ?? 0) < fromMs) continue;
      const version = this.#desk.lists.version(round.checklistId, round.version);
      if (version !== null) await this.#walk.followUp(round, version.list, round.doneBy);
    }
  }

  async #save(state: WatchState): Promise<void> {
    this.#state = state;
    await this.#desk.write({ state: { [WATCH_KEY]: JSON.stringify(state) } });
  }
}

function stateOf(text: string | undefined): WatchState | null {
  if (text === undefined) return null;
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
