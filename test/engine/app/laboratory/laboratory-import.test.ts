import { describe, expect, it, vi } from 'vitest';
import type { ReadingFilter } from '#contract/laboratory.ts';
import { ImportThread } from '#engine/laboratory/import-thread.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import { pointsOf, wordTable } from '../../../core/laboratory/words-fixture.ts';
import { tempDirs } from '../temp-dir.ts';
import { HOUR_MS, draft, laboratoryRigs, must, profile, refusal } from './laboratory-rig.ts';

const tempDir = tempDirs();
const rigOf = laboratoryRigs();
const everything: ReadingFilter = { fromMs: null, toMs: null, item: null, point: null, how: null, person: null, overLimit: false, withdrawn: false, importId: null };
const iso = (ms: number): string => new Date(ms).toISOString();
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const file = base64(
  `UTC,Sampling point,Item,Result,Unit\n${iso(HOUR_MS)},effluent,TN,11,mg/L\n${iso(HOUR_MS)},effluent,TP,0.4,mg/L\n${iso(HOUR_MS)},effluent,pH,71,\n${iso(HOUR_MS)},backyard,pH,7.1,\n`,
);

describe('a file of readings', () => {
  it('stores nothing before the word, then all at once, and is taken back as a whole', async () => {
    const rig = await rigOf(tempDir());
    must(await rig.readings.enter(draft(), 'Kim'));
    const preview = must(await rig.imports.preview('week.csv', file, 'Lee'));
    expect(preview.counts).toMatchObject({ taken: 1, duplicate: 1, rejected: 2 });
    expect(preview.already).toBeNull();
    const rejected = must(await rig.imports.rows({ token: preview.token, status: 'rejected', skip: 0, limit: 10 }));
    expect(rejected.rows.map(({ row, column, code, found }) => [row, column, code, found])).toEqual([
      [4, 'D', 'outsidePhysical', '71'],
      [5, 'B', 'unknownPoint', 'backyard'],
    ]);
    expect(must(await rig.readings.list({ filter: everything, skip: 0, limit: 10 })).total).toBe(1);

    const record = must(await rig.imports.confirm(preview.token, 'Lee'));
    expect(record).toMatchObject({ file: 'week.csv', taken: 1, duplicate: 1, rejected: 2, who: 'Lee', state: 'taken' });
    expect(record.sha256).toMatch(/^[0-9a-f]{64}$/);
    // A second press finds nothing more to take.
    expect(refusal(await rig.imports.confirm(preview.token, 'Lee'))).toBe('laboratory.previewGone');

    const later = await rig.restarted();
    const list = must(await later.readings.list({ filter: { ...everything, importId: record.importId }, skip: 0, limit: 10 }));
    expect(list.readings.map(({ reading, actor }) => [reading.item, reading.value, actor, reading.origin?.row])).toEqual([['TP', 0.4, 'person:Lee', 3]]);
    const again = must(await later.imports.preview('week.csv', file, 'Lee'));
    expect(again.already?.importId).toBe(record.importId);
    expect(again.counts).toMatchObject({ taken: 0, duplicate: 2 });
    expect(refusal(await later.imports.confirm(again.token, 'Lee'))).toBe('laboratory.nothingToTake');

    expect(must(await later.imports.undo(record.importId, 'Kim', 'Other plant')).state).toBe('undone');
    expect(refusal(await later.imports.undo(record.importId, 'Kim', 'again'))).toBe('laboratory.importUndoneAlready');
    expect(must(await later.readings.list({ filter: everything, skip: 0, limit: 10 })).total).toBe(1);
    await vi.waitFor(() => expect(later.changes.map(({ comparison }) => comparison)).toContain(null));
  });

  it('remembers what a person made of its columns for the next file of the same form', async () => {
    const rig = await rigOf(tempDir());
    const odd = (value: number): string => base64(`When,Where,Nitrogen X\n${iso(HOUR_MS)},effluent,${String(value)}\n`);
    const preview = must(await rig.imports.preview('a.csv', odd(11), 'Lee'));
    expect(preview.counts.taken).toBe(0);
    const [sheet] = preview.mapping.sheets;
    const roles = ['sampledAt', 'point', 'value'] as const;
    const columns = ['When', 'Where', 'Nitrogen X'].map((header, index) => ({
      index, header, role: roles[index]!, item: index === 2 ? 'TN' : null, point: null, unit: null,
    }));
    const mapping = { ...preview.mapping, sheets: [{ ...sheet!, use: true, headerRow: 0, firstRow: 1, columns }] };
    const mapped = must(await rig.imports.remap(preview.token, mapping));
    expect(mapped.counts).toMatchObject({ taken: 1, noted: 1 });
    must(await rig.imports.confirm(preview.token, 'Lee'));
    const next = must(await rig.imports.preview('b.csv', odd(12), 'Lee'));
    expect([next.remembered, next.counts.taken]).toEqual([true, 1]);
  });

  it('that is none is refused by what is wrong with it, and leaves the next one to be read', async () => {
    const rig = await rigOf(tempDir());
    expect(refusal(await rig.imports.preview('a.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]).toString('base64'), 'Lee'))).toBe('laboratory.fileOldExcel');
    expect(refusal(await rig.imports.preview('a.csv', '', 'Lee'))).toBe('laboratory.fileEmpty');
    expect(must(await rig.imports.preview('week.csv', file, 'Lee')).counts.taken).toBe(2);
  });

  it('that takes too long is given up without a trace', async () => {
    const setup = {
      bytes: Buffer.from(`UTC,Sampling point,Item,Result\n${`${iso(HOUR_MS)},effluent,TN,11\n`.repeat(20_000)}`), name: 'long.csv', who: 'Lee', importId: 'import-x',
      nowMs: Date.now(), profile, words: wordTable(), points: pointsOf(profile), kept: [], same: [],
    };
    const thread = new ImportThread({ setup, clock: systemClock, log: silentLog, limitMs: 1 });
    const answer = await thread.plan(null);
    expect(!answer.ok && answer.error.kind).toBe('fileTimeout');
  });
});
