import { describe, expect, it } from 'vitest';
import { RAW_RANGE } from '#core/plant/check-tags.ts';
import { parseCsv } from '#core/plant/csv.ts';
import { indexProfile } from '#core/plant/derived.ts';
import type { Tag } from '#core/plant/tag.ts';
import { hasRef, profileFiles, refTable, shippedProfile } from './profile-files.ts';

const index = indexProfile(shippedProfile('mines-mbr'));
const RECORDING = 'real/mines_mbr_1min_2010.csv';

interface MapRow {
  readonly column: string;
  readonly tag: Tag;
  readonly scale: number;
  readonly offset: number;
  readonly unit: string;
}
function columnMap(): MapRow[] {
  const rows = parseCsv(profileFiles('mines-mbr')['replay-map.csv'] ?? '');
  if (!rows.ok) throw new Error(rows.error.rule);
  const [head, ...lines] = rows.value.map((row) => row.cells);
  expect(head).toEqual(['column', 'tag', 'scale', 'offset', 'unit']);
  return lines.map(([column = '', tag = '', scale, offset, unit = '']) => ({
    column,
    tag: index.tag.get(tag)!,
    scale: Number(scale),
    offset: Number(offset),
    unit,
  }));
}

/** Nearest number the register of a tag can hold, as an engineering value. */
function throughRegister(tag: Tag, value: number): number {
  if (tag.type === 'float32') return Math.fround(value);
  return Math.round((value - tag.offset) / tag.scale) * tag.scale + tag.offset;
}

describe('column map of the Mines recording', () => {
  it('names each tag once, in the unit of the tag, and the recorded time', () => {
    const rows = columnMap();
    expect(new Set(rows.map((row) => row.tag.id)).size).toBe(rows.length);
    for (const row of rows) expect([row.column, row.unit]).toEqual([row.column, row.tag.unit]);
    expect(rows[0]).toMatchObject({ column: 'Date.Time', tag: { id: 'REC-CLOCK.time' } });
  });

  it('reads every mapped tag in one request, so that all carry the same recorded minute', () => {
    const tags = columnMap().map((row) => row.tag);
    expect(new Set(tags.map((tag) => `${tag.slave}/${tag.table}/${tag.pollClass}`))).toEqual(
      new Set(['1/input/1s']),
    );
    expect(
      Math.max(...tags.map((tag) => tag.address)) - Math.min(...tags.map((tag) => tag.address)),
    ).toBeLessThan(125);
  });

  it.each([
    ['sewage_flow', 1, 0.2271247],
    ['mbr_1_tmp', 1, 6.894757],
    ['mbr_1_level', 10, 3.048],
    ['bio_1_temp', 64, 17.7777778],
    ['bio_1_temp', 32, 0],
    ['bio_1_blow_flow', 10, 16.0745],
  ])('converts %s from US units: %d becomes %d', (column, from, to) => {
    const row = columnMap().find((each) => each.column === column)!;
    expect(from * row.scale + row.offset).toBeCloseTo(to, 6);
  });
});

describe.skipIf(!hasRef(RECORDING))('the recording itself', () => {
  const rows = refTable(RECORDING);
  const values = columnMap().filter((row) => row.tag.id !== 'REC-CLOCK.time');

  it.each(values.map((row) => [row.column, row] as const))(
    '%s survives at the resolution of its register',
    (column, { tag, scale, offset }) => {
      const raw = RAW_RANGE[tag.type];
      let worst = 0;
      for (const row of rows) {
        const value = Number(row[column]) * scale + offset;
        if (tag.min !== null && value < tag.min) throw new Error(`${value} below ${tag.min}`);
        if (tag.max !== null && value > tag.max) throw new Error(`${value} above ${tag.max}`);
        const held = throughRegister(tag, value);
        if (raw !== null) {
          const word = Math.round((held - tag.offset) / tag.scale);
          if (word < raw[0] || word > raw[1])
            throw new Error(`raw ${word} does not fit ${tag.type}`);
        }
        // The file writes seven significant digits; a float32 gives all of them back.
        if (tag.type === 'float32') expect(Number(held.toPrecision(7))).toBe(value);
        else worst = Math.max(worst, Math.abs(held - value));
      }
      expect(worst).toBeLessThanOrEqual(tag.scale / 2 + 1e-9);
    },
  );

  it('keeps what the instruments could tell apart: steps of the file stay steps', () => {
    // One count of each instrument as the file shows it, in the file's unit.
    const counts: Record<string, number> = {
      sewage_flow: 0.1,
      mbr_1_perm_flow: 0.1,
      mbr_1_tmp: 0.1,
      mbr_1_level: 0.01,
      bio_1_level: 0.001,
      bio_1_do: 0.1,
      bio_1_temp: 1,
      perm_turb: 0.001,
      ras_ph: 0.1,
      ras_tss: 0.01,
      bio_1_blow_flow: 0.1,
      perm_tank_level: 0.01,
    };
    for (const [column, step] of Object.entries(counts)) {
      const row = values.find((each) => each.column === column)!;
      expect([column, row.tag.scale <= step * row.scale || row.tag.type === 'float32']).toEqual([
        column,
        true,
      ]);
    }
  });
});
