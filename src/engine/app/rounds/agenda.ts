import type { Checklist, Holiday } from '#core/plant/rounds.ts';
import { awaitsSecond } from '#core/rounds/round-after.ts';
import { isOpen, progressOf } from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { dayOfIso, isoDay, occurrences, timeliness } from '#core/rounds/schedule.ts';
import type { Calendar, LocalTime, Occurrence } from '#core/rounds/schedule.ts';
import type { RoundLine, StoredChecklist } from '#contract/rounds.ts';
import type { ListBook } from './list-book.ts';
import type { RoundBook } from './round-book.ts';

/** What is due when, out of check lists, calendar and rounds. */
export interface AgendaParts {
  readonly lists: ListBook;
  readonly rounds: RoundBook;
  readonly calendar: () => Calendar;
  readonly time: LocalTime;
  /** Nothing was due before this, ms UTC: the program was not there. */
  readonly sinceMs: () => number;
  readonly nowMs: () => number;
}

/** A time a list is due, after it was carried over. */
export interface Due extends Occurrence {
  readonly list: Checklist;
  readonly round: Round | null;
}

const DAY_MIN = 24 * 60;
const AHEAD_DAYS = 400;

export class Agenda {
  readonly #parts: AgendaParts;

  constructor(parts: AgendaParts) {
    this.#parts = parts;
  }

  /** Everything due on days from `fromDay` to `toDay` (exclusive), moved ones under their new day. */
  due(fromDay: number, toDay: number): Due[] {
    return this.#parts.lists
      .present()
      .flatMap((stored) => this.dueOf(stored, fromDay, toDay))
      .sort((a, b) => a.dueMs - b.dueMs);
  }

  /** The same of one list. */
  dueOf({ list, retired }: StoredChecklist, fromDay: number, toDay: number): Due[] {
    if (retired) return [];
    const { rounds, time } = this.#parts;
    const found: Due[] = [];
    for (const each of this.#planned(list.id, fromDay, toDay)) {
      const round = this.#roundOf(each, list);
      if (round === null || round.carriedTo === null) found.push({ ...each, list, round });
    }
    for (const round of rounds.carried()) {
      const day = round.checklistId === list.id ? dayOfIso(round.carriedTo ?? '') : null;
      if (day === null || day < fromDay || day >= toDay) continue;
      const dueMs = time.at(day, list.schedule.at);
      found.push({ id: round.id, checklistId: list.id, plannedDay: day, day, dueMs, list, round });
    }
    return found;
  }

  /** Those not begun or still open whose time has come, each list back to the longest time it may be late. */
  pending(nowMs: number): Due[] {
    const today = this.#parts.time.dayOf(nowMs);
    const found = this.#parts.lists
      .present()
      .flatMap((stored) =>
        this.dueOf(stored, today - Math.ceil(stored.list.missedMin / DAY_MIN) - 1, today + 1),
      )
      .filter(({ round, dueMs, list }) => {
        if (round !== null && isOpen(round)) return true;
        return isUnwalked(round) && timeliness(list, dueMs, nowMs) !== 'missed';
      });
    return found.sort((a, b) => a.dueMs - b.dueMs);
  }

  /** What comes next and is not done yet. */
  next(nowMs: number): Due | null {
    const today = this.#parts.time.dayOf(nowMs);
    // Most lists come within weeks; the longest once a year.
    for (const days of [8, AHEAD_DAYS]) {
      const found = this.due(today, today + days).find(
        ({ round, dueMs }) => dueMs >= nowMs && isUnwalked(round),
      );
      if (found !== undefined) return found;
    }
    return null;
  }

