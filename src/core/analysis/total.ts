import { isDigital, roleOf } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';

/** How a total is made of a tag's values: a rate is integrated, a counter's steps are added, a state's hours are counted. */
export type TotalRule =
  | {
      readonly kind: 'rate';
      /** What one unit of the rate brings in an hour. */ readonly perHour: number;
      readonly unit: string;
    }
  | { readonly kind: 'counter'; readonly unit: string }
  | { readonly kind: 'state'; readonly unit: 'h' };

const RATES: Readonly<Record<string, { readonly perHour: number; readonly unit: string }>> = {
  'm3/h': { perHour: 1, unit: 'm3' },
  'Nm3/h': { perHour: 1, unit: 'Nm3' },
  'm3/min': { perHour: 60, unit: 'm3' },
  'm3/d': { perHour: 1 / 24, unit: 'm3' },
  'L/h': { perHour: 0.001, unit: 'm3' },
  'L/min': { perHour: 0.06, unit: 'm3' },
  'mL/min': { perHour: 0.06, unit: 'L' },
  kW: { perHour: 1, unit: 'kWh' },
  'kg/h': { perHour: 1, unit: 'kg' },
};

/** Counters that grow; a volume in a tank has the same unit, but no such role. */
const COUNTER_ROLES: ReadonlySet<string> = new Set(['total', 'today', 'energy']);
const COUNTED_UNITS: ReadonlySet<string> = new Set(['m3', 'Nm3', 'kWh', 'L', 'kg']);

/** How the total of a tag is made; null where a total means nothing (a temperature). */
export function totalRule(tag: Tag): TotalRule | null {
  if (isDigital(tag)) return { kind: 'state', unit: 'h' };
  const rate = RATES[tag.unit];
  if (rate !== undefined) return { kind: 'rate', ...rate };
  return COUNTED_UNITS.has(tag.unit) && COUNTER_ROLES.has(roleOf(tag.id))
    ? { kind: 'counter', unit: tag.unit }
    : null;
}

/** Adds up a total from means of equal periods in time order. */
export class TotalOf {
  readonly #rule: TotalRule;
  #total = 0;
  #last: number;

  /** `before`: what a counter showed last before the first period; NaN where nobody knows. */
  constructor(rule: TotalRule, before = NaN) {
    this.#rule = rule;
    this.#last = before;
  }

  /** Mean of a period of `hours`; NaN adds nothing. A counter that goes back was set to zero or changed and adds nothing for that step. */
  add(mean: number, hours: number): void {
    if (Number.isNaN(mean)) return;
    switch (this.#rule.kind) {
      case 'rate':
        this.#total += mean * hours * this.#rule.perHour;
        break;
      case 'state':
        this.#total += mean * hours;
        break;
      case 'counter':
        if (mean > this.#last) this.#total += mean - this.#last;
        this.#last = mean;
        break;
    }
  }

  get total(): number {
    return this.#total;
  }
}
