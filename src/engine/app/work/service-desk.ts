import { bit, usable } from '#core/control/facts.ts';
import type { EngineState } from '#core/control/state.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Service } from '#core/plant/stores.ts';
import type { AlternationAdvice, PairUnit } from '#core/work/alternation.ts';
import { alternationAdvice } from '#core/work/alternation.ts';
import { gained, serviceDue, servicePerDay } from '#core/work/service.ts';
import type { LastDone, ServiceDue } from '#core/work/service.ts';
import { isOpen } from '#core/work/order.ts';
import type { Counters, WorkOrder } from '#core/work/order.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { OpenRequest, OrderDesk } from './order-desk.ts';
import { TurnBook } from './turn-book.ts';
import type { Turn } from './turn-book.ts';

const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 30;
const NOTHING: Counters = { hours: null, starts: null };

export interface ServiceDeskOptions {
  readonly profile: PlantProfile;
  readonly historian: Pick<Historian, 'latest'>;
  readonly orders: OrderDesk;
  readonly state: () => EngineState;
  readonly nowMs: () => number;
}

/** One service of one motor or sensor. */
export interface ServiceLine {
  readonly service: Service;
  readonly unit: string | null;
  readonly sensor: string | null;
  readonly last: LastDone;
  /** False while nobody said when it was done last: it counts from the first start of the app. */
  readonly isKnown: boolean;
  readonly due: ServiceDue;
  /** Open order that carries it out. */
  readonly order: WorkOrder | null;
}

export interface Pair {
  readonly machine: string;
  readonly everyDays: number | null;
  readonly units: readonly (PairUnit & { readonly hoursPerDay: number | null })[];
  readonly advice: AlternationAdvice;
  /** Motor that has run alone since `sinceMs`; null while none was seen to. */
  readonly turn: Turn | null;
  readonly order: WorkOrder | null;
}

/** Where services of motors and sensors count from while no order says. */
export type Baselines = Readonly<Record<string, LastDone>>;
const keyOf = (unit: string | null, sensor: string | null): string => unit ?? sensor ?? '';

/** Under this key stands since when something lies ahead of the clock. */
const CLOCK = '(clock)';
const afterOrder = ({ id }: Pick<WorkOrder, 'id'>): string => `done/${id}`;

/** What is due by hours run, starts and date, and whose turn it is in a pair. */
export class ServiceDesk {
  readonly #options: ServiceDeskOptions;
  readonly turns = new TurnBook();
  #perDay = new Map<string, Counters>();
  #baselines: Baselines = {};

  constructor(options: ServiceDeskOptions) {
    this.#options = options;
  }

  get baselines(): Baselines {
    return this.#baselines;
  }

  /** Counters at the first start, from the saved text; units that are not in it begin now. */
  restore(saved: Baselines): void {
    this.#baselines = saved;
  }

