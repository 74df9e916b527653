import { describe, expect, it } from 'vitest';
import { err } from '#core/result.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { ReopeningHistorian } from '#engine/app/reopening-historian.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { tempDirs } from './temp-dir.ts';

const tempDir = tempDirs();
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
const scan = (minute: number): ScanRecord => ({
  grid: [
    {
      tag: 'AIT-1.pv',
      value: minute,
      quality: 'good',
      provenance: 'measured',
      tsMs: minute * 60_000,
    },
  ],
  changes: [],
  events: [],
  receipts: [],
  state: {},
});

describe('a historian whose threads die', () => {
  it('is opened again on the same data, and nothing handed to the queue is lost', async () => {
    const dataDir = tempDir();
    const clock = new SimulatedClock(0);
    let opened = 0;
    let current: Historian | null = null;
    const open = async () => {
      opened++;
      const made = await openHistorian({ dataDir, log: silentLog });
      if (made.ok) current = made.value;
      return made;
    };
    const first = await open();
    if (!first.ok) throw new Error(first.error.message);
    const historian = new ReopeningHistorian({ first: first.value, open, clock, log: silentLog });
    const queue = new StoreQueue({
      historian,
      clock,
      log: silentLog,
      onCommitted: () => undefined,
    });
    for (let minute = 0; minute < 30; minute++) {
      // Ends the threads behind the engine's back; every call fails with `closed` from then on.
      if (minute === 10) await current!.close();
      void queue.add(scan(minute));
      await clock.advance(1000, turn);
    }
    while (queue.status().pendingScans > 0) await clock.advance(500, turn).then(turn);
    expect(opened).toBe(2);
    const rows = await historian.raw({
      tags: ['AIT-1.pv'],
      fromMs: 0,
      toMs: 1e9,
      limit: 1000,
      cursor: null,
    });
    expect(rows.ok && rows.value.rows.map(({ value }) => value)).toEqual(
      Array.from({ length: 30 }, (_, i) => i),
    );
    await historian.close();
    expect(await historian.stats()).toMatchObject({ ok: false });
    expect(opened).toBe(2);
  });

  it('is tried again later when it cannot be opened at once', async () => {
    const dataDir = tempDir();
    const clock = new SimulatedClock(0);
    const first = await openHistorian({ dataDir, log: silentLog });
    if (!first.ok) throw new Error(first.error.message);
    let tries = 0;
    const open = () =>
      ++tries < 3
        ? Promise.resolve(err({ kind: 'io' as const, message: 'not yet' }))
        : openHistorian({ dataDir, log: silentLog });
    const historian = new ReopeningHistorian({ first: first.value, open, clock, log: silentLog });
    await first.value.close();
    // Opening takes its real time, whatever the simulated clock says.
    while (!(await historian.commit(scan(1))).ok) {
      await turn();
      await clock.advance(1000, turn);
    }
    expect(tries).toBe(3);
    await historian.close();
  });
});
