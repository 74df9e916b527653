import { describe, expect, it } from 'vitest';
import { err } from '#core/result.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { tempDirs } from './temp-dir.ts';

const tempDir = tempDirs();
const turn = () => new Promise((resolve) => setImmediate(resolve));

const scan = (minute: number, withEvent = false): ScanRecord => ({
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
  events: withEvent
    ? [
        {
          tsMs: minute * 60_000,
          kind: 'system',
          priority: 5,
          code: 'system.started',
          subject: null,
          params: { minute },
          actor: 'engine',
        },
      ]
    : [],
  receipts: [],
  state: {},
});

/** A real history on disk whose writing can be switched off. */
async function breakable() {
  const opened = await openHistorian({ dataDir: tempDir(), log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const inner = opened.value;
  const disk = { broken: false };
  const commit: Historian['commit'] = (each) =>
    disk.broken
      ? Promise.resolve(err({ kind: 'diskFull', message: 'no space left' }))
      : inner.commit(each);
  const historian = Object.create(inner, { commit: { value: commit } }) as Historian;
  const stored = async (): Promise<number[]> => {
    const rows = await inner.raw({
      tags: ['AIT-1.pv'],
      fromMs: 0,
      toMs: 1e9,
      limit: 10_000,
      cursor: null,
    });
    return rows.ok ? rows.value.rows.map(({ value }) => value!) : [];
  };
  return { inner, historian, disk, stored };
}

describe('the store queue', () => {
  it('keeps order and loses nothing over a time the disk fails', async () => {
    const { inner, historian, disk, stored } = await breakable();
    const clock = new SimulatedClock(0);
    const committed: number[] = [];
    const queue = new StoreQueue({
      historian,
      clock,
      log: silentLog,
      onCommitted: (each) => committed.push(each.grid[0]!.value!),
    });
    for (let minute = 0; minute < 30; minute++) {
      disk.broken = minute >= 10 && minute < 20;
      const outcome = queue.add(scan(minute));
      while (minute < 10 && queue.status().pendingScans > 0) await turn();
      if (minute < 10) expect((await outcome).ok).toBe(true);
      if (minute === 10)
        expect(await outcome).toMatchObject({ ok: false, error: { kind: 'diskFull' } });
      if (minute === 15)
        expect(queue.status()).toMatchObject({
          state: 'failing',
          detail: 'no space left',
          pendingScans: 6,
        });
    }
    disk.broken = false;
    await turn();
    await clock.advance(20_000, async () => {
      await turn();
    });
    while (queue.status().pendingScans > 0) await turn();
    expect(queue.status().state).toBe('ok');
    expect(committed).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(await stored()).toEqual(committed);
    expect(queue.takeDropped()).toBeNull();
    await inner.close();
  });

  it('gives up the oldest measured rows only when too many wait, says how many, and keeps every event', async () => {
    const { inner, historian, disk, stored } = await breakable();
    const clock = new SimulatedClock(0);
    const queue = new StoreQueue({
      historian,
      clock,
      log: silentLog,
      maxPending: 10,
      onCommitted: () => undefined,
    });
    disk.broken = true;
    for (let minute = 0; minute < 25; minute++) void queue.add(scan(minute, minute % 5 === 0));
    await turn();
    expect(queue.takeDropped()).toBeNull();
    disk.broken = false;
    await clock.advance(20_000, async () => {
      await turn();
    });
    while (queue.status().pendingScans > 0) await turn();
    const dropped = queue.takeDropped();
    const kept = await stored();
    expect(dropped!.rows + kept.length).toBe(25);
    expect(dropped!.fromMs).toBe(60_000);
    expect(kept.slice(-5)).toEqual([20, 21, 22, 23, 24]);
    const events = await inner.events({
      fromMs: null,
      toMs: null,
      kinds: null,
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 100,
    });
    expect(
      events.ok &&
        events.value.map(({ params }) => params['minute']).sort((a, b) => Number(a) - Number(b)),
    ).toEqual([0, 5, 10, 15, 20]);
    expect(queue.takeDropped()).toBeNull();
    await inner.close();
  });

  it('does not wait for a broken disk longer than told when the engine stops', async () => {
    const clock = new SimulatedClock(0);
    const { inner, historian, disk } = await breakable();
    disk.broken = true;
    const queue = new StoreQueue({
      historian,
      clock,
      log: silentLog,
      onCommitted: () => undefined,
    });
    expect(await queue.flush(5000)).toBe(true);
    void queue.add(scan(1));
    const flushed = queue.flush(5000);
    await clock.advance(6000, async () => {
      await turn();
    });
    expect(await flushed).toBe(false);
    expect(queue.status().pendingScans).toBe(1);
    await inner.close();
  });
});
