import fc from 'fast-check';
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '#engine/historian/journal/journal.ts';
import { encodeScan, walkSegment } from '#engine/historian/journal/record.ts';
import { listSegments, peekJournal, walkJournal } from '#engine/historian/journal/segments.ts';
import { packScan } from '#engine/historian/messages.ts';
import type { PackedScan } from '#engine/historian/messages.ts';
import { DAY0_MS, sample, scan, tempDir } from './rig.ts';

const packed = (n: number, tags = 3): PackedScan =>
  packScan(
    scan({
      grid: Array.from({ length: tags }, (_, i) =>
        sample(`T-${i}.pv`, DAY0_MS + n * 60_000, i === 1 ? null : n + i / 8),
      ),
      events: [
        {
          tsMs: DAY0_MS + n,
          kind: 'system',
          priority: 5,
          code: 'n',
          subject: null,
          params: { n },
          actor: 'engine',
        },
      ],
      state: { n: String(n) },
    }),
  );

const packedReceipt = (hash: string): PackedScan['receipts'][number] => ({
  requestId: 'r',
  tsMs: DAY0_MS,
  unit: 'P-101A',
  outcome: 'confirmed',
  body: '{}',
  prevHash: 'before',
  hash,
});

const opened = (
  dataDir: string,
  databaseSeq: number,
  rest: { segmentBytes?: number; capBytes?: number } = {},
): Journal =>
  new Journal({
    dataDir,
    journalId: 'one',
    databaseSeq,
    head: () => ({ state: [['n', 'head']], lastReceiptHash: 'abc', lastMs: DAY0_MS }),
    ...rest,
  });

const read = (dataDir: string, afterSeq = 0): [number, string][] => {
  const found: [number, string][] = [];
  walkJournal(listSegments(join(dataDir, 'journal')), afterSeq, ({ seq, scan: { state } }) =>
    found.push([seq, state[0]?.[1] ?? '']),
  );
  return found;
};
const span = (from: number, to: number): [number, string][] =>
  Array.from({ length: to - from + 1 }, (_, i) => [from + i, String(from + i)]);

