import { z } from 'zod';
import { stockItemSchema } from '#core/plant/stores.ts';
import { itemVersion } from '#core/work/item.ts';
import { costSchema } from '#core/work/cost.ts';
import { MOVE_KINDS, STOCK_STATES, moveSchema } from '#core/work/stock.ts';
import { TANK_DOUBTS } from '#core/work/need.ts';
import { orderSchema } from '#core/work/order.ts';

/** Spare parts and chemicals, services by hours and dates, pairs of machines, costs. */

const who = z.string().trim().min(1).max(80);
const reason = z.string().trim().min(3).max(300);
const recordId = z.string().min(8).max(64);
const ms = z.number().nullable();

const stockView = z.object({
  quantity: z.number().nullable(), countedMs: ms, onOrder: z.number(), expectedMs: ms,
});
const outlookView = z.object({
  perDay: z.number(), runOutMs: ms, lowMs: ms, orderByMs: ms, state: z.enum(STOCK_STATES), propose: z.number(),
});

export const stockRow = z.object({
  item: stockItemSchema,
  supplier: z.string(),
  /** A person changed it, so that it differs from the profile. */
  isChanged: z.boolean(),
  stock: stockView,
  outlook: outlookView,
  /** Use per day of the last 30 and 90 days, null while too little is known; and what services and plan will take. */
  perDay30: z.number().nullable(),
  perDay90: z.number().nullable(),
  plannedPerDay: z.number(),
  /** Between which days it runs out, 9 times out of 10; weeks of measured use it rests on, 0 when only the plan tells. */
  range: z.object({ earliestMs: z.number(), latestMs: ms, weeks: z.int() }).nullable(),
  /** It could run out before a delivery comes. */
  isPressing: z.boolean(),
  /** What is left of each delivery, what expires first in front. */
  lots: z.array(z.object({ lot: z.string(), expiresMs: ms, receivedMs: z.number(), left: z.number() })),
  /** Float switch at the bottom of the tank. */
  lowSwitch: z.boolean().nullable(),
  byLevel: z.number().nullable(),
  /** The tank's meter or bottom switch speaks against doses and deliveries. */
  doubt: z.enum(TANK_DOUBTS).nullable(),
  /** Open order to buy it. */
  orderId: z.string().nullable(),
  /** Newest count against the books: found less booked, and that as a share of what was used. */
  difference: z.object({
    atMs: z.number(), booked: z.number(), difference: z.number(), percent: z.number().nullable(), isTooLarge: z.boolean(),
  }).nullable(),
});
export type StockRow = z.infer<typeof stockRow>;

export const serviceRow = z.object({
  id: z.string(),
  unit: z.string().nullable(),
  sensor: z.string().nullable(),
  last: z.object({ atMs: z.number(), hours: z.number().nullable(), starts: z.number().nullable() }),
  /** False while nobody said when it was done last. */
  isKnown: z.boolean(),
  due: z.object({
    hoursLeft: z.number().nullable(), daysLeft: z.number().nullable(), startsLeft: z.number().nullable(),
    dueMs: ms, by: z.enum(['hours', 'date', 'starts']), share: z.number(), state: z.enum(['due', 'soon', 'ok']),
  }),
  orderId: z.string().nullable(),
});
export type ServiceRow = z.infer<typeof serviceRow>;

export const pairRow = z.object({
  machine: z.string(),
  everyDays: z.number().nullable(),
  units: z.array(z.object({
    unit: z.string(), hours: z.number().nullable(), running: z.boolean().nullable(), available: z.boolean(), hoursPerDay: z.number().nullable(),
  })),
  advice: z.object({
    differenceH: z.number().nullable(), next: z.string().nullable(), because: z.enum(['hours', 'date']).nullable(),
  }),
  /** Motor that has run alone, and since when; null while none was seen to. */
  turn: z.object({ unit: z.string(), sinceMs: z.number() }).nullable(),
  orderId: z.string().nullable(),
});
export type PairRow = z.infer<typeof pairRow>;

export const costLine = z.object({
  id: z.string(), atMs: z.number(), heading: z.string(), won: z.number(), text: z.string(),
  /** Item of a delivery, whose price it is. */
  item: z.string().nullable(),
  order: z.string().nullable(), by: z.string(),
  /** Not null where it was taken back: why. It no longer counts. */
  withdrawn: z.string().nullable(),
});
export type CostLine = z.infer<typeof costLine>;