  line(due: Due, nowMs: number): RoundLine {
    const { id, checklistId, list, round, day, dueMs } = due;
    return {
      id,
      checklistId,
      name: list.name,
      day: isoDay(day),
      dueMs,
      status:
        round === null || round.state === 'carried' || round.state === 'dropped'
          ? timeliness(list, dueMs, nowMs)
          : round.state,
      takesMin: list.takesMin,
      ...progress(round, this.#versionOf(round)?.list ?? list),
      ...about(round, this.#versionOf(round)?.list ?? list),
      doneMs: round?.doneMs ?? null,
      by: round === null ? '' : round.doneBy === '' ? round.beganBy : round.doneBy,
      carriedTo: round?.carriedTo ?? null,
    };
  }

  /** Line of a round by itself, for the history and for those nobody asked for. */
  lineOf(round: Round): RoundLine | null {
    const stored = this.#versionOf(round) ?? this.#parts.lists.newest(round.checklistId);
    if (stored === null) return null;
    const { list } = stored;
    const atMs = round.dueMs ?? round.paperMs ?? round.beganMs ?? 0;
    return {
      id: round.id,
      checklistId: round.checklistId,
      name: list.name,
      day: isoDay(this.#parts.time.dayOf(atMs)),
      dueMs: round.dueMs,
      status: round.state,
      takesMin: list.takesMin,
      ...progress(round, list),
      ...about(round, list),
      doneMs: round.doneMs,
      by: round.doneBy === '' ? round.beganBy : round.doneBy,
      carriedTo: round.carriedTo,
    };
  }

  /** A holiday or day of rest as the calendar shows it. */
  holiday(day: number): Holiday | null {
    const text = isoDay(day);
    return (
      this.#parts.calendar().holidays.find(({ from, to }) => from <= text && text <= to) ?? null
    );
  }

  /**
   * Each day by the version that was in force on it: a new time of the week asks for nothing in the weeks
   * before it was set. A list that is new, or used again, asks for nothing before that moment.
   */
  #planned(id: string, fromDay: number, toDay: number): Occurrence[] {
    const { lists, rounds, calendar, time, sinceMs } = this.#parts;
    const found = new Map<string, Occurrence>();
    let end = toDay;
    for (const [i, stored] of lists.versions(id).entries()) {
      const before = lists.versions(id)[i + 1];
      const isNew = before === undefined ? stored.origin === 'person' : before.retired;
      const first = before === undefined && !isNew ? fromDay : time.dayOf(stored.writtenMs);
      const begin = Math.max(fromDay, first);
      if (begin < end && !stored.retired)
        for (const each of occurrences(stored.list, begin, end, calendar(), time)) {
          const isAsked = each.dueMs >= sinceMs() && (!isNew || each.dueMs >= stored.writtenMs);
          if ((isAsked || rounds.get(each.id) !== null) && !found.has(each.id))
            found.set(each.id, each);
        }
      end = Math.min(end, begin);
      if (end <= fromDay) break;
    }
    return [...found.values()];
  }

  /**
   * A round that is written down as missed while there is time for it tells of a clock that ran ahead and was
   * set right, of nothing else: it can still be walked.
   */
  #roundOf({ id, dueMs }: Occurrence, list: Checklist): Round | null {
    const round = this.#parts.rounds.get(id);
    if (round?.state !== 'missed') return round;
    return timeliness(list, dueMs, this.#parts.nowMs()) === 'missed' ? round : null;
  }

  #versionOf(round: Round | null): StoredChecklist | null {
    return round === null ? null : this.#parts.lists.version(round.checklistId, round.version);
  }
}

/** Nobody has walked it, or it was left or moved. */
export const isUnwalked = (round: Round | null): boolean =>
  round === null || round.state === 'carried' || round.state === 'dropped';

/** What is to be said of a round besides its state. */
const about = (
  round: Round | null,
  list: Checklist,
): Pick<RoundLine, 'paper' | 'changes' | 'second'> => ({
  paper: round !== null && round.paperMs !== null,
  changes: round === null ? 0 : round.corrections.length + round.additions.length,
  second:
    round === null
      ? 'none'
      : round.second !== null
        ? 'signed'
        : awaitsSecond(round, list)
          ? 'waiting'
          : 'none',
});

const progress = (round: Round | null, list: Checklist): { answered: number; of: number } =>
  round === null ? { answered: 0, of: list.items.length } : { ...progressOf(round, list) };
