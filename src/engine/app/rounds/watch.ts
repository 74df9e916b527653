import { z } from 'zod';
import { timeliness } from '#core/rounds/schedule.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import { isUnwalked } from './agenda.ts';
import type { Due } from './agenda.ts';
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

/** An overdue round is a prompt of the lowest priority; one that is late is told with a sound. */
const ALARMS = { overdue: 'alarm.roundOverdue', late: 'alarm.roundLate' } as const;
type LateStage = keyof typeof ALARMS;
type LateAlarm = (typeof ALARMS)[LateStage];
const alarmOf = (checklistId: string, stage: LateStage): { id: string; code: LateAlarm } => ({
  id: `round-${checklistId}${stage === 'late' ? '.late' : ''}`,
  code: ALARMS[stage],
});

/** Where an overdue round stands as an alarm until somebody walks it. */
export interface OverdueAlarms {
  stand(alarm: {
    readonly id: string;
    readonly code: LateAlarm;
    readonly params: Readonly<Record<string, string | number>>;
    readonly equipment: null;
  }): void;
  end(alarm: { readonly id: string; readonly code: LateAlarm }): void;
}

/** Tells once when a round is due, overdue, late or missed; what was told stands on disk. */
export class RoundsWatch {
  readonly #desk: RoundsDesk;
  readonly #after: RoundsAfter;
  readonly #walk: RoundsWalk;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #alarms: OverdueAlarms | null;
  /** Alarms that stand, by id. */
  #standing = new Map<string, LateAlarm>();
  #state: WatchState | null = null;
  #cancel = (): void => undefined;
  #stopped = false;

  constructor(parts: {
    readonly desk: RoundsDesk;
    readonly after: RoundsAfter;
    readonly walk: RoundsWalk;
    readonly clock: Clock;
    readonly log: Log;
    readonly alarms: OverdueAlarms | null;
  }) {
    this.#desk = parts.desk;
    this.#after = parts.after;
    this.#walk = parts.walk;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#alarms = parts.alarms;
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
    const overdue = new Map<string, { readonly due: Due; readonly stage: LateStage }>();
    for (const due of this.#desk.agenda.pending(nowMs)) {
      const stage = timeliness(due.list, due.dueMs, nowMs);
      const before = this.#state?.told[due.id];
      if ((stage === 'overdue' || stage === 'late') && isUnwalked(due.round))
        overdue.set(due.checklistId, { due, stage });
      if (stage === 'upcoming' || stage === 'missed') continue;
      told[due.id] = stage;
      if (before === stage || !isUnwalked(due.round)) continue;
      hasNews = true;
      await this.#desk.tell(CODES[stage], due, PRIORITY[stage]);
    }
    this.#sound(overdue);
    if (!hasNews && Object.keys(told).length === Object.keys(this.#state?.told ?? {}).length)
      return;
    await this.#save({ sinceMs: this.#desk.sinceMs, told });
  }

  /** Lets the alarm of each overdue list stand, and ends those that were walked, moved or missed. */
  #sound(overdue: ReadonlyMap<string, { readonly due: Due; readonly stage: LateStage }>): void {
    const now = new Map<string, LateAlarm>();
    for (const [checklistId, { due, stage }] of overdue) {
      const { name } = due.list;
      const alarm = alarmOf(checklistId, stage);
      const params = { list: checklistId, nameKo: name.ko, nameEn: name.en };
      now.set(alarm.id, alarm.code);
      this.#alarms?.stand({ ...alarm, params, equipment: null });
    }
    for (const [id, code] of this.#standing) if (!now.has(id)) this.#alarms?.end({ id, code });
    this.#standing = now;
  }

  async #begin(): Promise<boolean> {
    const ready = await this.#desk.ready();
    const loaded = ready.ok ? await this.#desk.options.historian.loadState() : null;
    if (loaded?.ok !== true) return false;
    const state = stateOf(loaded.value[WATCH_KEY]) ?? { sinceMs: this.#clock.wallMs(), told: {} };
    // What stood before a restart is ended by the first look when it no longer does.
    const stages = ['overdue', 'late'] as const;
    this.#standing = new Map(
      this.#desk.lists.present().flatMap(({ list }) =>
        stages.map((stage) => {
          const { id, code } = alarmOf(list.id, stage);
          return [id, code] as const;
        }),
      ),
    );
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
