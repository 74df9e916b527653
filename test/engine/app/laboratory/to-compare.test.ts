import { describe, expect, it, vi } from 'vitest';
import { err, ok } from '#core/result.ts';
import { Comparisons } from '#engine/app/laboratory/comparisons.ts';
import { ReadingBook } from '#engine/app/laboratory/reading-book.ts';
import { ToCompare } from '#engine/app/laboratory/to-compare.ts';
import type { ComparisonChange } from '#engine/app/laboratory/to-compare.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { HOUR_MS, draft, laboratoryRigs, profile } from './laboratory-rig.ts';
import { tempDirs } from '../temp-dir.ts';

const tempDir = tempDirs();
const rigOf = laboratoryRigs();
const reading = (id: string, value: number): LaboratoryReading =>
  readingSchema.parse({ ...draft({ id, value }), origin: null, state: 'valid', reason: '' });

/** A real history whose reads fail as often as asked. */
async function shaky(fails: number) {
  const rig = await rigOf(tempDir());
  await rig.minutes('AIT-603.pv', HOUR_MS - 5 * 60_000, [11, 11, 11, 12, 12, 12]);
  const state = { fails, reads: 0 };
  const historian: Historian = {
    ...rig.historian,
    raw: (query) => {
      state.reads++;
      if (state.fails-- > 0) return Promise.resolve(err({ kind: 'io', message: 'the disk is busy' }));
      return rig.historian.raw(query);
    },
  };
  const clock = new SimulatedClock(HOUR_MS + 86_400_000);
  const told: ComparisonChange[] = [];
  const stored: ScanRecord[] = [];
  const comparisons = new Comparisons({ profile, historian, clock, book: new ReadingBook(historian, silentLog), live: () => null });
  const queue = new ToCompare({
    clock, log: silentLog, comparisons, tell: (change) => told.push(change),
    store: { add: (record) => { stored.push(record as ScanRecord); return Promise.resolve(ok({ seq: 0, entrySeqs: [], eventSeqs: [] } as never)); } },
  });
  // Reads of the real history take a moment of the wall clock.
  const drain = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));
  const settle = async (ms: number): Promise<void> => {
    await drain();
    await clock.advance(ms, drain);
  };
  return { state, told, stored, comparisons, queue, settle };
}

describe('a reading whose sensor cannot be looked up in the history', () => {
  it('is not taken for one without a signal: it waits, in order, and is compared when the history answers', async () => {
    const { told, queue, settle, comparisons, stored } = await shaky(3);
    expect(await comparisons.of(reading('reading-0000', 11))).toMatchObject({ ok: false });
    queue.add([reading('reading-0001', 11), reading('reading-0002', 10)]);
    queue.add([reading('reading-0001', 9)]);
    await settle(0);
    expect(told).toEqual([]);
    await settle(1000);
    await settle(1999);
    expect(told).toEqual([]);
    await settle(1);
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told.map(({ readingId, comparison }) => [readingId, comparison?.sensorValue, comparison?.referenceValue])).toEqual([
      ['reading-0001', 11.5, 11], ['reading-0002', 11.5, 10], ['reading-0001', 11.5, 9],
    ]);
    expect(stored).toEqual([]);
  });

  it('is told of once when it takes long, asked for with ever longer pauses, and let go of at a stop', async () => {
    const { state, told, queue, settle, stored } = await shaky(Infinity);
    queue.add([reading('reading-0001', 11), reading('reading-0002', 10)]);
    await settle(3_600_000);
    expect(told).toEqual([]);
    // 1, 2, 4 ... 256 s, from then on each five minutes.
    expect(state.reads).toBe(20);
    expect(stored.flatMap(({ events }) => events.map(({ code, params }) => [code, params]))).toEqual([['laboratory.compareLater', { count: 2 }]]);
    queue.stop();
    const { reads } = state;
    await settle(600_000);
    expect(state.reads).toBe(reads);
  });
});