export const storesQueries = {
  'stock.items': { params: z.object({}), result: z.array(stockRow) },
  /** What came and went, newest first, with what it did and what was left; taken-back ones too. */
  'stock.moves': {
    params: z.object({ item: z.string(), limit: z.int().min(1).max(1000) }),
    result: z.array(z.object({ move: moveSchema, effect: z.number().nullable(), balance: z.number().nullable() })),
  },
  'stock.versions': { params: z.object({ item: z.string() }), result: z.array(itemVersion) },
  /** Services of motors and sensors, the nearest first, and whose turn it is in each pair. */
  'service.list': {
    params: z.object({ machine: z.string().nullable() }),
    result: z.object({ services: z.array(serviceRow), pairs: z.array(pairRow) }),
  },
  'cost.year': {
    params: z.object({ year: z.int().min(1990).max(2200) }),
    result: z.object({
      headings: z.array(z.object({
        heading: z.string(), planWon: z.number(), spentWon: z.number(), months: z.array(z.number()),
        toDateWon: z.number(), forecastWon: z.number(), basis: z.enum(['rate', 'plan']), overWon: z.number(),
      })),
      lines: z.array(costLine),
      /** Share of the year that is over, and of it that in which costs were booked. */
      elapsed: z.number(),
      watched: z.number(),
    }),
  },
} as const;

export const storesCommands = {
  /** Something came, went or was counted. The same id twice is one move. */
  'stock.move': {
    params: z.object({
      id: recordId,
      item: z.string(),
      kind: z.enum(MOVE_KINDS),
      quantity: z.number().min(-1e6).max(1e6),
      atMs: z.number(),
      order: z.string().nullable(),
      closes: z.string().nullable(),
      supplier: z.string().trim().max(120),
      lot: z.string().trim().max(60),
      /** Of a delivery: after this it should no longer be used. */
      expiresMs: z.number().nullable().default(null),
      costWon: z.number().min(0).max(1e9).nullable(),
      expectedMs: z.number().nullable(),
      note: z.string().trim().max(300),
      who,
    }),
    result: moveSchema,
  },
  /** Counts many items at once: all of them go on the books, or none. */
  'stock.countAll': {
    params: z.object({
      id: recordId,
      counts: z.array(z.object({ item: z.string(), quantity: z.number().min(0).max(1e6) })).min(1).max(500),
      note: z.string().trim().max(300).default(''),
      who,
    }),
    result: z.object({
      lines: z.array(z.object({ item: z.string(), found: z.number(), booked: z.number().nullable() })),
    }),
  },
  'stock.withdraw': { params: z.object({ id: z.string().max(120), reason, who }), result: moveSchema },
  /** Changes what an item is kept by, or adds one. */
  'stock.change': {
    params: z.object({ item: stockItemSchema, supplier: z.string().trim().max(120), reason, who }),
    result: itemVersion,
  },
  /** Goes back to the version before. */
  'stock.back': { params: z.object({ item: z.string(), who }), result: itemVersion },
  /** Takes a part for an order. `leftAfter` counts the shelf at the same time, for a part that was never counted. */
  'work.usePart': {
    params: z.object({
      id: recordId,
      move: recordId,
      item: z.string(),
      quantity: z.number().positive().max(1e6),
      leftAfter: z.number().min(0).max(1e6).nullable(),
      /** Lot it was taken from; empty for what expires first. */
      lot: z.string().trim().max(60).default(''),
      who,
    }),
    result: orderSchema,
  },
  'cost.book': {
    params: z.object({
      id: recordId,
      atMs: z.number(),
      heading: z.string(),
      won: z.number().min(1).max(1e10),
      text: z.string().trim().min(2).max(200),
      order: z.string().nullable(),
      firm: z.string().trim().max(120),
      who,
    }),
    result: costSchema,
  },
  'cost.withdraw': { params: z.object({ id: z.string().max(120), reason, who }), result: costSchema },
  /** Says when a service was done before the app knew of it. */
  'service.done': {
    params: z.object({
      id: recordId,
      service: z.string(),
      unit: z.string().nullable(),
      sensor: z.string().nullable(),
      doneMs: z.number(),
      /** Counter at that time, h; null where nobody wrote it down. */
      hours: z.number().min(0).max(1e6).nullable(),
      who,
    }),
    result: orderSchema,
  },
} as const;
