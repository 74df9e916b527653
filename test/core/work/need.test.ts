import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { alarmNeeds } from '#core/work/alarm-need.ts';
import { costOutlook, costsOfYear } from '#core/work/cost.ts';
import { lotsOf } from '#core/work/lots.ts';
import { isPressing, runOutRange, stockAsk, tankDoubt, weeklyUse } from '#core/work/need.ts';
import { checkMoves, ledgerOf, outlook, stockOf } from '#core/work/stock.ts';
import type { KeptBy, StockMove } from '#core/work/stock.ts';
import { NOW, move } from './move.ts';

const DAY = 86_400_000;

describe('lots', () => {
  const moves = fc
    .array(
      fc.record({
        kind: fc.constantFrom('received' as const, 'used' as const, 'counted' as const),
        quantity: fc.integer({ min: 0, max: 400 }).map((n) => n / 4),
        lot: fc.constantFrom('', 'A', 'B', 'C'),
        expires: fc.option(fc.integer({ min: 1, max: 400 }), { nil: null }),
        daysAgo: fc.integer({ min: 0, max: 200 }),
      }),
      { maxLength: 30 },
    )
    .map((list) =>
      list.map(({ expires, daysAgo, ...rest }, i) =>
        move({
          ...rest,
          id: `m-${String(i)}`,
          atMs: NOW - daysAgo * DAY,
          writtenMs: NOW + i,
          expiresMs: rest.kind === 'received' && expires !== null ? NOW + expires * DAY : null,
        }),
      ),
    );
  it('add up to the stock, whatever came, went and was counted', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const taken: StockMove[] = [];
        for (const each of [move({ id: 'c', kind: 'counted', quantity: 0, atMs: 0 }), ...list])
          if (checkMoves([...taken, each]).ok) taken.push(each);
        const ledger = ledgerOf(taken);
        const left = lotsOf(ledger).reduce((sum, lot) => sum + lot.left, 0);
        expect(left).toBeCloseTo(ledger.at(-1)?.balance ?? 0, 6);
        expect(lotsOf(ledger).every((lot) => lot.left > 0)).toBe(true);
      }),
    );
  });

  it('give what is named, else what expires first', () => {
    const came = (id: string, lot: string, days: number, quantity: number): StockMove =>
      move({ id, lot, quantity, atMs: NOW - 9 * DAY, expiresMs: NOW + days * DAY });
    const start = [
      move({ id: '0', kind: 'counted', quantity: 0, atMs: NOW - 10 * DAY }),
      came('1', 'late', 90, 10),
      came('2', 'soon', 5, 10),
    ];
    const left = (lot: string): readonly (readonly [string, number])[] =>
      lotsOf(
        ledgerOf([...start, move({ id: '3', kind: 'used', quantity: 12, lot, atMs: NOW - DAY })]),
      ).map((each) => [each.lot, each.left] as const);
    expect(left('')).toEqual([['late', 8]]);
    expect(left('late')).toEqual([['soon', 8]]);
  });
});

