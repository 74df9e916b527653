import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderHistory } from '#core/work/order-history.ts';
import { filterOrders } from '#core/work/order-list.ts';
import { NO_PLACE, ORDER_PRIORITIES, ORDER_SOURCES, changeOrder } from '#core/work/order.ts';
import type { OrderChange, WorkOrder } from '#core/work/order.ts';
import { workSheet } from '#core/work/sheet.ts';

const T0 = Date.UTC(2026, 5, 2);
const NOTHING = { hours: null, starts: null };

const order = (fields: Partial<WorkOrder> = {}): WorkOrder => ({
  id: 'order-0001',
  number: 1,
  state: 'open',
  waitingFor: null,
  priority: 'normal',
  title: { ko: '필터 교체', en: 'Change the filter' },
  description: '',
  place: { ...NO_PLACE, machine: 'blower', unit: 'B-401A' },
  source: { kind: 'person', id: 'order-0001' },
  openedMs: T0,
  dueMs: null,
  service: null,
  steps: [{ id: 'stop', text: { ko: '정지', en: 'Stop it' }, done: null }],
  assignee: null,
  firm: '',
  minutes: 0,
  costWon: 0,
  parts: [],
  notes: [],
  attachments: [],
  repeats: 0,
  lastRepeatMs: null,
  done: null,
  checked: null,
  by: 'Kim',
  atMs: T0,
  reason: '',
  ...fields,
});

const after = (start: WorkOrder, changes: readonly OrderChange[]): readonly WorkOrder[] => {
  const versions = [start];
  for (const [i, change] of changes.entries()) {
    const next = changeOrder(versions[0]!, change, 'Kim', T0 + (i + 1) * 60_000, NOTHING);
    if (next.ok) versions.unshift(next.value);
  }
  return versions;
};

const changes = fc.array(
  fc.oneof(
    fc.constant<OrderChange>({ type: 'take' }),
    fc.constant<OrderChange>({ type: 'start' }),
    fc.constant<OrderChange>({ type: 'wait', for: 'parts', text: 'seal' }),
    fc.boolean().map((done): OrderChange => ({ type: 'step', step: 'stop', done })),
    fc.string({ minLength: 1, maxLength: 8 }).map((text): OrderChange => ({ type: 'note', text })),
    fc.integer({ min: 1, max: 99 }).map((minutes): OrderChange => ({ type: 'minutes', minutes })),
    fc.constantFrom(...ORDER_PRIORITIES).map((priority): OrderChange => ({
      type: 'plan',
      description: '',
      priority,
      dueMs: null,
      firm: '',
    })),
    fc.constant<OrderChange>({ type: 'finish', text: 'done', without: 'later', replaced: null }),
    fc.constant<OrderChange>({ type: 'reopen', reason: 'leaks again' }),
  ),
  { maxLength: 20 },
);

describe('the history of an order', () => {
  it('leads from each version to the next: before and after meet end to end', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const versions = after(order(), list);
        const lines = orderHistory(versions);
        expect(lines.at(-1)?.isFirst).toBe(true);
        const last = new Map<string, unknown>();
        for (const { changes: made } of [...lines].reverse()) {
          for (const { field, before, after: next } of made) {
            if (field !== 'notes' && last.has(field)) expect(before).toBe(last.get(field));
            expect(next).not.toBe(field === 'notes' ? undefined : before);
            last.set(field, next);
          }
        }
        for (const [field, value] of last)
          if (field === 'priority' || field === 'state' || field === 'minutes')
            expect(versions[0]![field]).toBe(value);
      }),
    );
  });

  it('shows what a person planned anew, and refuses a plan that changes nothing', () => {
    const plan = {
      type: 'plan',
      description: 'bearing is loud',
      priority: 'high',
      dueMs: T0 + 1,
      firm: 'Hanbat',
    } as const;
    const versions = after(order(), [plan]);
    expect(orderHistory(versions)[0]?.changes).toEqual([
      { field: 'priority', before: 'normal', after: 'high' },
      { field: 'dueMs', before: null, after: T0 + 1 },
      { field: 'firm', before: '', after: 'Hanbat' },
      { field: 'description', before: '', after: 'bearing is loud' },
    ]);
    expect(changeOrder(versions[0]!, plan, 'Kim', T0, NOTHING)).toMatchObject({
      ok: false,
      error: { code: 'nothing' },
    });
  });

  it('keeps the counters of a new machine in place of the old ones', () => {
    const finish = (replaced: { hours: number | null } | null): WorkOrder => {
      const done = changeOrder(
        order({ steps: [] }),
        { type: 'finish', text: 'worn out', without: '', replaced },
        'Kim',
        T0,
        { hours: 9000, starts: 40 },
      );
      if (!done.ok) throw new Error(done.error.code);
      return done.value;
    };
    expect(finish(null).done).toMatchObject({ hours: 9000, starts: 40, replaced: false });
    expect(finish({ hours: 12 }).done).toMatchObject({ hours: 12, starts: null, replaced: true });
  });
});

describe('the list of orders', () => {
  const many = fc.array(
    fc.record({
      priority: fc.constantFrom(...ORDER_PRIORITIES),
      kind: fc.constantFrom(...ORDER_SOURCES),
      due: fc.option(fc.integer({ min: -5, max: 5 }), { nil: null }),
      closed: fc.boolean(),
    }),
    { maxLength: 20 },
  );
  it('finds each order by its number and by its texts, keeps those asked for, and is in order', () => {
    fc.assert(
      fc.property(many, (list) => {
        const orders = list.map(({ priority, kind, due, closed }, i) =>
          order({
            id: `order-${String(i).padStart(4, '0')}`,
            number: i + 1,
            priority,
            source: { kind, id: 'x' },
            dueMs: due === null ? null : T0 + due * 86_400_000,
            state: closed ? 'cancelled' : 'open',
          }),
        );
        const filter = { text: '', source: null, priority: null, sort: 'due' as const };
        const byDue = filterOrders(orders, filter, () => '', T0);
        expect(byDue).toHaveLength(orders.length);
        for (let i = 1; i < byDue.length; i++)
          expect(byDue[i - 1]!.dueMs ?? Infinity).toBeLessThanOrEqual(byDue[i]!.dueMs ?? Infinity);
        for (const each of orders) {
          const found = filterOrders(
            orders,
            { ...filter, text: `#${String(each.number)}` },
            () => '',
            T0,
          );
          expect(found).toContain(each);
          expect(filterOrders(orders, { ...filter, text: 'FILTER 교체' }, () => '', T0)).toContain(
            each,
          );
        }
        const urgent = filterOrders(orders, { ...filter, priority: 'urgent' }, () => '', T0);
        expect(urgent).toHaveLength(orders.filter(({ priority }) => priority === 'urgent').length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sheet of paper', () => {
  it('leaves out lists without rows but says so where words are given', () => {
    const list = { title: 'Parts', columns: [{ name: 'Item', share: 1 }], rows: [] };
    const sheet = workSheet({
      title: 'Order 1',
      subtitle: '',
      origin: '',
      facts: [{ name: 'Due', value: '-' }],
      text: [
        { words: '', bad: false },
        { words: 'No lock hangs', bad: true },
      ],
      lists: [
        { ...list, none: '' },
        { ...list, none: 'none used' },
        { ...list, rows: [['Seal kit']], none: '' },
      ],
      signatures: [],
    });
    expect(sheet.blocks.map(({ type }) => type)).toEqual([
      'facts',
      'text',
      'heading',
      'text',
      'heading',
      'table',
    ]);
  });
});
