import { z } from 'zod';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { localText, slug } from '../plant/common.ts';

/**
 * A work order (entry kind `workOrder`, `tsMs` = `openedMs`): what is to be done on which machine,
 * why, by whom, and what it took. Every change is a new version, so a machine keeps its whole life.
 */
export const ORDER_STATES = [
  'open',
  'assigned',
  'inWork',
  'waiting',
  'done',
  'checked',
  'cancelled',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** From stop everything to when there is time. */
export const ORDER_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type OrderPriority = (typeof ORDER_PRIORITIES)[number];

/** What asked for the work. `id` names the round's item, the alarm, the finding, the service and so on. */
export const ORDER_SOURCES = [
  'person',
  'round',
  'alarm',
  'finding',
  'calibration',
  'score',
  'hours',
  'starts',
  'date',
  'stock',
  'alternation',
] as const;
export type OrderSourceKind = (typeof ORDER_SOURCES)[number];

export const WAITING_FOR = ['parts', 'firm', 'other'] as const;
export type WaitingFor = (typeof WAITING_FOR)[number];

export const orderSource = z.strictObject({
  kind: z.enum(ORDER_SOURCES),
  id: z.string().min(1).max(120),
});
export type OrderSource = z.infer<typeof orderSource>;

/** What it concerns; all null for work on the plant as a whole. */
export const orderPlace = z.strictObject({
  /** Row of the machine list. */
  machine: z.string().nullable(),
  /** Motor of that machine. */
  unit: z.string().nullable(),
  tank: z.string().nullable(),
  /** Tag of the sensor. */
  sensor: z.string().nullable(),
});
export type OrderPlace = z.infer<typeof orderPlace>;
export const NO_PLACE: OrderPlace = { machine: null, unit: null, tank: null, sensor: null };

const signed = z.strictObject({ by: z.string(), atMs: z.number() });
const orderStep = z.strictObject({
  id: slug,
  text: localText,
  done: signed.nullable(),
});

export const partUsed = z.strictObject({
  /** Id of the stock move that took it off the shelf. */
  move: z.string(),
  item: z.string(),
  quantity: z.number().positive(),
});
const MOST_NOTES = 500;
/** What the engine notes by itself; the text beside it holds figures and names only, the words are the window's. */
export const ENGINE_NOTES = ['scoreRecovered', 'turnTaken', 'stockEnough'] as const;
export type EngineNote = (typeof ENGINE_NOTES)[number];
const note = signed.extend({
  text: z.string().min(1).max(1000),
  code: z.enum(ENGINE_NOTES).optional(),
});

export const orderSchema = z.strictObject({
  id: z.string().min(8).max(64),
  /** Counts the orders of this plant from 1; what people say to each other. */
  number: z.int().min(1),
  state: z.enum(ORDER_STATES),
  waitingFor: z.enum(WAITING_FOR).nullable(),
  priority: z.enum(ORDER_PRIORITIES),
  /** Words of the profile, or those of a person in both places. */
  title: localText,
  description: z.string().max(2000),
  place: orderPlace,
  source: orderSource,
  openedMs: z.number(),
  dueMs: z.number().nullable(),
  /** Service of `stores.json` that this order carries out, if any. */
  service: z.string().nullable(),
  steps: z.array(orderStep).max(40),
  assignee: z.string().nullable(),
  /** Outside firm that was called in. */
  firm: z.string().max(120),
  minutes: z.number().min(0),
  costWon: z.number().min(0),
  parts: z.array(partUsed).max(200),
  notes: z.array(note).max(MOST_NOTES),
  attachments: z.array(z.string()).max(50),
  /** Times the same cause came again while this order stood open. */
  repeats: z.int().min(0),
  lastRepeatMs: z.number().nullable(),
  done: signed
    .extend({
      note: z.string().max(1000),
      /** Counters of the unit at that time: the next service counts from here. */
      hours: z.number().nullable(),
      starts: z.number().nullable(),
      /** The machine was replaced: every service of it counts from here, and its counters begin at these. */
      replaced: z.boolean().default(false),
    })
    .nullable(),
  checked: signed.nullable(),
  /** Who brought this version about, when, and the reason where one was asked for. */
  by: z.string().min(1).max(80),
  atMs: z.number(),
  reason: z.string().max(300),
});
export type WorkOrder = z.infer<typeof orderSchema>;

/** One change of an order by a person. */
export const orderChange = z.discriminatedUnion('type', [
  /** Takes it for oneself. */
  z.strictObject({ type: z.literal('take') }),
  z.strictObject({ type: z.literal('assign'), to: z.string().trim().min(1).max(80).nullable() }),
  z.strictObject({ type: z.literal('start') }),
  z.strictObject({
    type: z.literal('wait'),
    for: z.enum(WAITING_FOR),
    text: z.string().trim().max(300),
  }),
  z.strictObject({ type: z.literal('step'), step: z.string(), done: z.boolean() }),
  z.strictObject({ type: z.literal('note'), text: z.string().trim().min(1).max(1000) }),
  z.strictObject({ type: z.literal('minutes'), minutes: z.number().min(1).max(1440) }),
  z.strictObject({
    type: z.literal('plan'),
    description: z.string().trim().max(2000),
    priority: z.enum(ORDER_PRIORITIES),
    dueMs: z.number().nullable(),
    firm: z.string().trim().max(120),
  }),
  /** `without` says why steps stay open, where some do. */
  z.strictObject({
    type: z.literal('finish'),
    text: z.string().trim().max(1000),
    without: z.string().trim().max(300),
    /** A new machine stands in the old one's place: what its counters read then. */
    replaced: z
      .object({ hours: z.number().min(0).max(1e6).nullable() })
      .nullable()
      .default(null),
  }),
  z.strictObject({ type: z.literal('check') }),
  z.strictObject({ type: z.literal('cancel'), reason: z.string().trim().min(3).max(300) }),
  z.strictObject({ type: z.literal('reopen'), reason: z.string().trim().min(3).max(300) }),
]);
export type OrderChange = z.infer<typeof orderChange>;

const CLOSED: readonly OrderState[] = ['done', 'checked', 'cancelled'];
/** Whether work on it is still to come. */
export const isOpen = (order: Pick<WorkOrder, 'state'>): boolean => !CLOSED.includes(order.state);

/** From which states a change may be made; what is not named here may be made in every open state. */
const FROM: Partial<Record<OrderChange['type'], readonly OrderState[]>> = {
  start: ['open', 'assigned', 'waiting'],
  check: ['done'],
  reopen: ['done', 'checked', 'cancelled'],
  note: ORDER_STATES,
};

/** Why a change cannot be made. */
export interface OrderProblem {
  readonly code:
    'state' | 'unknownStep' | 'stepsOpen' | 'sameChecker' | 'nothing' | 'replacedReason';
  readonly state: OrderState;
}

/** Running counters of the order's unit at this instant; null where it has none or they are not known. */
export interface Counters {
  readonly hours: number | null;
  readonly starts: number | null;
}

/**
 * The next version of an order after a change of a person.
 * @param who name of the person
 * @returns the version, or why it cannot be made
 */
export function changeOrder(
  order: WorkOrder,
  change: OrderChange,
  who: string,
  atMs: number,
  counters: Counters,
): Result<WorkOrder, OrderProblem> {
  const problem = (code: OrderProblem['code']): Result<never, OrderProblem> =>
    err({ code, state: order.state });
  const from = FROM[change.type];
  if (from === undefined ? !isOpen(order) : !from.includes(order.state)) return problem('state');
  const next = (fields: Partial<WorkOrder>): Result<WorkOrder, OrderProblem> =>
    ok({ ...order, by: who, atMs, reason: '', ...fields });
  const withNote = (text: string): WorkOrder['notes'] =>
    text === '' ? order.notes : withNoteOf(order, { by: who, atMs, text });
  switch (change.type) {
    case 'take':
      return order.assignee === who ? problem('nothing') : next(assigned(order, who));
    case 'assign':
      return order.assignee === change.to ? problem('nothing') : next(assigned(order, change.to));
    case 'start':
      return next({ state: 'inWork', waitingFor: null, assignee: order.assignee ?? who });
    case 'wait':
      return next({ state: 'waiting', waitingFor: change.for, notes: withNote(change.text) });
    case 'step': {
      if (!order.steps.some(({ id }) => id === change.step)) return problem('unknownStep');
      const steps = order.steps.map((each) =>
        each.id === change.step ? { ...each, done: change.done ? { by: who, atMs } : null } : each,
      );
      return next({ steps });
    }
    case 'note':
      return next({ notes: withNote(change.text) });
    case 'minutes':
      return next({ minutes: order.minutes + change.minutes });
    case 'plan': {
      const { description, priority, dueMs, firm } = change;
      const same =
        description === order.description &&
        priority === order.priority &&
        dueMs === order.dueMs &&
        firm === order.firm;
      return same ? problem('nothing') : next({ description, priority, dueMs, firm });
    }
    case 'finish':
      if (order.steps.some(({ done }) => done === null) && change.without === '')
        return problem('stepsOpen');
      // Counters that begin anew change every outlook: somebody must be able to read why.
      if (change.replaced !== null && change.text.length < 3) return problem('replacedReason');
      return next({
        state: 'done',
        waitingFor: null,
        assignee: order.assignee ?? who,
        done: {
          by: who,
          atMs,
          note: change.text,
          ...(change.replaced === null ? counters : { hours: change.replaced.hours, starts: null }),
          replaced: change.replaced !== null,
        },
        reason: change.without,
      });
    case 'check':
      return order.done?.by === who
        ? problem('sameChecker')
        : next({ state: 'checked', checked: { by: who, atMs } });
    case 'cancel':
      return next({ state: 'cancelled', waitingFor: null, reason: change.reason });
    case 'reopen':
      return next({
        state: order.assignee === null ? 'open' : 'assigned',
        done: null,
        checked: null,
        reason: change.reason,
      });
  }
}

/** The notes of an order with one more; the oldest give way. */
export const withNoteOf = (
  order: Pick<WorkOrder, 'notes'>,
  added: WorkOrder['notes'][number],
): WorkOrder['notes'] => [...order.notes.slice(1 - MOST_NOTES), added];

/** Who it is for; one that is under way stays under way. */
function assigned(order: WorkOrder, to: string | null): Partial<WorkOrder> {
  const waits = order.state === 'open' || order.state === 'assigned';
  return { assignee: to, state: waits ? (to === null ? 'open' : 'assigned') : order.state };
}

/** What became of the cause of an order without anybody's work on the order. */
export interface Settled {
  readonly code: EngineNote;
  /** Figures or a name, in no language. */
  readonly text: string;
  /** How an order ends that nobody has begun. */
  readonly as: 'done' | 'cancelled';
  /** States in which nobody has begun it. */
  readonly from: readonly OrderState[];
}

/**
 * The next version of an order whose cause is gone by itself: over while nobody has begun it, else a
 * note, once.
 * @returns null when nothing is to be said any more
 */
export function settleOrder(
  order: WorkOrder,
  { code, text, as, from }: Settled,
  atMs: number,
  counters: Counters,
): WorkOrder | null {
  const isOver = from.includes(order.state);
  if (!isOpen(order) || (!isOver && order.notes.some((each) => each.code === code))) return null;
  const by = 'engine';
  const noted: WorkOrder = {
    ...order,
    notes: withNoteOf(order, { by, atMs, text, code }),
    by,
    atMs,
    reason: '',
  };
  if (!isOver) return noted;
  return as === 'cancelled'
    ? { ...noted, state: 'cancelled', waitingFor: null }
    : {
        ...noted,
        state: 'done',
        waitingFor: null,
        done: { by, atMs, note: '', ...counters, replaced: false },
      };
}

const RANK: Readonly<Record<OrderPriority, number>> = { urgent: 0, high: 1, normal: 2, low: 3 };

/** Order of a list by urgency: overdue ones first, then priority, then the due date, then age. */
export function byUrgency(nowMs: number): (a: WorkOrder, b: WorkOrder) => number {
  const late = (order: WorkOrder): number =>
    isOpen(order) && order.dueMs !== null && order.dueMs < nowMs ? 0 : 1;
  return (a, b) =>
    late(a) - late(b) ||
    RANK[a.priority] - RANK[b.priority] ||
    (a.dueMs ?? Number.POSITIVE_INFINITY) - (b.dueMs ?? Number.POSITIVE_INFINITY) ||
    a.openedMs - b.openedMs ||
    a.number - b.number;
}