describe('the journal', () => {
  it('gives back exactly what was appended, values without a number included', () => {
    const dir = tempDir();
    const journal = opened(dir, 0);
    const scans = [packed(1), packed(2, 200), packScan(scan({}))];
    expect(journal.append(scans)).toBe(3);
    journal.close();
    const found: PackedScan[] = [];
    walkJournal(listSegments(join(dir, 'journal')), 0, ({ scan: one }) => found.push(one));
    expect(found).toEqual(scans);
  });

  it('goes on after it was opened again, from whichever of journal and database is ahead', () => {
    const dir = tempDir();
    let journal = opened(dir, 0);
    for (let n = 1; n <= 5; n++) journal.append([packed(n)]);
    journal.close();
    journal = opened(dir, 3);
    expect(journal.seq).toBe(5);
    journal.append([packed(6)]);
    journal.close();
    journal = opened(dir, 9);
    journal.append([packed(10)]);
    journal.close();
    expect(read(dir)).toEqual([...span(1, 6), [10, '10']]);
    expect(read(dir, 5)).toEqual([
      [6, '6'],
      [10, '10'],
    ]);
    expect(peekJournal(dir)).toEqual({ state: { n: '10' }, lastReceiptHash: 'abc', lastSeq: 10 });
  });

  it('tells the newest state and receipt, however many scans hold neither and whatever their words are', () => {
    const words = fc.constantFrom('', '"state":[["n","9"]]', '"receipts":[{"hash":"no"}]');
    const part = fc.record({ state: fc.option(fc.nat(99)), receipt: fc.option(fc.nat(99)), words });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.integer({ min: 1, max: 80 }),
        (parts, tags) => {
          const dir = tempDir();
          const journal = opened(dir, 0);
          for (const { state, receipt, words: detail } of parts) {
            const one = packed(1, tags);
            journal.append([
              {
                ...one,
                events: one.events.map((event) => ({ ...event, params: { detail } })),
                state: state === null ? [] : [['n', String(state)]],
                receipts: receipt === null ? [] : [packedReceipt(`hash-${String(receipt)}`)],
              },
            ]);
          }
          journal.close();
          const state = parts.findLast((each) => each.state !== null)?.state ?? 'head';
          const receipt = parts.findLast((each) => each.receipt !== null)?.receipt ?? null;
          expect(peekJournal(dir)).toEqual(
            parts.length === 0
              ? null
              : {
                  state: { n: String(state) },
                  lastReceiptHash: receipt === null ? 'abc' : `hash-${String(receipt)}`,
                  lastSeq: parts.length,
                },
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves nothing of what was taken back', () => {
    const dir = tempDir();
    const journal = opened(dir, 0);
    journal.append([packed(1)]);
    journal.append([packed(7), packed(8), packed(9)]);
    journal.undo();
    expect(journal.append([packed(2)])).toBe(2);
    journal.undo();
    journal.close();
    expect(read(dir)).toEqual([[1, '1']]);
  });

  it('drops only segments that hold nothing after what is covered, and by its size cap says what it took', () => {
    const dir = tempDir();
    let journal = opened(dir, 0, { segmentBytes: 2_000 });
    for (let n = 1; n <= 40; n++) journal.append([packed(n)]);
    const before = listSegments(join(dir, 'journal'));
    expect(before.length).toBeGreaterThan(3);
    const third = before[2]?.firstSeq ?? 0;
    expect(journal.release(third - 2)).toBe(1);
    expect(journal.release(third - 1)).toBe(1);
    expect(journal.firstSeq).toBe(third);
    expect(read(dir)).toEqual(span(third, 40));
    journal.close();
    journal = opened(dir, 40, { segmentBytes: 2_000, capBytes: 10_000 });
    for (let n = 41; n <= 80; n++) journal.append([packed(n)]);
    expect(journal.takeDropped()?.throughSeq).toBe((journal.firstSeq ?? 0) - 1);
    expect(read(dir).at(-1)).toEqual([80, '80']);
    journal.close();
  });

  it('puts records of another database aside instead of mixing them in', () => {
    const dir = tempDir();
    const first = opened(dir, 0);
    first.append([packed(1)]);
    first.close();
    const other = new Journal({
      dataDir: dir,
      journalId: 'two',
      databaseSeq: 0,
      head: () => ({ state: [], lastReceiptHash: null, lastMs: null }),
    });
    other.append([packed(5)]);
    other.close();
    expect(read(dir)).toEqual([[1, '5']]);
    expect(readdirSync(join(dir, 'journal'))).toContain('other-one');
  });

  it(
    'cut at any byte gives back every whole record before the cut, and goes on from there',
    { timeout: 60_000 },
    () => {
      const dir = tempDir();
      const journal = opened(dir, 0);
      for (let n = 1; n <= 12; n++) journal.append([packed(n, n % 4)]);
      journal.close();
      const segment = listSegments(join(dir, 'journal'))[0]?.path ?? '';
      const whole = readFileSync(segment);
      const ends: number[] = [];
      let end = 0;
      walkSegment(whole, () => void ends.push(0));
      end = walkSegment(whole, () => undefined).endBytes;
      fc.assert(
        fc.property(fc.integer({ min: 200, max: end }), fc.boolean(), (cut, rubbish) => {
          writeFileSync(segment, whole);
          truncateSync(segment, cut);
          if (rubbish)
            writeFileSync(segment, Buffer.concat([whole.subarray(0, cut), Buffer.alloc(64, 0x5a)]));
          const again = opened(dir, 0);
          const last = again.seq;
          again.append([packed(last + 1)]);
          again.close();
          expect(read(dir)).toEqual(span(1, last + 1));
        }),
        { numRuns: 60 },
      );
    },
  );

  it(
    'with any bytes overwritten gives back every record they did not touch',
    { timeout: 60_000 },
    () => {
      const records = Array.from({ length: 20 }, (_, i) => encodeScan(i + 1, packed(i + 1, i % 5)));
      const starts: number[] = [];
      records.reduce((at, record) => (starts.push(at), at + record.length), 0);
      const whole = Buffer.concat(records);
      fc.assert(
        fc.property(
          fc.nat(whole.length - 1),
          fc.integer({ min: 1, max: 700 }),
          fc.integer({ min: 0, max: 255 }),
          (at, length, byte) => {
            const bytes = Buffer.from(whole);
            bytes.fill(byte, at, Math.min(bytes.length, at + length));
            // The bytes that fill a record up to a multiple of eight carry nothing.
            const sound = records.flatMap((record, i) => {
              const carried = record.subarray(0, 16 + record.readUInt32LE(0));
              const from = starts[i] ?? 0;
              return carried.equals(bytes.subarray(from, from + carried.length)) ? [i + 1] : [];
            });
            const found: number[] = [];
            walkSegment(bytes, ({ seq }) => void found.push(seq));
            expect(found).toEqual(sound);
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});
