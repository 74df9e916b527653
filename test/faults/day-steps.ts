import type { Params } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { Round } from '#core/rounds/round.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { COUNTED, FILTER, ORDER_ID, PAC, lookAt, must, roundId } from './day-world.ts';
import type { World } from './day-world.ts';

/** A round, the order it brings, a delivery and a report, step by step, and what each must leave on disk. */

const WHO = 'drill';
const DELIVERY_ID = 'move-delivered';
const PART_ID = 'move-part-used';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export interface DayStep {
  readonly name: string;
  /** What it changes; a later step on the same thing takes its place. */
  readonly key: string;
  readonly call: (client: RpcClient) => Promise<Result<unknown, RpcError>>;
  /** Whether it is there, whole. */
  readonly holds: (world: World) => boolean;
  /** Whether nothing of it is there; left out where an earlier step on the same thing says it. */
  readonly absent?: (world: World) => boolean;
  /** Form it is sent from: what was typed there ends with it, in the same commit. */
  readonly ends?: string;
  /** It takes so long that cuts in its middle are spread over this, ms. */
  readonly takesMs?: number;
}

async function withRound(
  client: RpcClient,
  work: (id: string) => Promise<Result<unknown, RpcError>>,
): Promise<Result<unknown, RpcError>> {
  const id = await roundId(client);
  return id === null ? Promise.reject(new Error('there is no round')) : work(id);
}

const typed = (itemId: string, part: Partial<AnswerDraft>, what: string): DayStep => ({
  name: `round: ${itemId} ${what}`,
  key: `answer:${itemId}`,
  call: (client) =>
    withRound(client, (id) =>
      client.call('rounds.save', { id, itemId, answer: { ...EMPTY_ANSWER, ...part }, who: WHO }),
    ),
  holds: ({ round }) => {
    const answer = round?.answers[itemId];
    return (
      answer !== undefined &&
      Object.entries(part).every(
        ([key, value]) => JSON.stringify(answer[key as 'text']) === JSON.stringify(value),
      )
    );
  },
  absent: ({ round }) => round?.answers[itemId] === undefined,
});

/** Every key stroke of a text is a step of its own. */
const keyByKey = (
  itemId: string,
  field: 'text' | 'why' | 'reason',
  text: string,
  rest: Partial<AnswerDraft> = {},
): DayStep[] =>
  [...text].map((_, i) =>
    typed(itemId, { ...rest, [field]: text.slice(0, i + 1) }, `"${text.slice(0, i + 1)}"`),
  );

const counted = (item: string, quantity: number): DayStep => ({
  name: `stock: ${item} counted`,
  key: `stock:${item}`,
  call: (client) =>
    client.call('stock.move', {
      ...move(item),
      id: `move-counted-${item}`,
      kind: 'counted',
      quantity,
    }),
  holds: (world) => (item === PAC ? world.pac : world.filters) === quantity,
  absent: (world) => (item === PAC ? world.pac : world.filters) === null,
});

const move = (item: string) => ({
  item,
  atMs: Date.now(),
  order: null,
  closes: null,
  supplier: '',
  lot: '',
  costWon: null,
  expectedMs: null,
  note: '',
  who: WHO,
});

const change = (
  name: string,
  what: Params<'work.change'>['change'],
  holds: (order: WorkOrder) => boolean,
): DayStep => ({
  name: `order: ${name}`,
  key: `order:${name}`,
  // Without a number of its own it could be done twice; a person looks first whether it is there.
  call: async (client) => {
    const world = await lookAt(client);
    if (world.order !== null && holds(world.order)) return ok(null);
    return client.call('work.change', { id: ORDER_ID, change: what, who: WHO });
  },
  holds: ({ order }) => order !== null && holds(order),
  absent: ({ order }) => order === null || !holds(order),
});

/** What stands in a form that was not sent yet, key by key. */
const formKeyByKey = (form: string, text: string): DayStep[] =>
  [...text].map((_, i) => ({
    name: `form ${form}: "${text.slice(0, i + 1)}"`,
    key: `form:${form}`,
    call: (client) => client.call('drafts.keep', { key: form, text: text.slice(0, i + 1) }),
    holds: ({ drafts }) => drafts[form] === text.slice(0, i + 1),
    absent: ({ drafts }) => drafts[form] === undefined,
  }));

const over = (state: Round['state'] | undefined): boolean => state === 'done';

