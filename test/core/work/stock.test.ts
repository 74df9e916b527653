import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkMoves,
  countDifferences,
  ledgerOf,
  outlook,
  stockOf,
  usePerDay,
} from '#core/work/stock.ts';
import type { KeptBy, StockMove } from '#core/work/stock.ts';
import { NOW, move } from './move.ts';

const DAY = 86_400_000;

const moves = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        'received' as const,
        'used' as const,
        'scrapped' as const,
        'corrected' as const,
        'counted' as const,
        'ordered' as const,
      ),
      quantity: fc.integer({ min: 0, max: 4000 }).map((n) => n / 4),
      sign: fc.boolean(),
      daysAgo: fc.integer({ min: 0, max: 400 }),
      state: fc.constantFrom(
        'valid' as const,
        'valid' as const,
        'valid' as const,
        'withdrawn' as const,
      ),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ sign, daysAgo, quantity, ...rest }, i) =>
      move({
        ...rest,
        quantity: rest.kind === 'corrected' && sign ? -quantity : quantity,
        id: `move-${String(i)}`,
        atMs: NOW - daysAgo * DAY,
        writtenMs: NOW + i,
      }),
    ),
  );

const kept = fc
  .record({
    minimum: fc.integer({ min: 0, max: 500 }),
    room: fc.integer({ min: 1, max: 500 }),
    lot: fc.integer({ min: 1, max: 50 }),
    leadDays: fc.integer({ min: 0, max: 60 }),
    portion: fc.constantFrom(0, 1),
  })
  .map(({ room, ...rest }): KeptBy => ({ ...rest, upTo: rest.minimum + Math.max(room, rest.lot) }));

