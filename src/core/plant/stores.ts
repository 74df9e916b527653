import { z } from 'zod';
import { assumed, localText, machineId, slug, source, tagId } from './common.ts';

/** Spare parts, chemicals, services and the yearly plan of costs (`stores.json`, seed 7.3.4 to 7.3.9). */
export const STOCK_UNITS = ['piece', 'set', 'kg', 'L'] as const;

export const chemicalSchema = z.strictObject({
  /** Use to be expected until the plant's own figures tell, in the item's unit per month. */
  perMonth: z.number().positive(),
  /** Dosing machines that draw from its tank; the rate of each unit is the tag `${unit}.rate` in mL/min. */
  pumps: z.array(machineId).min(1),
  /** How much of the item a litre through the pump takes, in the item's unit. */
  perPumpedL: z.number().positive(),
  /** Level of the tank where it has a meter, and how much of the item one unit of it is. */
  level: z.strictObject({ tag: tagId, perUnit: z.number().positive() }).nullable(),
  /** Float switch at the bottom, where there is one. */
  lowTag: tagId.nullable(),
});
export type Chemical = z.infer<typeof chemicalSchema>;

export const stockItemSchema = z.strictObject({
  id: slug,
  name: localText,
  unit: z.enum(STOCK_UNITS),
  /** Shelf, cabinet or tank it lies in: the order of a stock-taking; null where nobody has said. */
  place: localText.nullable().default(null),
  /** Stock below which it is ordered. */
  minimum: z.number().min(0).max(1e6),
  /** Stock it is ordered up to; of a chemical what the tank holds. */
  upTo: z.number().positive().max(1e6),
  /** Ordered in multiples of this. */
  lot: z.number().positive().max(1e6),
  /** Days from the order to the delivery. */
  leadDays: z.int().min(0).max(730),
  /** Won for one unit; null where nobody has said. */
  priceWon: z.number().min(0).max(1e9).nullable(),
  /** Heading of the plan of costs it is paid from. */
  heading: slug,
  /** What it fits. */
  machines: z.array(machineId),
  sensors: z.array(tagId),
  /** Regular wear that no service of this file books: so many each so many days. */
  wear: z
    .strictObject({ quantity: z.number().positive(), everyDays: z.number().positive() })
    .nullable(),
  chemical: chemicalSchema.nullable(),
  source,
  assumed,
});
export type StockItem = z.infer<typeof stockItemSchema>;

const serviceSchema = z.strictObject({
  id: slug,
  name: localText,
  /** Each unit of these machines is serviced by itself. */
  machines: z.array(machineId),
  /** Each of these sensors. */
  sensors: z.array(tagId),
  /** Due at whichever of these comes first. */
  every: z
    .strictObject({
      hours: z.number().positive().nullable(),
      days: z.number().positive().nullable(),
      starts: z.number().positive().nullable(),
    })
    .refine(({ hours, days, starts }) => hours !== null || days !== null || starts !== null, {
      message: 'must have hours, days or starts',
    }),
  /** The order is opened so many days (of use as it is) before. */
  leadDays: z.number().min(0),
  minutes: z.number().min(0),
  /** Done by an outside firm. */
  firm: z.boolean(),
  parts: z.array(z.strictObject({ item: slug, quantity: z.number().positive() })),
  steps: z.array(z.strictObject({ id: slug, text: localText })).max(40),
  source,
  assumed,
});
export type Service = z.infer<typeof serviceSchema>;

const alternationSchema = z.strictObject({
  machine: machineId,
  /** Days after which the other unit takes its turn; null: only by running hours. */
  everyDays: z.number().positive().nullable(),
  /** Difference of the units' running hours above which a change is advised. */
  maxDifferenceH: z.number().positive(),
  source,
  assumed,
});
export type Alternation = z.infer<typeof alternationSchema>;

const headingSchema = z.strictObject({
  id: slug,
  name: localText,
  wonPerYear: z.number().min(0),
  /** Electricity is worked out from the meter and the tariff. */
  energy: z.boolean(),
  source,
  assumed,
});
export type CostHeading = z.infer<typeof headingSchema>;

export const storesFileSchema = z.strictObject({
  headings: z.array(headingSchema),
  items: z.array(stockItemSchema),
  services: z.array(serviceSchema),
  alternation: z.array(alternationSchema),
  /** What a count may differ from the books before it is a finding, % of what was used since the count before. */
  differencePercent: z.number().positive().max(100),
  /** A sensor whose score stays below this over a day asks for work (0 to 100). */
  scoreBelow: z.number().min(0).max(100),
  source,
  assumed,
});
export type StoresFile = z.infer<typeof storesFileSchema>;