  /**
   * Notes where everything that is not known yet counts from: what was never seen, counters that nobody
   * could read when work was done, and the clock, where something lies ahead of it. True when that changed.
   */
  noteNew(): boolean {
    const { state, nowMs } = this.#options;
    const { plant } = state();
    const added: Record<string, LastDone> = {};
    for (const { unit, sensor } of this.#subjects()) {
      const key = keyOf(unit, sensor);
      if (key in this.#baselines) continue;
      const counters = unit === null ? NOTHING : this.counters(unit);
      const counts = unit !== null && plant.tags.has(`${unit}.hours`);
      // A counter that was not read yet would make the whole past count as one interval.
      if (counts && counters.hours === null) continue;
      added[key] = { ...counters, atMs: nowMs() };
    }
    Object.assign(added, this.#unread());
    const isChanged = this.#noteClock();
    if (Object.keys(added).length === 0) return isChanged;
    this.#baselines = { ...this.#baselines, ...added };
    return true;
  }

  /** Counters as they read now of work that was finished while they could not be read. */
  #unread(): Readonly<Record<string, LastDone>> {
    const { nowMs, orders } = this.#options;
    const found: Record<string, LastDone> = {};
    for (const order of orders.book.all()) {
      const { place, done, service } = order;
      if (place.unit === null || done === null || (service === null && !done.replaced)) continue;
      if (afterOrder(order) in this.#baselines) continue;
      const now = this.counters(place.unit);
      const isMissing =
        (done.hours === null && now.hours !== null) ||
        (done.starts === null && now.starts !== null);
      if (isMissing) found[afterOrder(order)] = { ...now, atMs: nowMs() };
    }
    return found;
  }

  /**
   * Since when something lies ahead of the clock: it was set back, or ran ahead before. Nothing is
   * overwritten, since the next thing may be that it is set right.
   */
  #noteClock(): boolean {
    const { nowMs, orders } = this.#options;
    const now = nowMs();
    const { [CLOCK]: before, ...others } = this.#baselines;
    const isBehind =
      Object.values(others).some(({ atMs }) => this.#isAhead(atMs)) ||
      this.turns.all().some(({ sinceMs }) => this.#isAhead(sinceMs)) ||
      orders.book.all().some(({ done }) => done !== null && this.#isAhead(done.atMs));
    if (isBehind ? before !== undefined && before.atMs <= now : before === undefined) return false;
    this.#baselines = isBehind ? { ...others, [CLOCK]: { ...NOTHING, atMs: now } } : others;
    return true;
  }

  #isAhead(atMs: number): boolean {
    return atMs > this.#options.nowMs() + DAY_MS;
  }

  /** The instant something counts from: what lies ahead of the clock counts from when that was seen first. */
  #countsFrom(atMs: number): number {
    const { nowMs } = this.#options;
    return this.#isAhead(atMs) ? (this.#baselines[CLOCK]?.atMs ?? nowMs()) : atMs;
  }

  /** Notes which motor of each pair runs. True when a turn changed. */
  noteTurns(): boolean {
    const { profile, state, nowMs } = this.#options;
    const { samples } = state();
    return this.turns.note(
      profile.stores.alternation.flatMap(({ machine: id }) => {
        const units = profile.machines.find((each) => each.id === id)?.units ?? [];
        return units.map((unit) => ({
          machine: id,
          unit: unit.id,
          running: bit(samples, `${unit.id}.run`),
        }));
      }),
      nowMs(),
    );
  }

  counters(unit: string): Counters {
    const { samples } = this.#options.state();
    return { hours: usable(samples, `${unit}.hours`), starts: usable(samples, `${unit}.starts`) };
  }

  /** Hours and starts per day of the last 30 days, from the counters then and now; false when the history did not answer. */
  async look(): Promise<boolean> {
    const { state, historian, nowMs } = this.#options;
    const { plant } = state();
    const units = [...plant.units.keys()].filter((unit) => plant.tags.has(`${unit}.hours`));
    const tags = units.flatMap((unit) => [`${unit}.hours`, `${unit}.starts`]);
    const then = await historian.latest(tags, nowMs() - LOOK_BACK_DAYS * DAY_MS);
    if (!then.ok) return false;
    const before = new Map(then.value.map((sample) => [sample.tag, sample]));
    const rate = (tag: string, present: number | null): number | null => {
      const sample = before.get(tag);
      const base = sample?.value ?? null;
      if (present === null || sample === undefined || base === null) return null;
      return gained(present, base) / ((nowMs() - sample.tsMs) / DAY_MS);
    };
    for (const unit of units) {
      const now = this.counters(unit);
      this.#perDay.set(unit, {
        hours: rate(`${unit}.hours`, now.hours) ?? this.#sinceBaseline(unit, now),
        starts: rate(`${unit}.starts`, now.starts),
      });
    }
    return true;
  }

