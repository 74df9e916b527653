import type { Service } from '../plant/stores.ts';
import type { Counters } from './order.ts';

/** When a service was done last, and the counters then; at the first start of the app where nobody said. */
export interface LastDone extends Counters {
  readonly atMs: number;
}

export interface ServiceDue {
  /** Left until it is due; below zero when over. Null where it does not count or is not known. */
  readonly hoursLeft: number | null;
  readonly daysLeft: number | null;
  readonly startsLeft: number | null;
  /** Day on which it will be due at the use of late; null when nothing tells. */
  readonly dueMs: number | null;
  /** What makes it due first. */
  readonly by: 'hours' | 'date' | 'starts';
  /** Share of the interval that is used up; 1 = due. */
  readonly share: number;
  readonly state: 'due' | 'soon' | 'ok';
}

const DAY_MS = 86_400_000;

/** What a counter has gained; one that reads less than before was replaced or reset and counts from zero. */
export const gained = (now: number, before: number): number => (now >= before ? now - before : now);

/**
 * How far a service is off, by hours run, starts and date, whichever comes first.
 * @param perDay hours run and starts per day of late; null where not known
 */
export function serviceDue(
  service: Pick<Service, 'every' | 'leadDays'>,
  last: LastDone,
  now: Counters,
  perDay: Counters,
  nowMs: number,
): ServiceDue {
  const { hours, days, starts } = service.every;
  const left = (
    every: number | null,
    present: number | null,
    before: number | null,
  ): number | null =>
    every === null || present === null || before === null ? null : every - gained(present, before);
  const hoursLeft = left(hours, now.hours, last.hours);
  const startsLeft = left(starts, now.starts, last.starts);
  const daysLeft = days === null ? null : days - (nowMs - last.atMs) / DAY_MS;
  const ways: { by: ServiceDue['by']; share: number; days: number | null }[] = [];
  const add = (
    by: ServiceDue['by'],
    every: number | null,
    rest: number | null,
    rate: number | null,
  ): void => {
    if (every === null || rest === null) return;
    // What is not used does not come nearer.
    const restDays = rest <= 0 ? 0 : rate === null || rate <= 0 ? null : rest / rate;
    ways.push({ by, share: 1 - rest / every, days: restDays });
  };
  add('hours', hours, hoursLeft, perDay.hours);
  add('starts', starts, startsLeft, perDay.starts);
  add('date', days, daysLeft, 1);
  const known = ways.filter(({ days: rest }) => rest !== null);
  const nearest = [...known].sort((a, b) => (a.days ?? 0) - (b.days ?? 0))[0];
  const most = [...ways].sort((a, b) => b.share - a.share)[0];
  const share = Math.max(0, ...ways.map((way) => way.share));
  const restDays = nearest?.days ?? null;
  return {
    hoursLeft,
    daysLeft,
    startsLeft,
    dueMs: restDays === null ? null : nowMs + restDays * DAY_MS,
    by: (nearest ?? most)?.by ?? (hours !== null ? 'hours' : days !== null ? 'date' : 'starts'),
    share,
    state: share >= 1 ? 'due' : restDays !== null && restDays <= service.leadDays ? 'soon' : 'ok',
  };
}

/** Parts a service takes per day, at the hours and starts of late: for the outlook of the shelf. */
export function servicePerDay(service: Pick<Service, 'every'>, perDay: Counters): number {
  const { hours, days, starts } = service.every;
  return Math.max(
    days === null ? 0 : 1 / days,
    hours === null || perDay.hours === null ? 0 : Math.max(0, perDay.hours) / hours,
    starts === null || perDay.starts === null ? 0 : Math.max(0, perDay.starts) / starts,
  );
}
