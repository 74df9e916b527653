import { DAY_MS, hourOfWall, wallMs, weekdayOfWall } from './local-time.ts';
import type { ZoneShifts } from './local-time.ts';

const HOURS = 24;

/**
 * Means of a tag by local day and hour of day, and by weekday and hour. On the day a clock is set
 * forward one hour has no cell; on the day it is set back one cell holds two hours.
 */
export class DayGrid {
  readonly #shifts: ZoneShifts;
  readonly #firstDay: number;
  readonly #days: number;
  readonly #sum: Float64Array;
  readonly #weight: Float64Array;
  readonly #weekSum = new Float64Array(7 * HOURS);
  readonly #weekWeight = new Float64Array(7 * HOURS);

  constructor(shifts: ZoneShifts, fromMs: number, toMs: number) {
    this.#shifts = shifts;
    this.#firstDay = Math.floor(wallMs(shifts, fromMs) / DAY_MS);
    this.#days = Math.max(1, Math.floor(wallMs(shifts, toMs - 1) / DAY_MS) - this.#firstDay + 1);
    this.#sum = new Float64Array(this.#days * HOURS);
    this.#weight = new Float64Array(this.#days * HOURS);
  }

  /** A mean of `weight` readings that began at an instant. NaN and what lies outside are not counted. */
  add(tsMs: number, mean: number, weight: number): void {
    if (Number.isNaN(mean) || !(weight > 0)) return;
    const wall = wallMs(this.#shifts, tsMs);
    const day = Math.floor(wall / DAY_MS) - this.#firstDay;
    if (day < 0 || day >= this.#days) return;
    const hour = hourOfWall(wall);
    const cell = day * HOURS + hour;
    this.#sum[cell] = (this.#sum[cell] ?? 0) + mean * weight;
    this.#weight[cell] = (this.#weight[cell] ?? 0) + weight;
    const weekCell = weekdayOfWall(wall) * HOURS + hour;
    this.#weekSum[weekCell] = (this.#weekSum[weekCell] ?? 0) + mean * weight;
    this.#weekWeight[weekCell] = (this.#weekWeight[weekCell] ?? 0) + weight;
  }

  /** First local day, as wall time of its midnight. */
  get firstDayWallMs(): number {
    return this.#firstDay * DAY_MS;
  }

  /** Day after day, 24 means each; null where nothing usable was read. */
  cells(): (number | null)[] {
    return means(this.#sum, this.#weight);
  }

  /** Monday to Sunday, 24 means each. */
  weekCells(): (number | null)[] {
    return means(this.#weekSum, this.#weekWeight);
  }
}

const means = (sum: Float64Array, weight: Float64Array): (number | null)[] =>
  Array.from(sum, (value, i) => ((weight[i] ?? 0) > 0 ? value / (weight[i] ?? 1) : null));