  /** Every service of every motor and sensor, the nearest first. */
  lines(): readonly ServiceLine[] {
    const { orders, nowMs } = this.#options;
    const all = orders.book.all();
    return this.#subjects()
      .map(({ service, unit, sensor }): ServiceLine => {
        const mine = all.filter(
          (order) =>
            order.service === service.id &&
            order.place.unit === unit &&
            order.place.sensor === sensor,
        );
        // A new machine begins anew with every service, whatever the order was that brought it.
        const replaced = all.filter(
          ({ place, done }) => unit !== null && place.unit === unit && done?.replaced === true,
        );
        const now = unit === null ? NOTHING : this.counters(unit);
        const start = this.#baselines[keyOf(unit, sensor)] ?? { ...now, atMs: nowMs() };
        const finished = this.#lastOf([...mine, ...replaced]);
        const last = finished ?? { ...start, atMs: this.#countsFrom(start.atMs) };
        return {
          service,
          unit,
          sensor,
          last: { atMs: last.atMs, hours: last.hours, starts: last.starts },
          isKnown: finished !== undefined,
          due: serviceDue(service, last, now, this.perDay(unit), nowMs()),
          order: mine.find(isOpen) ?? null,
        };
      })
      .sort(
        (a, b) =>
          (a.due.dueMs ?? Infinity) - (b.due.dueMs ?? Infinity) || b.due.share - a.due.share,
      );
  }

  /** The newest work that was finished; what lies ahead of the clock counts only where nothing else does. */
  #lastOf(orders: readonly WorkOrder[]): LastDone | undefined {
    const [last] = orders
      .flatMap((order): LastDone[] => {
        if (order.done === null) return [];
        const { atMs, hours, starts } = order.done;
        const noted = this.#baselines[afterOrder(order)] ?? NOTHING;
        return [{ atMs, hours: hours ?? noted.hours, starts: starts ?? noted.starts }];
      })
      .sort(
        (a, b) => Number(this.#isAhead(a.atMs)) - Number(this.#isAhead(b.atMs)) || b.atMs - a.atMs,
      );
    return last === undefined ? undefined : { ...last, atMs: this.#countsFrom(last.atMs) };
  }

  perDay(unit: string | null): Counters {
    return (unit === null ? undefined : this.#perDay.get(unit)) ?? NOTHING;
  }

  /** Parts that services will take, per day. */
  partsPerDay(item: string): number {
    return this.#subjects().reduce((sum, { service, unit }) => {
      const part = service.parts.find((each) => each.item === item);
      return part === undefined
        ? sum
        : sum + part.quantity * servicePerDay(service, this.#expectedPerDay(unit));
    }, 0);
  }

  /** Hours per day as far as they are known; else one motor of a pair runs all day. */
  #expectedPerDay(unit: string | null): Counters {
    const known = this.perDay(unit);
    const ofUnit = this.#options.profile.machines.find(({ units }) =>
      units.some(({ id }) => id === unit),
    );
    if (known.hours !== null || ofUnit === undefined) return known;
    const share = ofUnit.arrangement === 'dutyStandby' ? ofUnit.units.length : 1;
    return { ...known, hours: 24 / share };
  }

  /** Orders that services ask for now. */
  wanted(): readonly OpenRequest[] {
    return this.lines()
      .filter(({ due, order }) => order === null && due.state !== 'ok')
      .map(({ service, unit, sensor, due }) => ({
        source: {
          kind: due.by,
          id: `${service.id}/${keyOf(unit, sensor)}`,
        },
        title: service.name,
        place: { unit, sensor },
        priority: 'normal',
        dueMs: due.dueMs,
        service: service.id,
        steps: service.steps,
        who: 'engine',
      }));
  }

  /** Pairs of motors, their hours, and whose turn it is. */
  pairs(): readonly Pair[] {
    const { profile, state, orders, nowMs } = this.#options;
    const { samples, locks } = state();
    return profile.stores.alternation.flatMap((policy) => {
      const machine = profile.machines.find(({ id }) => id === policy.machine);
      if (machine === undefined) return [];
      const units = machine.units.map(({ id }) => ({
        unit: id,
        hours: usable(samples, `${id}.hours`),
        running: bit(samples, `${id}.run`),
        available: bit(samples, `${id}.fault`) !== true && (locks?.[id] ?? []).length === 0,
        hoursPerDay: this.perDay(id).hours,
      }));
      const turn = this.turns.of(machine.id);
      const open = orders.book
        .all()
        .find(
          (each) =>
            isOpen(each) && each.source.kind === 'alternation' && each.place.machine === machine.id,
        );
      return {
        machine: machine.id,
        everyDays: policy.everyDays,
        units,
        advice: alternationAdvice(
          policy,
          units,
          turn === null ? null : this.#countsFrom(turn.sinceMs),
          nowMs(),
        ),
        turn,
        order: open ?? null,
      };
    });
  }

  #sinceBaseline(unit: string, now: Counters): number | null {
    const base = this.#baselines[unit];
    const days = base === undefined ? 0 : (this.#options.nowMs() - base.atMs) / DAY_MS;
    return base?.hours == null || now.hours === null || days < 1
      ? null
      : gained(now.hours, base.hours) / days;
  }

  #subjects(): readonly { service: Service; unit: string | null; sensor: string | null }[] {
    const { machines, stores } = this.#options.profile;
    return stores.services.flatMap((service) => [
      ...service.machines.flatMap((id) =>
        (machines.find((each) => each.id === id)?.units ?? []).map((unit) => ({
          service,
          unit: unit.id,
          sensor: null,
        })),
      ),
      ...service.sensors.map((sensor) => ({ service, unit: null, sensor })),
    ]);
  }
}
