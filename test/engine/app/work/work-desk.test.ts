import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewEntry } from '#core/records/entry.ts';
import type { Result } from '#core/result.ts';
import { NO_PLACE } from '#core/work/order.ts';
import type { StockMove } from '#core/work/stock.ts';
import type { Params } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { workHandlers } from '#engine/app/work/handlers.ts';
import { WorkDesk } from '#engine/app/work/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import { PASSWORD, accessRig, setUp } from '../access/access-rig.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { entry, moveRequest, occurrence, past } from './work-rig.ts';

/** Orders, shelf and locks of the real engine on its real history, through a restart. */
const profile = geumgang();
const dir = mkdtempSync(path.join(tmpdir(), 'work-'));
/** Tuesday 2 June 2026, 09:00 in Seoul. */
const startMs = Date.UTC(2026, 5, 2, 0, 0);
const yesterdayMs = Date.UTC(2026, 4, 31, 15, 0);
const MINUTE = 60_000;
const UNIT = 'P-101A';
let run: SimulatedEngine;
let desk: WorkDesk;

beforeAll(async () => {
  await past(dir, yesterdayMs);
  run = await simulateEngine({ profile, dataDir: dir, startMs, seed: 1 });
  desk = new WorkDesk(run.engine, run.clock, silentLog);
  desk.start();
  await run.advance(20_000);
});
afterAll(async () => {
  desk.stop();
  await run.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function value<T>(asked: Promise<Result<T, RpcError>>): Promise<T> {
  const answer = await run.during(asked);
  if (!answer.ok) throw new Error(`${answer.error.messageCode ?? ''} ${answer.error.message}`);
  return answer.value;
}
async function refusal<T>(asked: Promise<Result<T, RpcError>>): Promise<string | null> {
  const answer = await run.during(asked);
  return answer.ok ? null : answer.error.messageCode;
}
const request = (
  id: string,
  kind: StockMove['kind'],
  item: string,
  quantity: number,
  atMs = run.clock.wallMs(),
) => moveRequest(id, kind, item, quantity, atMs);
const move = (...given: Parameters<typeof request>) => desk.stock.move(request(...given));
const start = (unit = UNIT): Promise<string[]> =>
  run
    .during(
      run.engine.commands.submit({
        type: 'machine',
        requestId: `request-${String(run.clock.wallMs())}`,
        who: 'engine',
        why: '',
        unit,
        action: 'start',
      }),
    )
    .then((done) =>
      (done.ok ? done.value : done.error.receipt).verdicts
        .filter(({ verdict }) => verdict === 'refuse')
        .map(({ code }) => code),
    );

describe('work orders', () => {
  it('open once per cause and place, and note what comes again', async () => {
    const request = {
      source: { kind: 'alarm', id: 'dry-run' },
      title: { ko: '공운전', en: 'Dry run' },
      place: { unit: UNIT },
      who: 'engine',
    } as const;
    const first = await value(desk.open(request));
    const again = await value(desk.open({ ...request, description: 'seen at night' }));
    const other = await value(desk.open({ ...request, place: { unit: 'P-101B' } }));
    expect([first.isNew, again.isNew, other.isNew]).toEqual([true, false, true]);
    expect(again.order).toMatchObject({
      id: first.order.id,
      repeats: 1,
      place: { ...NO_PLACE, machine: 'eqPump', unit: UNIT },
    });
    expect(again.order.notes.map(({ text }) => text)).toEqual(['seen at night']);
    expect(await refusal(desk.open({ ...request, place: { unit: 'P-999' } }))).toBe(
      'work.unknownPlace',
    );
  });

  it('take a part in one step with the shelf, ask for a first count, and for a new part when it runs low', async () => {
    const { order } = await value(
      desk.open({
        source: { kind: 'person', id: 'p1' },
        title: { ko: '필터', en: 'Filter' },
        place: { unit: 'B-401A' },
        who: 'Kim',
      }),
    );
    const use = (moveId: string, leftAfter: number | null) =>
      desk.parts.use({
        id: order.id,
        move: moveId,
        item: 'blower-filter',
        quantity: 1,
        leftAfter,
        lot: '',
        who: 'Kim',
      });
    expect(await refusal(use('move-0001', null))).toBe('stock.uncounted');
    const after = await value(use('move-0002', 4));
    expect(after.parts).toEqual([{ move: 'move-0002', item: 'blower-filter', quantity: 1 }]);
    expect(desk.stock.stock('blower-filter').quantity).toBe(4);
    // One of the pair runs all day: 4 to 5 a month (seed 7.3.8).
    const filter = desk.view.rows().find(({ item }) => item.id === 'blower-filter')!;
    expect(filter.outlook.perDay * 30).toBeGreaterThan(4);
    expect(filter.outlook.perDay * 30).toBeLessThan(5);
    expect((await value(use('move-0002', null))).parts).toHaveLength(1);
    await run.during(desk.watch.warn());
    await run.during(desk.watch.warn());
    const wanted = desk.orders.book.all().filter(({ source }) => source.kind === 'stock');
    expect(wanted.map(({ source }) => source.id)).toEqual(['blower-filter']);
  });
});

describe('stock and costs', () => {
  it('book what was dosed and what energy cost on the day before, once', async () => {
    await value(move('count-pac', 'counted', 'pac', 4500, yesterdayMs - MINUTE));
    await run.during(desk.jobs.tick());
    await run.during(desk.jobs.tick());
    expect(desk.stock.moves.get('dose/pac/2026-06-01')?.quantity).toBeCloseTo(600 * 0.5 * 1.2, 6);
    expect(desk.stock.stock('pac').quantity).toBeCloseTo(4500 - 360, 6);
    const year = await value(desk.costs.year(2026));
    const energy = year.lines.filter(({ heading }) => heading === 'electricity');
    expect(energy).toHaveLength(1);
    expect(desk.costs.book.get('energy/2026-06-01')?.kwh).toBeCloseTo(50, 6);
    expect(energy[0]!.won).toBeGreaterThan(50 * 50);
  });

  it('take a delivery with its cost, refuse what does not fit or is not there', async () => {
    await value(move('delivery-1', 'received', 'pac', 500));
    expect(await refusal(move('delivery-2', 'received', 'pac', 5000))).toBe('stock.full');
    expect(await refusal(move('too-much', 'used', 'pac', 9000))).toBe('stock.negative');
    expect(await refusal(move('half-one', 'received', 'blower-filter', 0.5))).toBe('stock.whole');
    const year = await value(desk.costs.year(2026));
    expect(year.headings.find(({ heading }) => heading === 'chemicals')?.spentWon).toBe(200_000);
  });
});

describe('orders nobody writes', () => {
  const sourcesOf = (kind: string): readonly string[] =>
    desk.orders.book
      .all()
      .filter(({ source }) => source.kind === kind)
      .map(({ source }) => source.id);
  it('come from scores, calibrations, alarms that repeat or stand, hours and pairs, each once', async () => {
    const nowMs = run.clock.wallMs();
    const sensor = profile.sensors[0]!;
    const alarm = profile.alarms.find(({ kind }) => kind === 'machine')!;
    const raisedMs = nowMs - 3_600_000;
    const hours = Array.from({ length: 22 }, (_, i) =>
      entry('score', `score-${String(i)}`, nowMs - (i + 1) * 3_600_000, {
        sensors: { [sensor.tag]: { mean: 20, least: 10, deductions: [] } },
      }),
    );
    const commit = (entries: NewEntry[]) =>
      run.during(
        run.engine.store.add({
          grid: [],
          changes: [],
          events: [],
          receipts: [],
          state: {},
          entries,
        }),
      );
    await commit([
      ...hours,
      entry('alarm', `${alarm.id}@1`, nowMs - 3_600_000, occurrence(alarm, raisedMs, 4)),
    ]);
    await run.during(desk.automatic.look());
    expect(sourcesOf('score')).toEqual([sensor.tag]);
    // It is set to open work, which the mains may have cut between alarm and order.
    expect(sourcesOf('alarm')).toContain(alarm.id);
    await commit([
      entry('alarm', `${alarm.id}@1`, nowMs - 3_600_000, occurrence(alarm, raisedMs, 5)),
    ]);
    await run.during(desk.automatic.look());
    await run.during(desk.automatic.look());
    expect(sourcesOf('alarm').filter((id) => id === alarm.id)).toHaveLength(1);
    expect(sourcesOf('score')).toHaveLength(1);
    // A person says no: not asked again within the week.
    const order = desk.orders.book.all().find(({ source }) => source.kind === 'score')!;
    await value(desk.orders.change(order.id, { type: 'cancel', reason: 'being cleaned' }, 'Kim'));
    await run.during(desk.automatic.look());
    expect(sourcesOf('score')).toHaveLength(1);
  });

  it('end when the service is done, count anew after a new machine, and answer a purchase', async () => {
    const line = () =>
      desk.services
        .lines()
        .find(({ service, unit }) => service.id === 'seal-eq-pump' && unit === UNIT)!;
    const counters = desk.services.counters(UNIT);
    const { order } = await value(
      desk.open({
        source: { kind: 'person', id: 'p9' },
        title: { ko: '펌프 교체', en: 'New pump' },
        place: { unit: UNIT },
        who: 'Kim',
      }),
    );
    expect(line().isKnown).toBe(false);
    const replaced = { hours: 0 };
    const finish = (text: string) =>
      desk.orders.change(order.id, { type: 'finish', text, without: '', replaced }, 'Kim');
    expect(await refusal(finish(''))).toBe('work.replacedReason');
    await value(finish('worn out'));
    expect(line()).toMatchObject({ isKnown: true, last: { hours: 0, starts: null } });
    // The new counter begins at nothing: what it reads now is what was run since.
    expect(line().due.hoursLeft).toBeCloseTo(8000 - (counters.hours ?? 0), 0);

    const wanted = desk.watch.orderOf('blower-filter')!;
    expect(wanted.state).toBe('open');
    const bought = {
      ...request('buy-1', 'ordered', 'blower-filter', 5),
      expectedMs: run.clock.wallMs(),
    };
    const ordered = await value(desk.stock.move(bought));
    await run.during(desk.watch.afterMove(ordered));
    expect(desk.watch.orderOf('blower-filter')).toMatchObject({ id: wanted.id, state: 'waiting' });
    const came = await value(
      desk.stock.move({ ...request('came-1', 'received', 'blower-filter', 6), closes: 'buy-1' }),
    );
    await run.during(desk.watch.afterMove(came));
    expect(desk.watch.orderOf('blower-filter')).toMatchObject({ id: wanted.id, state: 'done' });
  });

  it('put a stock-taking on the books in one piece', async () => {
    const counts = [
      { item: 'pac', quantity: 3900 },
      { item: 'do-sensor', quantity: 0.5 },
    ];
    expect(await refusal(desk.counting.confirm({ id: 'count-0001', counts, who: 'Kim' }))).toBe(
      'stock.whole',
    );
    expect(desk.stock.moves.get('count-0001/pac')).toBeUndefined();
    counts[1]!.quantity = 1;
    const done = await value(desk.counting.confirm({ id: 'count-0001', counts, who: 'Kim' }));
    expect(done.lines.map(({ found }) => found)).toEqual([3900, 1]);
    expect(desk.stock.stock('pac').quantity).toBe(3900);
  });
});

describe('several locks on one motor', () => {
  it('hold until the last owner has lifted theirs', async () => {
    const unit = 'P-301A';
    const place = (id: string, lockTag: string, who: string) =>
      value(
        desk.locks.place({
          id,
          unit,
          lockTag,
          reason: 'work',
          expectedEndMs: null,
          order: null,
          switchedOff: true,
          who,
        }),
      );
    const kim = await place('lock-kim-1', 'K-1', 'Kim');
    const lee = await place('lock-lee-1', 'L-1', 'Lee');
    const starts = async (): Promise<readonly string[]> => start(unit);
    expect(await starts()).toContain('permissive.locked');
    await value(desk.locks.lift(kim.id, 'Kim'));
    expect(run.engine.state.locks?.[unit]?.map(({ owner }) => owner)).toEqual(['Lee']);
    expect(await starts()).toContain('permissive.locked');
    expect(await refusal(desk.locks.lift(lee.id, 'Kim'))).toBe('lock.notOwner');
    await value(desk.locks.lift(lee.id, 'Lee'));
    expect(await starts()).not.toContain('permissive.locked');
  });

  it('stand in the alarm list past the end that was said, until they are lifted', async () => {
    const standing = new Map<string, object>();
    desk.alarms.join({
      stand: ({ id, params }) => void standing.set(id, params),
      end: ({ id }) => void standing.delete(id),
    });
    const common = { unit: 'P-301B', reason: 'seal', order: null, switchedOff: true, who: 'Kim' };
    const expectedEndMs = run.clock.wallMs() + MINUTE;
    await value(desk.locks.place({ ...common, id: 'lock-long', lockTag: 'K-8', expectedEndMs }));
    await run.advance(MINUTE - 5000);
    expect(standing.has('lock-old-P-301B')).toBe(false);
    await run.advance(10_000);
    expect(standing.get('lock-old-P-301B')).toMatchObject({ owner: 'Kim', lockTag: 'K-8' });
    await value(desk.locks.lift('lock-long', 'Kim'));
    expect(standing.has('lock-old-P-301B')).toBe(false);
  });
});

describe('a lock where people are set up', () => {
  it("takes the owner's own password with the lock and with its end, and nobody else's", async () => {
    const rig = await accessRig({ virtual: true });
    await setUp(rig);
    const handlers = workHandlers(desk, rig.access);
    const caller = { id: 1, subscribe: () => undefined };
    const code = async (proof: Params<'lock.lift'>['proof']): Promise<string | null> => {
      const answer = await run.during(
        handlers['lock.place'](
          {
            id: 'lock-proof',
            unit: 'P-501A',
            lockTag: 'P-1',
            reason: 'work',
            expectedEndMs: null,
            order: null,
            switchedOff: true,
            who: 'Kim',
            proof: proof ?? null,
          },
          caller,
        ),
      );
      return answer.ok ? null : answer.error.messageCode;
    };
    const by = (password: string) => ({ how: 'password' as const, password, code: null });
    expect(await code(null)).toBe('lock.proofNeeded');
    expect(await code(by('not the password'))).toBe('access.wrong');
    expect(run.engine.state.locks?.['P-501A']).toBeUndefined();
    expect(await code(by(PASSWORD))).toBeNull();
    const lift = (proof: ReturnType<typeof by> | null) =>
      run.during(handlers['lock.lift']({ id: 'lock-proof', who: 'Kim', proof }, caller));
    expect(await lift(null)).toMatchObject({ ok: false });
    expect(await lift(by(PASSWORD))).toMatchObject({ ok: true });
  });
});

describe('a lock', () => {
  it("refuses every start from the call on, is only its owner's to lift, and stands after a restart", async () => {
    const lock = await value(
      desk.locks.place({
        id: 'lock-0001',
        unit: UNIT,
        lockTag: 'LO-1',
        reason: 'seal kit',
        expectedEndMs: null,
        order: null,
        switchedOff: true,
        who: 'Kim',
      }),
    );
    expect(await start()).toContain('permissive.locked');
    expect(await refusal(desk.locks.lift(lock.id, 'Lee'))).toBe('lock.notOwner');
    expect(
      await refusal(
        desk.locks.place({
          id: 'lock-0002',
          unit: 'P-101B',
          lockTag: 'LO-1',
          reason: 'again',
          expectedEndMs: null,
          order: null,
          switchedOff: true,
          who: 'Lee',
        }),
      ),
    ).toBe('lock.tagInUse');
    desk.stop();
    await run.stop();
    run = await simulateEngine({
      profile,
      dataDir: dir,
      startMs: startMs + 10 * MINUTE,
      seed: 1,
      plant: run.plant,
    });
    // Before anything was read from the records: the saved text alone holds it.
    expect(run.engine.state.locks?.[UNIT]).toHaveLength(1);
    expect(await start()).toContain('permissive.locked');
    desk = new WorkDesk(run.engine, run.clock, silentLog);
    desk.start();
    expect(await refusal(desk.locks.liftOthers(lock.id, 'Kim', 'my own lock'))).toBe('lock.owner');
    expect((await value(desk.locks.lift(lock.id, 'Kim'))).lifted?.by).toBe('Kim');
    expect(run.engine.state.locks).toEqual({});
    expect(await start()).not.toContain('permissive.locked');
    expect(desk.orders.book.ready || (await run.during(desk.orders.book.load())).ok).toBe(true);
  });
});
