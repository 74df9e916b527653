import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderChange, OrderSourceKind, WorkOrder } from '#core/work/order.ts';
import { PartDesk } from '#engine/app/work/part-desk.ts';
import { AskingRig, DAY, HOUR, smallStores } from './asking-rig.ts';
import { entry, moveRequest } from './work-rig.ts';

/** What asks for work by itself, over months, restarts, power cuts and clocks that jump. */
const profile = smallStores();
const startMs = Date.UTC(2026, 5, 2);
const TAG = 'AIT-401.pv';
let rig: AskingRig;
beforeEach(async () => {
  rig = new AskingRig(profile, startMs);
  rig.set({ 'B-401A.hours': 5000, 'B-401B.hours': 5000, 'B-401A.starts': 40, 'B-401B.starts': 40 });
  rig.set({ 'B-401A.run': 1, 'B-401B.run': 0 });
  await rig.look();
});

const of = (kind: OrderSourceKind, isClosed = false): readonly WorkOrder[] =>
  rig.orders.book
    .all()
    .filter(
      ({ source, state }) =>
        source.kind === kind && (isClosed || !['done', 'checked', 'cancelled'].includes(state)),
    );
const one = (kind: OrderSourceKind): WorkOrder => {
  const found = of(kind);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const finish: OrderChange = { type: 'finish', text: '', without: '', replaced: null };
const end = async (order: WorkOrder, change: OrderChange = finish): Promise<void> => {
  const ended = await rig.orders.change(order.id, change, 'Kim');
  expect(ended.ok).toBe(true);
};
const run = (unit: string, hours: number): void => {
  rig.set({ [`${unit}.hours`]: rig.read(`${unit}.hours`) + hours });
};

describe('a service', () => {
  it('is asked for once by its hours, not again by a look, a start or a clock set back, and anew after its next hours', async () => {
    await rig.look();
    expect(of('hours')).toEqual([]);
    run('B-401A', 100);
    await rig.look();
    const first = one('hours');
    expect(first).toMatchObject({ service: 'by-hours', place: { unit: 'B-401A' }, number: 1 });
    await rig.look();
    rig.start();
    await rig.look();
    rig.nowMs -= 400 * DAY;
    await rig.look();
    expect(one('hours')).toMatchObject({ id: first.id, repeats: 0 });
    rig.nowMs += 400 * DAY;
    await end(first);
    run('B-401A', 99);
    await rig.look();
    expect(of('hours')).toEqual([]);
    run('B-401A', 1);
    await rig.look();
    expect(one('hours').number).toBe(2);
  });

  it('that a person turned down asks again after a week, whatever makes it due then', async () => {
    rig.set({ 'B-401A.starts': 60 });
    await rig.look();
    await end(one('starts'), { type: 'cancel', reason: 'not now' });
    rig.nowMs += 6 * DAY;
    run('B-401A', 350);
    await rig.look();
    expect([...of('starts'), ...of('date')]).toEqual([]);
    expect(of('hours').map(({ service }) => service)).toEqual(['by-hours']);
    rig.nowMs += DAY;
    await rig.look();
    expect(
      rig.services.lines().find(({ service }) => service.id === 'by-any')!.order,
    ).not.toBeNull();
  });

  it('counts from the next reading where nobody could read the counter when it was done', async () => {
    run('B-401A', 100);
    await rig.look();
    const order = one('hours');
    const hours = rig.read('B-401A.hours');
    rig.set({ 'B-401A.hours': null });
    await end(order);
    await rig.look();
    rig.set({ 'B-401A.hours': hours + 5 });
    await rig.look();
    expect(of('hours')).toEqual([]);
    run('B-401A', 100);
    rig.start();
    await rig.look();
    expect(one('hours').number).toBe(2);
  });

  it('done under a clock that ran years ahead does not wait for those years', async () => {
    rig.nowMs += 31 * DAY;
    await rig.look();
    rig.nowMs += 3000 * DAY;
    await end(one('date'));
    rig.nowMs -= 2995 * DAY;
    await rig.look();
    expect(of('date')).toEqual([]);
    rig.start();
    rig.nowMs += 31 * DAY;
    await rig.look();
    expect(of('date').map(({ service }) => service)).toContain('by-date');
  });

  it('from before the program is written down in one piece, so that a power cut leaves no order behind', async () => {
    const asked = {
      id: 'order-before-1',
      service: 'by-hours',
      unit: 'B-401A',
      sensor: null,
      doneMs: startMs - 10 * DAY,
      hours: 4950,
      who: 'Kim',
    };
    const parts = new PartDesk({
      profile,
      orders: rig.orders,
      stock: rig.stock,
      costs: rig.costs,
      nowMs: () => rig.nowMs,
      counters: () => ({ hours: 5000, starts: null }),
    });
    const ahead = await parts.doneBefore({ ...asked, hours: 5001 });
    expect(ahead).toMatchObject({
      error: { messageCode: 'work.hoursAhead', params: { now: 5000 } },
    });
    rig.history.commitsLeft = 1;
    expect(await parts.doneBefore(asked)).toMatchObject({ ok: true });
    rig.history.commitsLeft = Number.POSITIVE_INFINITY;
    rig.start();
    await rig.look();
    expect(await rig.onDisk()).toEqual([]);
    expect(rig.services.lines().find(({ isKnown }) => isKnown)?.due.hoursLeft).toBe(50);
  });
});

describe('a pair', () => {
  it('asks for the turn of the other after its week, by what ran and not by who started it, and is done when that one runs', async () => {
    rig.nowMs += 6 * DAY;
    await rig.look();
    expect(of('alternation')).toEqual([]);
    rig.start();
    rig.nowMs += DAY + HOUR;
    await rig.look();
    await rig.look();
    expect(one('alternation').place.unit).toBe('B-401B');
    rig.set({ 'B-401A.run': 0, 'B-401B.run': 1 });
    await rig.jobs.tick();
    expect(of('alternation')).toEqual([]);
    expect(of('alternation', true)[0]).toMatchObject({
      state: 'done',
      done: { by: 'engine', hours: 5000 },
      notes: [{ by: 'engine', code: 'turnTaken', text: 'B-401B' }],
    });
    rig.nowMs += 7 * DAY;
    await rig.look();
    expect(one('alternation').place.unit).toBe('B-401A');
  });

  it('asks when its hours are too far apart, not while the other one is locked or both run', async () => {
    run('B-401A', 337);
    rig.set({ 'B-401B.run': 1 });
    await rig.look();
    expect(of('alternation')).toEqual([]);
    rig.set({ 'B-401B.run': 0, 'B-401B.fault': 1 });
    await rig.look();
    expect(of('alternation')).toEqual([]);
    rig.set({ 'B-401B.fault': 0 });
    await rig.look();
    expect(one('alternation')).toMatchObject({ place: { unit: 'B-401B', machine: 'blower' } });
  });
});

describe('a score', () => {
  it('asks after a low day, ends by itself when it is good again, and is only noted on an order somebody has begun', async () => {
    await rig.scored(TAG, 30);
    await rig.look();
    expect(one('score')).toMatchObject({ place: { sensor: TAG }, description: '30 / 100' });
    rig.nowMs += DAY;
    await rig.scored(TAG, 55);
    await rig.look();
    expect(one('score').notes).toEqual([]);
    rig.nowMs += DAY;
    await rig.scored(TAG, 90);
    await rig.look();
    expect(of('score', true)[0]).toMatchObject({
      state: 'cancelled',
      notes: [{ code: 'scoreRecovered', text: '90 / 100' }],
    });
    rig.nowMs += 2 * DAY;
    await rig.scored(TAG, 20);
    await rig.look();
    expect(of('score')).toEqual([]);
    rig.nowMs += 6 * DAY;
    await rig.scored(TAG, 20);
    await rig.look();
    const again = one('score');
    await end(again, { type: 'start' });
    rig.nowMs += DAY;
    await rig.scored(TAG, 95);
    await rig.look();
    await rig.look();
    expect(one('score')).toMatchObject({ state: 'inWork', notes: [{ code: 'scoreRecovered' }] });
  });
});

describe('a calibration', () => {
  const calibration = (state: 'due' | 'done' | 'dropped', atMs: number) =>
    rig.store([
      entry('calibration', 'calibration-1', atMs, {
        id: 'calibration-1',
        tag: TAG,
        state,
        cause: 'drift',
        dueMs: startMs,
        doneMs: state === 'done' ? atMs : null,
        sensorValue: 2.4,
        referenceValue: 2,
        readingIds: [],
        errorBefore: null,
        errorAfter: null,
        by: state === 'due' ? 'engine' : 'person:Lee',
        atMs,
        reason: state === 'dropped' ? 'sensor is out' : '',
      }),
    ]);

  it('has its order, which ends with it; one that was turned down asks again after a week', async () => {
    await calibration('due', startMs);
    await rig.look();
    await rig.look();
    await end(one('calibration'), { type: 'cancel', reason: 'no buffer left' });
    rig.nowMs += 2 * DAY;
    await rig.look();
    expect(of('calibration')).toEqual([]);
    rig.nowMs += 6 * DAY;
    await rig.look();
    expect(one('calibration').place.sensor).toBe(TAG);
    await calibration('done', rig.nowMs);
    await rig.look();
    expect(of('calibration', true).map(({ state }) => state)).toEqual(['cancelled', 'done']);
    expect(of('calibration', true)[1]?.done?.by).toBe('Lee');
  });
});

describe('a stock', () => {
  const filter = profile.stores.items.find(({ id }) => id === 'blower-filter')!;
  const move = async (id: string, kind: 'counted' | 'used' | 'received', quantity: number) => {
    rig.nowMs += 1000;
    const moved = await rig.stock.move(moveRequest(id, kind, filter.id, quantity, rig.nowMs));
    if (!moved.ok) throw new Error(moved.error.message);
    await rig.watch.afterMove(moved.value);
    return moved.value;
  };

  it('asks at its minimum once per lead time, and a delivery, or a count that found more, ends it', async () => {
    await move('count-0001', 'counted', filter.upTo);
    await rig.look();
    expect(of('stock')).toEqual([]);
    await move('used-0001', 'used', filter.upTo - filter.minimum + 1);
    await rig.look();
    rig.start();
    await rig.look();
    expect(one('stock').repeats).toBe(0);
    rig.nowMs += (Math.max(3, filter.leadDays) + 0.1) * DAY;
    await rig.look();
    expect(one('stock').repeats).toBe(1);
    const came = await move('came-0001', 'received', filter.upTo - filter.minimum + 1);
    expect(of('stock')).toEqual([]);
    // It never came: written down by mistake.
    const back = await rig.stock.withdraw(came.id, 'wrong item', 'Kim');
    expect(back.ok).toBe(true);
    if (back.ok) await rig.watch.afterWithdrawal(back.value, came);
    expect(one('stock').number).toBe(1);
    await move('count-0002', 'counted', filter.upTo);
    expect(of('stock')).toEqual([]);
  });
});

describe('one cause', () => {
  it('is not opened a second time by opening an old order again', async () => {
    run('B-401A', 100);
    await rig.look();
    const first = one('hours');
    await end(first, { type: 'cancel', reason: 'not now' });
    rig.nowMs += 8 * DAY;
    await rig.look();
    const second = one('hours');
    expect(
      await rig.orders.change(first.id, { type: 'reopen', reason: 'after all' }, 'Kim'),
    ).toMatchObject({ ok: false, error: { messageCode: 'work.standing', params: { number: 2 } } });
    await end(second, { type: 'cancel', reason: 'still not' });
    await end(first, { type: 'reopen', reason: 'after all' });
    expect(one('hours').id).toBe(first.id);
  });
});
