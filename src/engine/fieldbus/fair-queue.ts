/**
 * Waiting questions of one priority, shared fairly between slaves by bus time and not
 * by count: the slave that has used least goes next (start-time fair queueing). A slow
 * slave with many questions therefore delays the others by one exchange at a time,
 * however long its own list is. Each slave's questions keep their order.
 */
export interface Queued {
  readonly slave: number;
}

interface Lane<T> {
  readonly waiting: T[];
  /** Virtual time up to which the slave has used the bus, ms. */
  usedMs: number;
}

export class FairQueue<T extends Queued> {
  readonly #lanes = new Map<number, Lane<T>>();
  /** Virtual time of the last question that started; newcomers begin here, so idling earns no credit. */
  #nowMs = 0;

  add(item: T): void {
    const lane = this.#lane(item.slave);
    if (lane.waiting.length === 0) lane.usedMs = Math.max(lane.usedMs, this.#nowMs);
    lane.waiting.push(item);
  }

  take(): T | undefined {
    let next: Lane<T> | undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.waiting.length > 0 && (next === undefined || lane.usedMs < next.usedMs)) next = lane;
    }
    if (next === undefined) return undefined;
    this.#nowMs = Math.max(this.#nowMs, next.usedMs);
    return next.waiting.shift();
  }

  /** Books bus time to a slave after its exchange. */
  charge(slave: number, durationMs: number): void {
    this.#lane(slave).usedMs += durationMs;
  }

  remove(item: T): void {
    const waiting = this.#lanes.get(item.slave)?.waiting;
    const index = waiting?.indexOf(item) ?? -1;
    if (index >= 0) waiting?.splice(index, 1);
  }

  /** Takes out all of one slave's questions, or of every slave. */
  drain(slave?: number): T[] {
    const lanes = slave === undefined ? [...this.#lanes.values()] : [this.#lane(slave)];
    return lanes.flatMap((lane) => lane.waiting.splice(0));
  }

  #lane(slave: number): Lane<T> {
    let lane = this.#lanes.get(slave);
    if (lane === undefined) this.#lanes.set(slave, (lane = { waiting: [], usedMs: this.#nowMs }));
    return lane;
  }
}
