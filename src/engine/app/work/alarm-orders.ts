import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Entry } from '#core/records/entry.ts';
import { alarmNeeds } from '#core/work/alarm-need.ts';
import { isOpen } from '#core/work/order.ts';
import type { OrderSource } from '#core/work/order.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { workOf } from '../alarms/work-of-alarm.ts';
import type { OrderDesk } from './order-desk.ts';

export interface AlarmOrdersOptions {
  readonly profile: PlantProfile;
  readonly historian: Pick<Historian, 'entries' | 'loadState'>;
  readonly orders: OrderDesk;
  readonly nowMs: () => number;
  readonly keep: (state: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Whether an alarm is set to open work. */
  readonly opensWork: (alarm: string) => boolean;
  /** What stands or waits to be seen, however long it has. */
  readonly standing: () => readonly Occurrence[];
  readonly isLately: (source: OrderSource) => boolean;
}

const DAY_MS = 86_400_000;
const MOST_ALARMS = 2000;
const SEEN_KEY = 'work.alarmSeq';
/** An order that an alarm opened stands this soon after it. */
const AT_ONCE_MS = 60_000;

const occurrenceOf = ({ body }: Entry): Occurrence[] => {
  const parsed = occurrenceSchema.safeParse(body);
  return parsed.success ? [parsed.data] : [];
};

/**
 * Orders that alarms ask for. One that is set to open work has its order at once, from the alarm desk;
 * here is opened what a power cut between alarm and order has swallowed, and what asks by coming again
 * and again, or by standing.
 */
export class AlarmOrders {
  readonly #options: AlarmOrdersOptions;
  /** Number of the newest stored version of an alarm that was looked at; null before the first look. */
  #seen: number | null = null;

  constructor(options: AlarmOrdersOptions) {
    this.#options = options;
  }

  /** False when the history did not answer. */
  async look(): Promise<boolean> {
    const { historian, nowMs, standing } = this.#options;
    const found = await historian.entries({
      kinds: ['alarm'],
      versions: 'latest',
      limit: MOST_ALARMS,
    });
    if (!found.ok || !(await this.#restore())) return false;
    await this.#missed(found.value);
    const fromMs = nowMs() - 30 * DAY_MS;
    const lately = found.value.flatMap(occurrenceOf).filter(({ raisedMs }) => raisedMs >= fromMs);
    // What has stood for longer, or was pushed off the newest ones by a flood, is known to the list.
    const known = new Map([...lately, ...standing()].map((each) => [each.id, each]));
    await this.#needed([...known.values()]);
    return true;
  }

  async #needed(occurrences: readonly Occurrence[]): Promise<void> {
    const { profile, orders, nowMs, isLately } = this.#options;
    for (const { occurrence, because, times } of alarmNeeds(occurrences, nowMs())) {
      const request = workOf(profile, occurrence);
      if (request === null || isLately(request.source)) continue;
      await orders.open({
        ...request,
        description: because === 'repeated' ? `${String(times)} / 24 h` : '> 24 h',
      });
    }
  }

  /** Opens the order of each alarm that was raised since the last look and has none. */
  async #missed(entries: readonly Entry[]): Promise<void> {
    const { profile, orders, keep, opensWork } = this.#options;
    const newest = entries.reduce((most, { seq }) => Math.max(most, seq), 0);
    const seen = this.#seen;
    if (newest === seen) return;
    for (const entry of entries) {
      if (seen !== null && entry.seq <= seen) continue;
      for (const occurrence of occurrenceOf(entry)) {
        // Nothing tells whether older ones were looked at: only what still asks for a person is.
        if (seen === null && occurrence.closedMs !== null) continue;
        if (!opensWork(occurrence.alarm) || this.#isAnswered(occurrence)) continue;
        const request = workOf(profile, occurrence);
        if (request !== null && !(await orders.open(request)).ok) return;
      }
    }
    this.#seen = newest;
    await keep({ [SEEN_KEY]: String(newest) });
  }

  /** Whether an order was opened for an occurrence, or had it added as one more time. */
  #isAnswered({ alarm, raisedMs }: Occurrence): boolean {
    return this.#options.orders.book
      .all()
      .some(
        (order) =>
          order.source.kind === 'alarm' &&
          order.source.id === alarm &&
          (isOpen(order) ||
            Math.max(order.openedMs, order.lastRepeatMs ?? 0) >= raisedMs - AT_ONCE_MS),
      );
  }

  async #restore(): Promise<boolean> {
    if (this.#seen !== null) return true;
    const state = await this.#options.historian.loadState();
    if (!state.ok) return false;
    const saved = Number(state.value[SEEN_KEY] ?? Number.NaN);
    this.#seen = Number.isSafeInteger(saved) ? saved : null;
    return true;
  }
}
