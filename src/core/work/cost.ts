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