export const DAY_STEPS: readonly DayStep[] = [
  counted(FILTER, COUNTED),
  counted(PAC, 900),
  {
    name: 'round: begun',
    key: 'round',
    call: async (client) =>
      (await roundId(client)) === null
        ? client.call('rounds.begin', {
            checklistId: 'daily',
            lineId: null,
            paperMs: null,
            who: WHO,
          })
        : ok(null),
    holds: ({ round }) => round !== null,
    absent: ({ round }) => round === null,
  },
  typed('levels', { choice: 'pass' }, 'in order'),
  typed('look', { choice: 'normal' }, 'in order'),
  ...keyByKey('recirculation', 'text', '4.9'),
  ...keyByKey('saturator', 'text', '3.2'),
  ...keyByKey('saturator', 'why', 'off', { text: '3.2' }),
  typed('tmp-a', { state: 'cannotRead', reason: 'foggy' }, 'cannot be read'),
  typed('tmp-b', { state: 'cannotRead', reason: 'foggy' }, 'cannot be read'),
  typed('blower', { choice: 'fail', reason: 'rattles' }, 'failed'),
  {
    name: 'round: photo',
    key: 'photo',
    call: (client) =>
      withRound(client, async (id) => {
        const kept = await client.call('rounds.attach', {
          id,
          itemId: 'levels',
          name: 'a.png',
          base64: PNG,
          who: WHO,
        });
        if (!kept.ok) return kept;
        const answer = { ...EMPTY_ANSWER, choice: 'pass', attachments: [kept.value.attachmentId] };
        return client.call('rounds.save', { id, itemId: 'levels', answer, who: WHO });
      }),
    holds: ({ round }) => (round?.answers['levels']?.attachments.length ?? 0) === 1,
    absent: ({ round }) => (round?.answers['levels']?.attachments.length ?? 0) === 0,
  },
  typed('flow', { state: 'cannotRead', reason: 'no key' }, 'cannot be read'),
  {
    name: 'round: paused',
    key: 'pace',
    call: (client) => withRound(client, (id) => client.call('rounds.pause', { id, who: WHO })),
    holds: ({ round }) => round?.state === 'paused',
    absent: ({ round }) => round?.state === 'running',
  },
  {
    name: 'round: resumed',
    key: 'pace',
    call: (client) => withRound(client, (id) => client.call('rounds.resume', { id, who: WHO })),
    holds: ({ round }) => round?.state === 'running' || over(round?.state),
  },
  {
    name: 'round: finished',
    key: 'end',
    call: (client) => withRound(client, (id) => client.call('rounds.complete', { id, who: WHO })),
    // The orders it asks for are opened after it is on disk, and made up for at the next start.
    holds: (world) =>
      over(world.round?.state) && world.readings.length === 2 && world.fromRound.length === 2,
    absent: (world) =>
      !over(world.round?.state) && world.readings.length === 0 && world.fromRound.length === 0,
    takesMs: 40,
  },
  ...formKeyByKey('order-new', 'Chang'),
  {
    name: 'order: opened',
    key: 'order',
    call: (client) =>
      client.call(
        'work.open',
        {
          id: ORDER_ID,
          title: 'Change the filter',
          description: 'rattles',
          place: { machine: null, unit: null, tank: null, sensor: null },
          priority: 'normal',
          dueMs: null,
          service: null,
          steps: [],
          who: WHO,
        },
        'order-new',
      ),
    holds: ({ order, drafts }) => order !== null && drafts['order-new'] === undefined,
    absent: ({ order, drafts }) => order === null && drafts['order-new'] === 'Chang',
    ends: 'order-new',
  },
  ...formKeyByKey('order-note', 'belt'),
  change('begun', { type: 'start' }, ({ state }) => state !== 'open' && state !== 'assigned'),
  {
    name: 'order: part used',
    // The count of the shelf is followed by this one: what was counted no longer stands by itself.
    key: `stock:${FILTER}`,
    call: (client) =>
      client.call('work.usePart', {
        id: ORDER_ID,
        move: PART_ID,
        item: FILTER,
        quantity: 1,
        leftAfter: null,
        who: WHO,
      }),
    holds: ({ order, filters }) => order?.parts.length === 1 && filters === COUNTED - 1,
    absent: ({ order, filters }) => (order?.parts.length ?? 0) === 0 && filters === COUNTED,
  },
  change('note', { type: 'note', text: 'belt is fine' }, ({ notes }) =>
    notes.some(({ text }) => text === 'belt is fine'),
  ),
  change('minutes', { type: 'minutes', minutes: 15 }, ({ minutes }) => minutes === 15),
  change(
    'finished',
    { type: 'finish', text: 'quiet again', without: '' },
    ({ state }) => state === 'done',
  ),
  ...formKeyByKey('stock-move:pac', '4000'),
  {
    name: 'stock: delivered',
    key: `stock:${PAC}`,
    call: (client) =>
      client.call(
        'stock.move',
        {
          ...move(PAC),
          id: DELIVERY_ID,
          kind: 'received',
          quantity: 4000,
          lot: 'L-1',
          costWon: 1_000_000,
        },
        'stock-move:pac',
      ),
    holds: ({ pac, drafts }) =>
      Math.round(pac ?? 0) === 4900 && drafts['stock-move:pac'] === undefined,
    absent: ({ pac, drafts }) => Math.round(pac ?? 0) === 900 && drafts['stock-move:pac'] === '4000',
    ends: 'stock-move:pac',
  },
  {
    name: 'report: made',
    key: 'report',
    call: (client) =>
      client.call('reports.make', {
        kind: 'shift',
        atMs: Date.now(),
        subject: null,
        remarks: 'weekly cleaning done',
        who: WHO,
      }),
    holds: ({ reports, reportText }) =>
      reports.length === 1 && reportText.includes('weekly cleaning done'),
    absent: ({ reports }) => reports.length === 0,
    takesMs: 900,
  },
  {
    name: 'report: file',
    key: 'file',
    call: async (client) => {
      const { rows } = await must(client, 'reports.list', {
        kind: 'shift',
        beforeSeq: null,
        limit: 1,
      });
      const file = await client.call('reports.file', {
        id: rows[0]?.id ?? '',
        language: 'en',
        format: 'pdf',
      });
      if (!file.ok) return file;
      const bytes = Buffer.from(file.value.base64, 'base64');
      if (
        bytes.subarray(0, 5).toString('latin1') !== '%PDF-' ||
        !bytes.subarray(-1024).includes('%%EOF')
      )
        throw new Error('the file of the report is not whole');
      return file;
    },
    holds: ({ reports }) => reports.length === 1,
    takesMs: 1500,
  },
];
