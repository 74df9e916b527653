import { z } from 'zod';

/** Money that was spent (entry kind `cost`, `tsMs` = `atMs`). Deliveries carry their own price and are not entered twice. */
export const costSchema = z.strictObject({
  id: z.string().min(3).max(120),
  atMs: z.number(),
  /** Heading of the plan. */
  heading: z.string().min(1),
  won: z.number().min(0),
  text: z.string().max(200),
  /** Work order it belongs to. */
  order: z.string().nullable(),
  firm: z.string().max(120),
  /** Energy the amount pays for, kWh; null for all else. */
  kwh: z.number().min(0).nullable(),
  state: z.enum(['valid', 'withdrawn']),
  reason: z.string().max(300),
  by: z.string().min(1).max(80),
  writtenMs: z.number(),
});
export type Cost = z.infer<typeof costSchema>;

/** An amount of a local month. */
export interface Booked {
  readonly heading: string;
  /** 1 to 12. */
  readonly month: number;
  readonly won: number;
}

export interface HeadingYear {
  readonly heading: string;
  readonly planWon: number;
  readonly spentWon: number;
  /** By month, January first. */
  readonly months: readonly number[];
}

/** What a year cost by heading, against the plan; headings in the order of the plan. */
export function costsOfYear(
  plan: readonly { readonly id: string; readonly wonPerYear: number }[],
  booked: readonly Booked[],
): readonly HeadingYear[] {
  return plan.map(({ id, wonPerYear }) => {
    const months = new Array<number>(12).fill(0);
    for (const { heading, month, won } of booked) {
      if (heading === id) months[month - 1] = (months[month - 1] ?? 0) + won;
    }
    return {
      heading: id,
      planWon: wonPerYear,
      spentWon: months.reduce((sum, won) => sum + won, 0),
      months,
    };
  });
}

/** How a year will end, as far as can be told. */
export interface HeadingOutlook extends HeadingYear {
  /** Plan for the part of the year that is over. */
  readonly toDateWon: number;
  /** What the heading will have cost at the year's end. */
  readonly forecastWon: number;
  /** `rate`: the rest goes on as what was booked so far; `plan`: the rest is spent as planned. */
  readonly basis: 'rate' | 'plan';
  /** By how much it will end above its plan; 0 when it will not. */
  readonly overWon: number;
}

/** Spent in fewer months than these, a heading says nothing on its rate: a yearly inspection comes once. */
const LEAST_MONTHS = 3;

/**
 * How each heading will end the year (seed 7.3.9 is the plan). Where something was booked in three
 * months or more the rest of the year goes on at that rate, else as planned.
 * @param elapsed share of the year that is over, 0 to 1
 * @param watched share of the year in which costs were booked, 0 to 1: a program that was put to
 *   work in June knows nothing of spring
 */
export function costOutlook(
  headings: readonly HeadingYear[],
  elapsed: number,
  watched: number,
): readonly HeadingOutlook[] {
  return headings.map((heading) => {
    const { planWon, spentWon, months } = heading;
    const booked = months.filter((won) => won > 0).length;
    const basis = booked >= LEAST_MONTHS && watched > 0 ? 'rate' : 'plan';
    const rest = 1 - elapsed;
    const forecastWon =
      spentWon + rest * (basis === 'rate' ? spentWon / Math.max(watched, 1e-6) : planWon);
    return {
      ...heading,
      toDateWon: planWon * elapsed,
      forecastWon,
      basis,
      overWon: Math.max(0, forecastWon - planWon),
    };
  });
}
