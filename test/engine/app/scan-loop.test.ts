import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { ScanLoop } from '#engine/app/scan-loop.ts';

const T0 = Date.UTC(2026, 0, 1);
const turn = () => Promise.resolve();

function loop() {
  const clock = new SimulatedClock(T0);
  const at: number[] = [];
  const scans = new ScanLoop(clock, () => at.push(clock.wallMs() - T0));
  return { clock, at, scans };
}

describe('the scan loop', () => {
  it('scans once a second, 600 ms into it, when no poll round comes', async () => {
    const { clock, at, scans } = loop();
    scans.start();
    await clock.advance(4000, turn);
    scans.stop();
    await clock.advance(4000, turn);
    expect(at).toEqual([600, 1600, 2600, 3600]);
    expect(scans.counters()).toMatchObject({ count: 4, overruns: 0 });
  });

  it('scans as soon as the poll round is in, and only once in that second', async () => {
    const { clock, at, scans } = loop();
    scans.start();
    for (const ms of [30, 1040, 1050, 2700, 3020]) clock.after(ms, () => scans.roundDone());
    await clock.advance(4000, turn);
    expect(at).toEqual([30, 1040, 2600, 3020]);
  });

  it('counts the seconds in which the process was held up, but not a PC clock that was set', () => {
    let wallMs = T0;
    const held = { wallMs: () => wallMs, monoMs: () => wallMs - T0, after: () => () => undefined };
    const scans = new ScanLoop(held, () => undefined);
    scans.start();
    for (const second of [0, 1, 5, 6, 3600, 3601, 10]) {
      wallMs = T0 + second * 1000 + 20;
      scans.roundDone();
    }
    expect(scans.counters()).toMatchObject({ count: 7, overruns: 3 });
  });
});
