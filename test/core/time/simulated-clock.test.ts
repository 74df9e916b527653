import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { sleep } from '#core/time/clock.ts';

const noDrain = (): Promise<void> => Promise.resolve();

describe('SimulatedClock', () => {
  it('fires timers in time order, equal times in the order they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 50 }), { maxLength: 200 }), async (delays) => {
        const clock = new SimulatedClock(1_000);
        const fired: number[] = [];
        delays.forEach((delay, index) => clock.after(delay, () => fired.push(index)));
        await clock.advance(50, noDrain);
        const expected = delays
          .map((delay, index) => ({ delay, index }))
          .sort((a, b) => a.delay - b.delay || a.index - b.index)
          .map((each) => each.index);
        expect(fired).toEqual(expected);
      }),
    );
  });

  it('fires exactly the timers that were not cancelled, whatever the order of cancelling', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay: fc.nat({ max: 30 }), cancelAt: fc.option(fc.nat({ max: 30 })) }), { maxLength: 100 }),
        async (plans) => {
          const clock = new SimulatedClock(0);
          const fired = new Set<number>();
          const cancels = plans.map((plan, index) => clock.after(plan.delay, () => fired.add(index)));
          plans.forEach((plan, index) => {
            if (plan.cancelAt !== null) clock.after(plan.cancelAt, () => cancels[index]?.());
          });
          await clock.advance(30, noDrain);
          // A cancel set for the same instant comes after its timer, which was set first.
          const expected = plans.flatMap((plan, index) =>
            plan.cancelAt === null || plan.cancelAt >= plan.delay ? [index] : [],
          );
          expect([...fired].sort((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });

  it('lets timers set by timers fire within the same advance and keeps wall and monotonic time together', async () => {
    const clock = new SimulatedClock(5_000);
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(clock.wallMs());
      clock.after(100, tick);
    };
    clock.after(100, tick);
    await clock.advance(1_000, noDrain);
    expect(seen).toEqual([5100, 5200, 5300, 5400, 5500, 5600, 5700, 5800, 5900, 6000]);
    expect(clock.monoMs()).toBe(1_000);
  });

  it('wakes sleepers in simulated time', async () => {
    const clock = new SimulatedClock(0);
    const woken: number[] = [];
    const run = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await sleep(clock, 60_000);
        woken.push(clock.monoMs());
      }
    };
    const done = run();
    await clock.advance(180_000, () => new Promise((resolve) => setImmediate(resolve)));
    await done;
    expect(woken).toEqual([60_000, 120_000, 180_000]);
  });
});
