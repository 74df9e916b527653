import { z } from 'zod';
import { localText } from '#core/plant/common.ts';
import { lockRecord } from '#core/work/lock.ts';
import { orderChange, orderPlace, orderSchema, ORDER_PRIORITIES } from '#core/work/order.ts';
import { storesCommands, storesQueries } from './stores.ts';

/** Work orders, locks, spare parts, chemicals, costs. */

const who = z.string().trim().min(1).max(80);
const orderId = z.string().min(8).max(64);

/** Who it is, once more: asked for where people are set up, so that nobody locks or lifts at a screen somebody left open. */
const proof = z
  .object({
    how: z.enum(['password', 'pin']),
    password: z.string().max(200),
    code: z.string().trim().max(20).nullable(),
  })
  .nullable()
  .default(null);

const MANAGED: readonly string[] = ['assign', 'cancel', 'reopen'];
const isManaged = ({ type }: { readonly type: string }): boolean => MANAGED.includes(type);

export const workQueries = {
  /** Orders still to be done, most urgent first, and the latest of those that are over. */
  'work.orders': {
    params: z.object({
      /** Only of this machine (all its units), for its whole life. */
      machine: z.string().nullable(),
      closed: z.int().min(0).max(2000),
    }),
    result: z.object({ open: z.array(orderSchema), closed: z.array(orderSchema), closedTotal: z.int() }),
  },
  /** Every version of one order, newest first. */
  'work.versions': { params: z.object({ id: orderId }), result: z.array(orderSchema) },
  /** Locks that hang and those that were lifted, newest first; of one motor or of all. */
  'lock.list': {
    params: z.object({ unit: z.string().nullable(), limit: z.int().min(1).max(500) }),
    result: z.array(lockRecord),
  },
  ...storesQueries,
} as const;

export const workCommands = {
  /** Opens an order. The same id twice is one order: a second try after a lost answer opens nothing new. */
  'work.open': {
    params: z.object({
      id: orderId,
      title: z.string().trim().min(3).max(160),
      description: z.string().trim().max(2000),
      place: orderPlace,
      priority: z.enum(ORDER_PRIORITIES),
      dueMs: z.number().nullable(),
      service: z.string().nullable(),
      steps: z.array(z.object({ id: z.string(), text: localText })).max(40),
      who,
    }),
    result: orderSchema,
  },
  /** Work on an order: take it, start, wait, tick a step, write, finish, check. */
  'work.change': {
    params: z.object({
      id: orderId,
      change: orderChange.refine((change) => !isManaged(change), 'belongs to work.manage'),
      who,
    }),
    result: orderSchema,
  },
  /** Give it to somebody, cancel it, open it again. */
  'work.manage': {
    params: z.object({
      id: orderId,
      change: orderChange.refine(isManaged, 'belongs to work.change'),
      who,
    }),
    result: orderSchema,
  },
  /** A photo or file of the work; read again with `rounds.attachment`. */
  'work.attach': {
    params: z.object({
      id: orderId,
      name: z.string().trim().min(1).max(120),
      base64: z.string().min(1).max(1_400_000),
      who,
    }),
    result: orderSchema,
  },
  /** Locks a motor with a tag: no start goes through until it is lifted. Answers when it is on disk; in force from the call on. */
  'lock.place': {
    params: z.object({
      id: orderId,
      unit: z.string(),
      lockTag: z.string().trim().min(1).max(20),
      reason: z.string().trim().min(3).max(200),
      expectedEndMs: z.number().nullable(),
      order: z.string().nullable(),
      switchedOff: z.boolean(),
      proof,
      who,
    }),
    result: lockRecord,
  },
  /** Lifts one's own lock. */
  'lock.lift': { params: z.object({ id: orderId, proof, who }), result: lockRecord },
  /** Lifts a lock of somebody else. */
  'lock.liftOthers': {
    params: z.object({ id: orderId, reason: z.string().trim().min(5).max(300), proof, who }),
    result: lockRecord,
  },
  ...storesCommands,
} as const;

export const workEvents = {
  /** Orders, locks or stock changed; lists on screen ask again. */
  work: z.object({ change: z.int() }),
} as const;
