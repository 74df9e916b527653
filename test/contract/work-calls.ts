import { expect } from 'vitest';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { NO_PLACE } from '#core/work/order.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

export interface WorkRig {
  readonly ask: <N extends CallName>(name: N, params: Params<N>) => Promise<ResultOf<N>>;
  readonly refusal: <N extends CallName>(name: N, params: Params<N>) => Promise<RpcError | null>;
  readonly profile: PlantProfile;
  readonly nowMs: () => number;
}

/** Every call on orders, locks, stock, services and costs, over the socket. */
export async function workCalls({ ask, refusal, profile, nowMs }: WorkRig): Promise<void> {
  const who = 'kim';
  const order = await ask('work.open', {
    id: 'order-000001',
    title: 'Filter',
    description: '',
    place: { ...NO_PLACE, unit: 'B-401A' },
    priority: 'high',
    dueMs: null,
    service: null,
    steps: [],
    who,
  });
  expect(order).toMatchObject({ state: 'open', place: { machine: 'blower' } });
  await ask('work.change', { id: order.id, change: { type: 'start' }, who });
  const assigned = { type: 'assign', to: 'lee' } as const;
  expect((await refusal('work.change', { id: order.id, change: assigned, who }))?.code).toBe(
    'badRequest',
  );
  await ask('work.manage', { id: order.id, change: assigned, who });
  const plan = {
    type: 'plan',
    description: 'loud',
    priority: 'urgent',
    dueMs: nowMs(),
    firm: '',
  } as const;
  expect((await ask('work.change', { id: order.id, change: plan, who })).priority).toBe('urgent');
  expect((await refusal('work.change', { id: order.id, change: plan, who }))?.messageCode).toBe(
    'work.nothing',
  );
  const used = await ask('work.usePart', {
    id: order.id,
    move: 'move-000001',
    item: 'blower-filter',
    quantity: 1,
    leftAfter: 9,
    who,
  });
  expect(used.parts).toHaveLength(1);
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]).toString('base64');
  const [photo = ''] = (
    await ask('work.attach', { id: order.id, name: 'seal.png', base64: png, who })
  ).attachments;
  expect((await ask('rounds.attachment', { id: photo })).base64).toBe(png);
  expect(
    (await refusal('work.attach', { id: order.id, name: 'seal.exe', base64: 'TVo=', who }))
      ?.messageCode,
  ).toBe('rounds.fileKind');
  expect((await ask('work.versions', { id: order.id })).map(({ state }) => state)).toEqual([
    'inWork',
    'inWork',
    'inWork',
    'inWork',
    'inWork',
    'open',
  ]);
  const orders = await ask('work.orders', { machine: 'blower', closed: 10 });
  expect(orders.open.map(({ id }) => id)).toContain(order.id);

  const lock = await ask('lock.place', {
    id: 'lock-000001',
    unit: 'P-101A',
    lockTag: 'LO-1',
    reason: 'seal kit',
    expectedEndMs: null,
    order: null,
    switchedOff: true,
    who,
  });
  expect((await ask('status.get', {})).locks?.map(({ id }) => id)).toEqual([lock.id]);
  expect((await refusal('lock.lift', { id: lock.id, who: 'lee' }))?.messageCode).toBe(
    'lock.notOwner',
  );
  await ask('lock.liftOthers', { id: lock.id, reason: 'left the plant', who: 'lee' });
  const again = await ask('lock.place', {
    id: 'lock-000002',
    unit: 'P-101A',
    lockTag: 'LO-1',
    reason: 'seal kit',
    expectedEndMs: null,
    order: null,
    switchedOff: true,
    who,
  });
  await ask('lock.lift', { id: again.id, who });
  expect(await ask('lock.list', { unit: 'P-101A', limit: 10 })).toHaveLength(2);

  const move = {
    item: 'pac',
    order: null,
    closes: null,
    supplier: '',
    lot: '',
    costWon: null,
    expectedMs: null,
    note: '',
    who,
  };
  await ask('stock.move', {
    ...move,
    id: 'move-000002',
    kind: 'counted',
    quantity: 4500,
    atMs: nowMs(),
  });
  const wrong = await ask('stock.move', {
    ...move,
    id: 'move-000003',
    kind: 'received',
    quantity: 500,
    costWon: 200_000,
    atMs: nowMs(),
  });
  await ask('stock.withdraw', { id: wrong.id, reason: 'twice', who });
  const moves = await ask('stock.moves', { item: 'pac', limit: 10 });
  expect(moves.map(({ move: each, balance }) => [each.state, balance])).toEqual([
    ['withdrawn', null],
    ['valid', 4500],
  ]);
  const pac = profile.stores.items.find(({ id }) => id === 'pac')!;
  const sheet = {
    id: 'count-000001',
    counts: [
      { item: 'pac', quantity: 4400 },
      { item: 'ph-sensor', quantity: 1 },
    ],
    who,
  };
  const counted = await ask('stock.countAll', sheet);
  expect(counted.lines).toEqual([
    { item: 'pac', found: 4400, booked: 4500 },
    { item: 'ph-sensor', found: 1, booked: null },
  ]);
  await ask('stock.countAll', sheet);
  expect(await ask('stock.moves', { item: 'ph-sensor', limit: 10 })).toHaveLength(1);
  expect(
    (
      await refusal('stock.countAll', {
        id: 'count-000002',
        counts: [
          { item: 'pac', quantity: 10 },
          { item: 'nothing', quantity: 1 },
        ],
        who,
      })
    )?.messageCode,
  ).toBe('stock.unknown');
  await ask('stock.change', {
    item: { ...pac, minimum: 3000 },
    supplier: 'Hanbat',
    reason: 'two weeks',
    who,
  });
  const rows = await ask('stock.items', {});
  expect(rows.find(({ item }) => item.id === 'pac')).toMatchObject({
    isChanged: true,
    supplier: 'Hanbat',
    stock: { quantity: 4400 },
    item: { minimum: 3000 },
  });
  expect(
    (
      await refusal('stock.change', {
        item: { ...pac, id: 'crane', chemical: null, machines: ['noSuchPump'] },
        supplier: '',
        reason: 'new',
        who,
      })
    )?.messageCode,
  ).toBe('stock.badPlace');
  await ask('stock.back', { item: 'pac', who });
  expect(await ask('stock.versions', { item: 'pac' })).toHaveLength(2);
  expect((await ask('stock.items', {})).find(({ item }) => item.id === 'pac')?.item).toEqual(pac);

  await ask('service.done', {
    id: 'order-000002',
    service: 'blower-filter',
    unit: 'B-401B',
    sensor: null,
    doneMs: nowMs() - 1000,
    hours: 0,
    who,
  });
  const { services, pairs } = await ask('service.list', { machine: 'blower' });
  expect(
    services.find(({ id, unit }) => id === 'blower-filter' && unit === 'B-401B')?.isKnown,
  ).toBe(true);
  expect(pairs.map(({ machine }) => machine)).toEqual(['blower']);

  const cost = await ask('cost.book', {
    id: 'cost-000001',
    atMs: nowMs(),
    heading: 'reserve',
    won: 50_000,
    text: 'crane',
    order: order.id,
    firm: 'Hanbat',
    who,
  });
  const year = new Date(nowMs()).getUTCFullYear();
  expect((await ask('cost.year', { year })).lines.map(({ won }) => won)).toEqual([50_000]);
  await ask('cost.withdraw', { id: cost.id, reason: 'not ours', who });
  const after = await ask('cost.year', { year });
  expect(after.lines.map(({ withdrawn }) => withdrawn)).toEqual(['not ours']);
  expect(after.headings.every(({ spentWon }) => spentWon === 0)).toBe(true);
  const found = await ask('work.orders', { machine: 'blower', closed: 10 });
  expect(found.open.find(({ id }) => id === order.id)?.costWon).toBe(0);
}
