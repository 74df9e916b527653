import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { EXPORT_COLUMNS, exportCells } from '#core/laboratory/export.ts';
import { samplingPoints, sensorsAt } from '#core/laboratory/places.ts';
import { QUANTITIES } from '#core/laboratory/quantities.ts';
import { READING_METHODS, readingSchema } from '#core/laboratory/reading.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { convert, unitsLike } from '#core/laboratory/units.ts';
import { CSV_BOM, csvLine } from '#renderer/model/csv.ts';
import enTexts from '../../../src/renderer/i18n/en/laboratory.json' with { type: 'json' };
import koTexts from '../../../src/renderer/i18n/ko/laboratory.json' with { type: 'json' };
import { geumgang } from '../../core/control/plant-fixture.ts';
import { NOW_MS, planOf } from './plan-of.ts';

const profile = geumgang();
const points = samplingPoints(profile);
const OLDEST_MS = Date.UTC(2016, 0, 1);

/** A number a person would write, inside what the quantity allows in its unit. */
const inside = (item: string, unit: string): fc.Arbitrary<number> => {
  const quantity = QUANTITIES.find((each) => each.item === item)!;
  return fc
    .double({ min: quantity.min, max: quantity.max, noNaN: true })
    .map((value) => Number((convert(value, quantity.unit, unit) ?? 0).toPrecision(5)))
    .filter((value) => {
      const back = convert(value, unit, quantity.unit) ?? NaN;
      return back >= quantity.min && back <= quantity.max && !Object.is(value, -0);
    });
};
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ maxLength, unit: fc.constantFrom(...'abc 한글,";\'=+-@<>()\n1.2년/') }).map((each) => each.trim());
const positive = fc.double({ min: 1e-6, max: 1e4, noNaN: true }).map((value) => Number(value.toPrecision(4)));

const reading: fc.Arbitrary<LaboratoryReading> = fc
  .record({ point: fc.constantFrom(...points), quantity: fc.constantFrom(...QUANTITIES), u: fc.nat(), t: fc.nat() })
  .chain(({ point, quantity, u, t }) => {
    const units = unitsLike(quantity.unit);
    const unit = units[u % units.length]!;
    const tags = [null, ...sensorsAt(profile, point, quantity.item).map(({ tag }) => tag)];
    return fc.record({
      item: fc.constant(quantity.item),
      point: fc.constant(point),
      tag: fc.constant(tags[t % tags.length]!),
      unit: fc.constant(unit),
      sampledMs: fc.integer({ min: OLDEST_MS, max: NOW_MS }),
      composite: fc.option(fc.integer({ min: 60_000, max: 7 * 86_400_000 })),
      value: inside(quantity.item, unit),
      qualifier: fc.constantFrom('exact', 'below', 'above'),
      how: fc.constantFrom(...READING_METHODS),
      method: text(30),
      person: text(20).filter((each) => each !== ''),
      laboratory: fc.option(text(20).filter((each) => each !== '')),
      quantificationLimit: fc.option(positive),
      uncertainty: fc.option(positive),
      note: text(40),
      explanation: text(40),
    });
  })
  .filter(({ qualifier, value }) => qualifier !== 'below' || value > 0)
  .map(({ composite, ...each }) =>
    readingSchema.parse({
      ...each,
      id: 'reading-0001',
      compositeFromMs: composite === null ? null : each.sampledMs - composite,
      // A result below its limit carries that limit.
      quantificationLimit: each.quantificationLimit ?? (each.qualifier === 'below' ? each.value : null),
      origin: null,
      state: 'valid',
      reason: '',
    }),
  );

const words = {
  local: (ms: number): string => DateTime.fromMillis(ms, { zone: profile.site.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss'),
  utc: (ms: number): string => new Date(ms).toISOString(),
  point: (id: string): string => id,
};
const exported = (readings: readonly LaboratoryReading[], language: 'ko' | 'en'): string => {
  const names = (language === 'ko' ? koTexts : enTexts).csv;
  return CSV_BOM + csvLine(EXPORT_COLUMNS.map((column) => names[column])) + readings.map((each) => csvLine(exportCells(each, words))).join('');
};
const content = ({ id: _id, origin: _origin, state: _state, reason: _reason, ...rest }: LaboratoryReading): object => rest;

describe('readings written to a file', () => {
  it.each(['ko', 'en'] as const)('are read again as they were, with headings in %s', async (language) => {
    await fc.assert(
      fc.asyncProperty(fc.array(reading, { minLength: 1, maxLength: 12 }), async (readings) => {
        const plan = await planOf(profile, Buffer.from(exported(readings, language)));
        expect(plan.rows.map(({ code, found }) => (code === null ? 'ok' : `${code} ${found}`))).toEqual(readings.map(() => 'ok'));
        expect(plan.rows.map(({ reading: draft }) => draft && content({ ...draft, origin: null, state: 'valid', reason: '' }))).toEqual(readings.map(content));
      }),
      { numRuns: 60 },
    );
  });
});

/** Numbers a text shows, as anybody would read them with a point for decimals. */
const MUTATIONS = ['', '0', '9', '.', ',', ';', '\t', '"', "'", '<', 'x', 'ND', '한', '\n', '\r\n', '-', 'e', '\u0000', '\uFEFF', '2026-13-40', '99999'] as const;

describe('a file that was damaged on its way', () => {
  const lines = [
    'Sampled at,Sampling point,Item,Result,Unit,Limit of quantification',
    '2026-11-03 09:30,effluent,TN,11.25,mg/L,0.1',
    '2026-11-04 10:40,influent,COD,187.5,mg/L,',
    '2026-11-05 11:50,effluent,TP,<0.05,mg/L,0.05',
    '2026-11-06 12:15,effluent,pH,7.12,,',
  ];
  const original = `${lines.join('\n')}\n`;

  it('never breaks the reader, and every cell that is not taken says why', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat({ max: original.length }), cut: fc.nat({ max: 4 }), put: fc.constantFrom(...MUTATIONS) }), { minLength: 1, maxLength: 5 }),
        async (edits) => {
          let damaged = original;
          for (const { at, cut, put } of edits) damaged = damaged.slice(0, at) + put + damaged.slice(at + cut);
          const plan = await planOf(profile, Buffer.from(damaged)).catch((error: unknown) => {
            // What is no table of text any more is refused as a whole, by name.
            expect(String(error)).toMatch(/fileKind|fileBroken|fileEmpty|fileEncoding/);
            return null;
          });
          for (const row of plan?.rows ?? []) {
            if (row.status === 'rejected') {
              expect(row.code).not.toBeNull();
              continue;
            }
            const { value, unit, item, sampledMs } = row.reading!;
            const quantity = QUANTITIES.find((each) => each.item === item)!;
            const own = convert(value, unit, quantity.unit)!;
            expect(own >= quantity.min && own <= quantity.max && sampledMs <= NOW_MS + 300_000).toBe(true);
            // The value taken is the number that stands in the very cell, digit for digit.
            expect(row.found.replace(/[^\d]/g, '').replace(/^0+|0+$/g, '')).toContain(
              String(value).replace(/e[+-]\d+$/, '').replace(/[^\d]/g, '').replace(/^0+|0+$/g, ''),
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never breaks on bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom([], [0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0xef, 0xbb, 0xbf]), async (bytes, head) => {
        const plan = await planOf(profile, Buffer.from([...head, ...bytes])).catch((error: unknown) => String(error));
        if (typeof plan === 'string') expect(plan).toMatch(/file[A-Z]/);
        else expect(plan.counts.taken).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
