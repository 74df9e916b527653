import fc from 'fast-check';
import { expect, it } from 'vitest';
import { causeKey } from '#core/work/cause.ts';
import type { OrderChange } from '#core/work/order.ts';
import { AskingRig, DAY, HOUR, smallStores } from './asking-rig.ts';
import { entry, moveRequest, occurrence } from './work-rig.ts';

/** Whatever comes, and whenever the mains fail, one cause has one open order on the disk. */
const profile = smallStores();
const startMs = Date.UTC(2026, 5, 2);
const TAG = 'AIT-401.pv';
const finish: OrderChange = { type: 'finish', text: '', without: '', replaced: null };
let rig = new AskingRig(profile, startMs);
const run = (unit: string, hours: number): void => {
  rig.set({ [`${unit}.hours`]: rig.read(`${unit}.hours`) + hours });
};

const alarm = profile.alarms.find(({ kind }) => kind === 'machine')!;
const unit = fc.constantFrom('B-401A', 'B-401B');
const days = fc.integer({ min: 0, max: 70 });
type Step = (i: number) => unknown;
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>(() => rig.look()) },
    fc.tuple(unit, fc.integer({ min: 0, max: 400 })).map(
      ([of, hours]): Step =>
        () =>
          run(of, hours),
    ),
    fc.tuple(unit, fc.integer({ min: 0, max: 30 })).map(
      ([of, more]): Step =>
        () =>
          rig.set({ [`${of}.starts`]: rig.read(`${of}.starts`) + more }),
    ),
    fc.tuple(unit, fc.boolean()).map(
      ([of, on]): Step =>
        () =>
          rig.set({ [`${of}.run`]: Number(on) }),
    ),
    fc.integer({ min: 0, max: 100 }).map(
      (score): Step =>
        () =>
          rig.scored(TAG, score),
    ),
    fc.integer({ min: 0, max: 6 }).map(
      (raises): Step =>
        () =>
          rig.store([
            entry(
              'alarm',
              `${alarm.id}@1`,
              rig.nowMs,
              occurrence(alarm, rig.nowMs - 2 * HOUR, raises + 1),
            ),
          ]),
    ),
    days.map((count): Step => () => {
      rig.nowMs += count * DAY;
    }),
    days.map((count): Step => () => {
      rig.nowMs -= 10 * count * DAY;
    }),
    fc.integer({ min: 0, max: 6 }).map(
      (left): Step =>
        () =>
          rig.cutDuringLook(left),
    ),
    fc.constant<Step>(() => rig.start()),
    fc.integer({ min: 0, max: 12 }).map((quantity): Step => async (i) => {
      const moved = await rig.stock.move(
        moveRequest(
          `count-${String(i).padStart(4, '0')}`,
          'counted',
          'blower-filter',
          quantity,
          rig.nowMs,
        ),
      );
      if (moved.ok) await rig.watch.afterMove(moved.value);
    }),
    fc
      .tuple(
        fc.nat(),
        fc.constantFrom<OrderChange>(
          { type: 'take' },
          { type: 'start' },
          finish,
          { type: 'cancel', reason: 'not now' },
          { type: 'reopen', reason: 'after all' },
        ),
      )
      .map(([pick, change]): Step => async () => {
        const all = rig.orders.book.all();
        const picked = all[pick % Math.max(1, all.length)];
        if (picked !== undefined) await rig.orders.change(picked.id, change, 'Kim');
      }),
  ),
  { maxLength: 40 },
);

it('never has two open orders, whatever comes and whenever the mains fail', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      rig = new AskingRig(profile, startMs);
      rig.set({ 'B-401A.hours': 0, 'B-401B.hours': 0, 'B-401A.starts': 0, 'B-401B.starts': 0 });
      await rig.look();
      for (const [i, step] of list.entries()) {
        await step(i);
        const open = await rig.onDisk();
        expect(new Set(open.map(causeKey)).size).toBe(open.length);
        expect(new Set(open.map(({ number }) => number)).size).toBe(open.length);
      }
    }),
    { numRuns: 60 },
  );
});