describe('between which days a stock runs out', () => {
  it('holds 9 of 10 run-outs of a use that varies from week to week', () => {
    const range = runOutRange(700, 10, [8, 12, 9, 11, 10, 10, 9, 11, 8, 12, 10, 10], NOW)!;
    const middle = NOW + 70 * DAY;
    expect(range.earliestMs).toBeLessThan(middle);
    expect(range.latestMs).toBeGreaterThan(middle);
    expect(range.weeks).toBe(12);
    // The same spread of weeks moves a far end more than a near one.
    const near = runOutRange(70, 10, [8, 12, 9, 11, 10, 10, 9, 11, 8, 12, 10, 10], NOW)!;
    expect(near.latestMs! - near.earliestMs).toBeLessThan(range.latestMs! - range.earliestMs);
  });

  it('covers the true run-out of simulated weeks about as often as it says', () => {
    let state = 7;
    const random = (): number => {
      state = (state * 16_807) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const week = (): number => 10 + 6 * (random() + random() + random() - 1.5);
    let inside = 0;
    const runs = 1500;
    for (let i = 0; i < runs; i++) {
      const seen = Array.from({ length: 13 }, week);
      const mean = seen.reduce((sum, each) => sum + each, 0) / seen.length;
      const range = runOutRange(500, mean, seen, NOW)!;
      let left = 500;
      let days = 0;
      while (left > 0) {
        const rate = week();
        const need = left / rate;
        days += Math.min(7, need);
        left -= 7 * rate;
      }
      const end = NOW + days * DAY;
      if (end >= range.earliestMs && end <= (range.latestMs ?? Infinity)) inside++;
    }
    expect(inside / runs).toBeGreaterThan(0.85);
    expect(inside / runs).toBeLessThan(0.97);
  });

  it('rests on the plan, less 30 %, until four weeks are known', () => {
    const range = runOutRange(100, 10, [10, 10], NOW)!;
    expect(range.weeks).toBe(0);
    expect(range.earliestMs).toBeCloseTo(NOW + (100 / 13) * DAY, -4);
    expect(range.latestMs).toBeCloseTo(NOW + (100 / 7) * DAY, -4);
    expect(runOutRange(0, 10, [], NOW)).toBeNull();
    expect(runOutRange(10, 0, [], NOW)).toBeNull();
  });

  it('counts use by whole weeks back from now', () => {
    const list = Array.from({ length: 30 }, (_, i) =>
      move({ id: `u${String(i)}`, kind: 'used', quantity: 7, atMs: NOW - (i + 0.5) * DAY }),
    );
    expect(weeklyUse(ledgerOf(list), NOW)).toEqual([7, 7, 7, 7]);
  });
});

describe('asking for a purchase', () => {
  /** The seed's own: 5 t tank, 2 t a month, two months kept (7.3.8). */
  const pac: KeptBy = { minimum: 4000, upTo: 5000, lot: 500, leadDays: 5, portion: 0 };
  const perDay = 2000 / 30.4;

  /** A year of PAC with a technician who orders what is proposed a day after being asked. */
  it('asks about as often as deliveries are needed, not each hour below the minimum', () => {
    const moves: StockMove[] = [
      move({ id: 'count', kind: 'counted', quantity: 5000, atMs: NOW - 366 * DAY }),
    ];
    let asked: { isOpen: boolean; lastMs: number } | null = null;
    let asks = 0;
    let least = Infinity;
    const coming: { atMs: number; quantity: number; closes: string }[] = [];
    for (let hour = 0; hour < 365 * 24; hour++) {
      const nowMs = NOW - 365 * DAY + hour * 3_600_000;
      if (hour % 24 === 0)
        moves.push(move({ id: `u${String(hour)}`, kind: 'used', quantity: perDay, atMs: nowMs }));
      for (const { atMs, quantity, closes } of coming.splice(0)) {
        if (atMs > nowMs) coming.push({ atMs, quantity, closes });
        else {
          moves.push(move({ id: `r${String(hour)}`, quantity, atMs: nowMs, closes }));
          asked = asked === null ? null : { isOpen: false, lastMs: nowMs };
        }
      }
      if (hour % 24 !== 12) continue;
      const stock = stockOf(ledgerOf(moves));
      least = Math.min(least, stock.quantity ?? 0);
      const view = outlook(stock, pac, perDay, nowMs);
      const ask = stockAsk(view, asked, pac, nowMs);
      if (ask === 'order' || ask === 'remind') {
        asks++;
        asked = { isOpen: true, lastMs: nowMs };
        const id = `o${String(hour)}`;
        moves.push(
          move({
            id,
            kind: 'ordered',
            quantity: view.propose,
            atMs: nowMs,
            expectedMs: nowMs + 5 * DAY,
          }),
        );
        coming.push({ atMs: nowMs + 5 * DAY, quantity: view.propose, closes: id });
      }
    }
    // 24 t a year in lots of 1 to 1.5 t: 16 to 24 deliveries.
    expect(asks).toBeGreaterThan(12);
    expect(asks).toBeLessThan(30);
    expect(least).toBeGreaterThan(3000);
  });

  it('is quiet for the lead time after an order, then reminds; a closed order is asked for anew', () => {
    const low = { state: 'low' as const };
    const at = (days: number, isOpen: boolean) =>
      stockAsk(low, { isOpen, lastMs: NOW - days * DAY }, pac, NOW);
    expect(stockAsk(low, null, pac, NOW)).toBe('order');
    expect([at(1, true), at(6, true)]).toEqual(['quiet', 'remind']);
    expect([at(1, false), at(6, false)]).toEqual(['quiet', 'order']);
    expect(stockAsk({ state: 'ordered' }, null, pac, NOW)).toBe('quiet');
    expect(stockAsk({ state: 'enough' }, null, pac, NOW)).toBe('nothing');
    const slow = { ...pac, leadDays: 30 };
    expect(stockAsk({ state: 'out' }, { isOpen: true, lastMs: NOW - 4 * DAY }, slow, NOW)).toBe(
      'remind',
    );
    expect(stockAsk({ state: 'late' }, { isOpen: true, lastMs: NOW - 31 * DAY }, slow, NOW)).toBe(
      'remind',
    );
  });

  it('is an alarm only when a delivery could come too late', () => {
    const stock = (quantity: number, expectedMs: number | null = null) => ({
      quantity,
      countedMs: NOW,
      onOrder: expectedMs === null ? 0 : 500,
      expectedMs,
    });
    const range = (quantity: number) => runOutRange(quantity, perDay, [], NOW);
    expect(isPressing(stock(3900), range(3900), pac, NOW)).toBe(false);
    expect(isPressing(stock(300), range(300), pac, NOW)).toBe(true);
    expect(isPressing(stock(300, NOW + DAY), range(300), pac, NOW)).toBe(false);
    expect(isPressing(stock(0), null, pac, NOW)).toBe(true);
  });

  it('says that a delivery is late once its day is over', () => {
    const stock = { quantity: 3900, countedMs: NOW, onOrder: 1000, expectedMs: NOW - 2 * DAY };
    expect(outlook(stock, pac, perDay, NOW).state).toBe('late');
    expect(outlook({ ...stock, expectedMs: NOW + DAY }, pac, perDay, NOW).state).toBe('ordered');
  });
});

describe('alarms that ask for work', () => {
  const at = (fields: Partial<Occurrence>): Occurrence => ({
    id: 'dry-run@1',
    alarm: 'dry-run',
    code: null,
    params: {},
    equipment: 'P-101A',
    kind: 'machine',
    priority: 2,
    raisedMs: NOW - DAY / 2,
    raises: 1,
    lastRaisedMs: NOW - DAY / 2,
    firstOut: null,
    ackMs: null,
    ackBy: null,
    comments: [],
    clearedMs: NOW,
    closedMs: NOW,
    end: 'cleared',
    ...fields,
  });
  it('are those of machines and instruments that came five times in a day or stand for one', () => {
    expect(alarmNeeds([at({}), at({ raises: 3 })], NOW)).toEqual([]);
    expect(alarmNeeds([at({ raises: 2 }), at({ raises: 3 })], NOW)).toMatchObject([
      { because: 'repeated', times: 5 },
    ]);
    const old = { raisedMs: NOW - DAY, lastRaisedMs: NOW - DAY };
    expect(alarmNeeds([at({ ...old, raises: 9 })], NOW)).toEqual([]);
    const stands = { ...old, clearedMs: null, closedMs: null, end: null };
    expect(alarmNeeds([at(stands)], NOW)).toMatchObject([{ because: 'standing' }]);
    expect(alarmNeeds([at({ ...stands, kind: 'water', raises: 9 })], NOW)).toEqual([]);
  });
});

describe('a tank against its doses', () => {
  it('is doubted when its meter is off by more than books may be, or its bottom switch is on while much should be left', () => {
    expect(tankDoubt(4000, 3900, false, 5000, 1000, 15)).toBeNull();
    expect(tankDoubt(4000, 3700, false, 5000, 1000, 15)).toBe('levelBelow');
    expect(tankDoubt(4000, 4300, null, 5000, 1000, 15)).toBe('levelAbove');
    expect(tankDoubt(4000, null, true, 5000, 0, 15)).toBe('switchOn');
    expect(tankDoubt(800, null, true, 5000, 0, 15)).toBeNull();
    expect(tankDoubt(null, 10, true, 5000, 0, 15)).toBeNull();
  });
});

describe('costs to the year end', () => {
  it('go on at their rate where three months are booked, else as planned', () => {
    const plan = [
      { id: 'power', wonPerYear: 40e6 },
      { id: 'outside', wonPerYear: 2e6 },
    ];
    const booked = [1, 2, 3, 4, 5, 6].map((month) => ({ heading: 'power', month, won: 4e6 }));
    const year = costsOfYear(plan, [...booked, { heading: 'outside', month: 3, won: 1e6 }]);
    const [power, outside] = costOutlook(year, 0.5, 0.5);
    expect(power).toMatchObject({
      basis: 'rate',
      forecastWon: 48e6,
      overWon: 8e6,
      toDateWon: 20e6,
    });
    expect(outside).toMatchObject({ basis: 'plan', forecastWon: 2e6, overWon: 0 });
  });

  it('never end below what is spent, and at it when the year is over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ month: fc.integer({ min: 1, max: 12 }), won: fc.nat(1e8) }), {
          maxLength: 20,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, elapsed) => {
          const year = costsOfYear(
            [{ id: 'a', wonPerYear: 1e7 }],
            list.map((each) => ({ ...each, heading: 'a' })),
          );
          const [open] = costOutlook(year, elapsed, elapsed);
          expect(open!.forecastWon).toBeGreaterThanOrEqual(open!.spentWon);
          expect(costOutlook(year, 1, 1)[0]!.forecastWon).toBeCloseTo(open!.spentWon, 3);
        },
      ),
    );
  });
});
