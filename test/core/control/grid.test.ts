import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_GRID, MINUTE_MS, advanceGrid, reducerOf } from '#core/control/grid.ts';
import type { GridState, StoredValue } from '#core/control/grid.ts';
import type { Tag } from '#core/plant/tag.ts';
import type { Sample } from '#core/signal/sample.ts';

const tag = (over: Partial<Tag> = {}): Tag => ({
  id: 'AIT-1.pv',
  name: { ko: 'k', en: 'e' },
  unit: 'mg/L',
  slave: 1,
  table: 'input',
  address: 0,
  type: 'int16',
  bit: null,
  wordOrder: null,
  scale: 0.1,
  offset: 0,
  pollClass: '1s',
  access: 'r',
  min: null,
  max: null,
  decimals: 1,
  store: 'grid',
  ...over,
});
const analog = tag();
const counter = tag({ id: 'JIT-1.energy', type: 'uint32', unit: 'kWh' });
const M0 = Date.UTC(2026, 0, 1);

const sample = (value: number, sourceTimeMs: number, over: Partial<Sample> = {}): Sample => ({
  value,
  quality: 'good',
  provenance: 'measured',
  sourceTimeMs,
  ...over,
});

/** Runs scans [ms after M0, sample] and gives the rows of one tag. */
function run(
  of: Tag,
  scans: readonly (readonly [number, Sample])[],
  recorded = false,
): StoredValue[] {
  let state: GridState = EMPTY_GRID;
  let before = new Map<string, Sample>();
  return scans.flatMap(([ms, each]) => {
    const samples = new Map([[of.id, each]]);
    const result = advanceGrid(state, [of], before, samples, M0 + ms, recorded);
    state = result.state;
    before = samples;
    return [...result.rows];
  });
}

describe('the 1-minute grid', () => {
  it('stores the mean of a minute at its start, whatever the readings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 59 }),
        (values) => {
          const scans = values.map((value, i) => [i * 1000, sample(value, M0 + i * 1000)] as const);
          const rows = run(analog, [...scans, [MINUTE_MS, sample(0, M0 + MINUTE_MS)]]);
          expect(rows).toHaveLength(1);
          expect(rows[0]).toMatchObject({ tsMs: M0, quality: 'good', provenance: 'measured' });
          const mean = values.reduce((a, b) => a + b, 0) / values.length;
          expect(Math.abs(rows[0]!.value! - mean)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, ...values.map(Math.abs)),
          );
        },
      ),
    );
  });

  it('stores a steady reading exactly', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 60 }),
        (value, count) => {
          const scans = Array.from(
            { length: count },
            (_, i) => [i * 1000, sample(value, M0 + i * 1000)] as const,
          );
          // Minus zero and zero are one reading.
          expect(run(analog, [...scans, [MINUTE_MS, sample(1, M0 + MINUTE_MS)]])[0]!.value).toBe(
            value + 0,
          );
        },
      ),
    );
  });

  it('takes the last value of totalisers, switches and settings', () => {
    expect(
      [counter, tag({ type: 'bit', bit: 3 }), tag({ table: 'holding' }), analog].map(reducerOf),
    ).toEqual(['last', 'last', 'last', 'mean']);
    const rows = run(counter, [
      [0, sample(10, M0)],
      [30_000, sample(12, M0 + 30_000)],
      [60_000, sample(13, M0 + 60_000)],
    ]);
    expect(rows[0]!.value).toBe(12);
  });

  it('keeps bad readings out of the mean and stores what stands when nothing good came', () => {
    const bad = sample(900, M0 + 1000, { quality: 'outOfRange' });
    expect(
      run(analog, [
        [0, sample(5, M0)],
        [1000, bad],
        [60_000, bad],
      ])[0],
    ).toMatchObject({ value: 5, quality: 'good' });
    expect(
      run(analog, [
        [0, bad],
        [60_000, sample(7, M0 + 60_000)],
      ])[0],
    ).toMatchObject({ value: 900, quality: 'outOfRange', provenance: 'measured' });
    const lost = sample(5, M0 - 9000, { quality: 'commFault', provenance: 'held' });
    expect(
      run(analog, [
        [0, lost],
        [60_000, lost],
      ])[0],
    ).toMatchObject({ value: 5, quality: 'commFault', provenance: 'held' });
    const unread: Sample = {
      value: null,
      quality: 'notYetRead',
      provenance: 'measured',
      sourceTimeMs: 0,
    };
    expect(
      run(analog, [
        [0, unread],
        [60_000, unread],
      ]),
    ).toEqual([]);
  });

  it('counts one reading once, and repeats the value of a slow tag as held', () => {
    const slow = sample(7, M0 + 100);
    const rows = run(analog, [
      [500, slow],
      [1500, slow],
      [60_500, slow],
      [120_500, slow],
    ]);
    expect(rows.map(({ tsMs, provenance, value }) => [tsMs - M0, provenance, value])).toEqual([
      [0, 'measured', 7],
      [MINUTE_MS, 'held', 7],
    ]);
  });

  it('writes no minute twice when the PC clock goes back a little, and follows it when it goes back far', () => {
    const at = (ms: number, value: number) => [ms, sample(value, M0 + ms)] as const;
    const little = run(analog, [
      at(119_000, 1),
      at(121_000, 2),
      at(119_500, 3),
      at(122_000, 4),
      at(180_000, 5),
    ]);
    expect(little.map(({ tsMs, value }) => [tsMs - M0, value])).toEqual([
      [60_000, 1],
      [120_000, 3],
    ]);
    const far = run(analog, [at(3_600_000, 1), at(0, 2), at(60_000, 3)]);
    expect(far.map(({ tsMs, value }) => [tsMs - M0, value])).toEqual([
      [3_600_000, 1],
      [0, 2],
    ]);
  });

  it('goes by the recorded time of a recording and keeps each minute as it was read', () => {
    const then = Date.UTC(2010, 3, 10, 6, 10) - M0;
    const rows = run(
      analog,
      [
        [then, sample(3.1, M0 + then, { provenance: 'recorded' })],
        [then + MINUTE_MS, sample(0, M0 + then + MINUTE_MS, { provenance: 'recorded' })],
        [then + 3 * MINUTE_MS, sample(1, M0 + then + 3 * MINUTE_MS, { provenance: 'recorded' })],
      ],
      true,
    );
    expect(
      rows.map(({ tsMs, value, provenance }) => [tsMs - M0 - then, value, provenance]),
    ).toEqual([
      [0, 3.1, 'recorded'],
      [MINUTE_MS, 0, 'recorded'],
    ]);
  });
});
