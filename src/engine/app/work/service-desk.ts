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
  readonly order: WorkOrder | null;
}

/** Where services of motors and sensors count from while no order says. */
export type Baselines = Readonly<Record<string, LastDone>>;
const keyOf = (unit: string | null, sensor: string | null): string => unit ?? sensor ?? '';

/** What is due by hours run, starts and date, and whose turn it is in a pair. */
export class ServiceDesk {
  readonly #options: ServiceDeskOptions;
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

  /** Notes where everything that is not known yet counts from. True when something was added. */
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
    if (Object.keys(added).length === 0) return false;
    this.#baselines = { ...this.#baselines, ...added };
    return true;
  }

  counters(unit: string): Counters {
    const { samples } = this.#options.state();
    return { hours: usable(samples, `${unit}.hours`), starts: usable(samples, `${unit}.starts`) };
  }

  /** Hours and starts per day of the last 30 days, from the counters then and now. */
  async look(): Promise<void> {
    const { state, historian, nowMs } = this.#options;
    const { plant } = state();
    const units = [...plant.units.keys()].filter((unit) => plant.tags.has(`${unit}.hours`));
    const tags = units.flatMap((unit) => [`${unit}.hours`, `${unit}.starts`]);
    const then = await historian.latest(tags, nowMs() - LOOK_BACK_DAYS * DAY_MS);
    if (!then.ok) return;
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
        const finished = [...mine, ...replaced]
          .flatMap(({ done }) => done ?? [])
          .sort((a, b) => b.atMs - a.atMs)[0];
        const now = unit === null ? NOTHING : this.counters(unit);
        const start = this.#baselines[keyOf(unit, sensor)] ?? { ...now, atMs: nowMs() };
        const last = finished ?? start;
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
    const { samples, locks, history } = state();
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
      const running = units.find((unit) => unit.running === true);
      const sinceMs = running === undefined ? null : (history.lastStartMs[running.unit] ?? null);
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
        advice: alternationAdvice(policy, units, sinceMs, nowMs()),
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