describe('stock from moves', () => {
  it('is the sum of what the moves did, in whatever order they were written', () => {
    fc.assert(
      fc.property(moves, fc.array(fc.nat(), { maxLength: 40 }), (list, keys) => {
        const shuffled = list
          .map((each, i) => [each, keys[i] ?? 0] as const)
          .sort((a, b) => a[1] - b[1])
          .map(([each]) => each);
        const ledger = ledgerOf(list);
        expect(ledgerOf(shuffled)).toEqual(ledger);
        const sum = ledger.reduce((total, { effect }) => total + effect, 0);
        expect(ledger.at(-1)?.balance ?? 0).toBeCloseTo(sum, 6);
        expect(ledger.every(({ move: each }) => each.state === 'valid')).toBe(true);
        const last = [...ledger].reverse().find(({ move: each }) => each.kind === 'counted');
        if (last !== undefined) expect(last.balance).toBeCloseTo(last.move.quantity, 9);
      }),
    );
  });

  it('is never below nothing, at no time, when only moves are taken that fit', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const taken: StockMove[] = [];
        for (const each of list) if (checkMoves([...taken, each]).ok) taken.push(each);
        const counted = ledgerOf(taken).findIndex(({ move: each }) => each.kind === 'counted');
        if (counted >= 0)
          for (const row of ledgerOf(taken).slice(counted))
            expect(row.balance).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('says which use does not fit and since when', () => {
    const count = move({ id: 'a', kind: 'counted', quantity: 3, atMs: NOW - 2 * DAY });
    expect(checkMoves([move({ kind: 'used' })])).toEqual({
      ok: false,
      error: { code: 'uncounted' },
    });
    expect(
      checkMoves([count, move({ id: 'b', kind: 'used', quantity: 4, atMs: NOW - DAY })]),
    ).toEqual({
      ok: false,
      error: { code: 'negative', atMs: NOW - DAY, balance: -1 },
    });
    expect(stockOf(ledgerOf([move({ quantity: 5 })])).quantity).toBeNull();
  });
});

describe('the outlook', () => {
  it('brings the end nearer, never farther, the more is used and the less there is', () => {
    const use = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        kept,
        use,
        use,
        (quantity, less, by, a, b) => {
          const stock = { quantity, countedMs: NOW, onOrder: 0, expectedMs: null };
          const [slow, fast] = [Math.min(a, b), Math.max(a, b)].map((rate) =>
            outlook(stock, by, rate, NOW),
          );
          const end = (at: number | null): number => at ?? Number.POSITIVE_INFINITY;
          for (const key of ['runOutMs', 'lowMs', 'orderByMs'] as const)
            expect(end(fast![key])).toBeLessThanOrEqual(end(slow![key]));
          const smaller = outlook(
            { ...stock, quantity: Math.max(0, quantity - less) },
            by,
            fast!.perDay,
            NOW,
          );
          expect(end(smaller.runOutMs)).toBeLessThanOrEqual(end(fast!.runOutMs));
          if (quantity > 0 && fast!.perDay > 1e-6)
            expect(end(fast!.runOutMs) - NOW).toBeCloseTo((quantity / fast!.perDay) * DAY, -2);
        },
      ),
    );
  });

  it('proposes whole lots that bring it above the minimum or fill it, and nothing where nothing is missing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        kept,
        fc.integer({ min: 0, max: 20 }),
        (quantity, by, rate) => {
          const now = outlook(
            { quantity, countedMs: NOW, onOrder: 0, expectedMs: null },
            by,
            rate,
            NOW,
          );
          if (now.state === 'enough') expect(now.propose).toBe(0);
          if (quantity < by.minimum) {
            expect(now.propose).toBeGreaterThan(0);
            expect(now.propose % by.lot).toBe(0);
            expect(quantity + now.propose).toBeLessThanOrEqual(
              Math.max(by.upTo, quantity + by.lot),
            );
            const after = outlook(
              { quantity, countedMs: NOW, onOrder: now.propose, expectedMs: null },
              by,
              0,
              NOW,
            );
            if (quantity > 0 && quantity + now.propose >= by.minimum)
              expect(after.state).toBe('ordered');
          }
        },
      ),
    );
  });

  it('tells a stock at its minimum from one below it, a slow dealer from a quick one', () => {
    const by: KeptBy = { minimum: 1, upTo: 1, lot: 1, leadDays: 21, portion: 1 };
    const stock = (quantity: number) => ({
      quantity,
      countedMs: NOW,
      onOrder: 0,
      expectedMs: null,
    });
    expect(outlook(stock(1), by, 1 / 700, NOW).state).toBe('enough');
    expect(outlook(stock(1), by, 1 / 20, NOW).state).toBe('orderNow');
    expect(outlook(stock(0), by, 0, NOW)).toMatchObject({
      state: 'out',
      propose: 1,
      runOutMs: NOW,
    });
  });

  it('reckons use over the days that were watched, not over those before', () => {
    const list = [
      move({ id: 'c', kind: 'counted', quantity: 100, atMs: NOW - 20 * DAY }),
      ...Array.from({ length: 10 }, (_, i) =>
        move({ id: `u${String(i)}`, kind: 'used', quantity: 4, atMs: NOW - (i + 1) * DAY }),
      ),
    ];
    expect(usePerDay(ledgerOf(list), NOW, 90, 14)).toBeCloseTo(2, 9);
    expect(usePerDay(ledgerOf(list), NOW, 90, 30)).toBeNull();
  });
});

describe('a count against the books', () => {
  it('finds what is missing since the count before and sets the stock right', () => {
    const list = [
      move({ id: 'a', kind: 'counted', quantity: 1000, atMs: NOW - 30 * DAY }),
      move({ id: 'b', kind: 'used', quantity: 400, atMs: NOW - 10 * DAY }),
      move({ id: 'c', kind: 'received', quantity: 500, atMs: NOW - 5 * DAY }),
      move({ id: 'd', kind: 'counted', quantity: 1020, atMs: NOW }),
    ];
    const [found] = countDifferences(ledgerOf(list));
    expect(found).toMatchObject({ booked: 400, difference: -80, percent: 20 });
    expect(stockOf(ledgerOf(list)).quantity).toBe(1020);
  });
});
