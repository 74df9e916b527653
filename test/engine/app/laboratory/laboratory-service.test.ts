import { describe, expect, it, vi } from 'vitest';
import type { ReadingFilter } from '#contract/laboratory.ts';
import { tempDirs } from '../temp-dir.ts';
import { HOUR_MS, draft, laboratoryRigs, must, refusal } from './laboratory-rig.ts';

const tempDir = tempDirs();
const rigOf = laboratoryRigs();
const everything: ReadingFilter = { fromMs: null, toMs: null, item: null, point: null, how: null, person: null, overLimit: false, withdrawn: false, importId: null };

describe('readings by hand', () => {
  it('are stored once, however often they are sent, and stand after a restart', async () => {
    const rig = await rigOf(tempDir());
    const first = must(await rig.readings.enter(draft(), 'Kim'));
    const again = must(await rig.readings.enter(draft(), 'Kim'));
    expect(again.seq).toBe(first.seq);
    expect(refusal(await rig.readings.enter(draft({ id: 'reading-0002', person: 'Lee' }), 'Lee'))).toBe('laboratory.duplicate');
    const events = must(await rig.historian.events({ fromMs: null, toMs: null, kinds: ['quality'], maxPriority: null, subject: null, beforeSeq: null, limit: 10 }));
    expect(events.map(({ code, actor, params }) => [code, actor, params['value']])).toEqual([['laboratory.entered', 'person:Kim', 11]]);
    const later = await rig.restarted();
    const list = must(await later.readings.list({ filter: everything, skip: 0, limit: 10 }));
    expect(list.readings.map(({ reading, actor }) => [reading.value, actor])).toEqual([[11, 'person:Kim']]);
    expect(refusal(await later.readings.enter(draft({ id: 'reading-0003' }), 'Kim'))).toBe('laboratory.duplicate');
  });

  it('are never changed in place: each correction and withdrawal is a version with who and why', async () => {
    const rig = await rigOf(tempDir());
    must(await rig.readings.enter(draft(), 'Kim'));
    expect(refusal(await rig.readings.correct(draft(), 'Kim', 'none'))).toBe('laboratory.unchanged');
    must(await rig.readings.correct(draft({ value: 12 }), 'Lee', 'Read from the wrong line'));
    must(await rig.readings.withdraw('reading-0001', 'Kim', 'Wrong bottle'));
    expect(refusal(await rig.readings.correct(draft({ value: 13 }), 'Kim', 'x'))).toBe('laboratory.isWithdrawn');
    expect(refusal(await rig.readings.withdraw('reading-9999', 'Kim', 'x'))).toBe('laboratory.gone');
    const later = await rig.restarted();
    const versions = must(await later.readings.versions('reading-0001'));
    expect(versions.map(({ reading, actor }) => [reading.value, reading.state, actor, reading.reason])).toEqual([
      [12, 'withdrawn', 'person:Kim', 'Wrong bottle'],
      [12, 'valid', 'person:Lee', 'Read from the wrong line'],
      [11, 'valid', 'person:Kim', ''],
    ]);
    expect(must(await later.readings.list({ filter: everything, skip: 0, limit: 10 })).total).toBe(0);
    const [row] = must(await later.readings.list({ filter: { ...everything, withdrawn: true }, skip: 0, limit: 10 })).readings;
    expect(row?.version).toBe(3);
    // What was withdrawn may be entered again.
    must(await later.readings.enter(draft({ id: 'reading-0004', value: 12 }), 'Kim'));
  });

  it('are refused when they cannot be, and asked about when they are unusual', async () => {
    const rig = await rigOf(tempDir());
    const enter = async (part: Parameters<typeof draft>[0]): Promise<string | null> => refusal(await rig.readings.enter(draft(part), 'Kim'));
    expect(await enter({ value: 1e9 })).toBe('laboratory.refused');
    expect(await enter({ sampledMs: Date.now() + 3_600_000 })).toBe('laboratory.refused');
    expect(await enter({ tag: 'AIT-605.pv' })).toBe('laboratory.unknownTag');
    expect(await enter({ value: 25 })).toBe('laboratory.askWhy');
    expect(await enter({ value: 25, explanation: 'Measured twice' })).toBe('done');
    const over = must(await rig.readings.list({ filter: { ...everything, overLimit: true }, skip: 0, limit: 10 }));
    expect(over.readings.map(({ reading }) => reading.explanation)).toEqual(['Measured twice']);
  });

  it('wait for a disk that refuses, are told as not yet stored, and are stored when it takes them', async () => {
    const rig = await rigOf(tempDir());
    rig.disk.broken = true;
    expect(refusal(await rig.readings.enter(draft(), 'Kim'))).toBe('laboratory.notStored');
    rig.disk.broken = false;
    await vi.waitFor(async () => expect(must(await rig.readings.versions('reading-0001'))).toHaveLength(1), { timeout: 10_000 });
    expect(must(await rig.readings.list({ filter: everything, skip: 0, limit: 10 })).total).toBe(1);
  });
});

describe('readings against sensors', () => {
  it('are compared with the minutes around the sample, and whoever listens is told of every change', async () => {
    const rig = await rigOf(tempDir());
    // Ten minutes before and after 11.5; far from it before that.
    await rig.minutes('AIT-603.pv', HOUR_MS - 30 * 60_000, [...Array.from({ length: 20 }, () => 50), ...Array.from({ length: 20 }, () => 11.5)]);
    must(await rig.readings.enter(draft({ uncertainty: 0.3 }), 'Kim'));
    await vi.waitFor(() => expect(rig.changes).toHaveLength(1));
    expect(rig.changes[0]?.comparison).toEqual({
      tag: 'AIT-603.pv', readingId: 'reading-0001', sampledMs: HOUR_MS, sensorValue: 11.5, sensorSd: 0, referenceValue: 11, referenceSd: 0.3,
    });
    const span = { tag: 'AIT-603.pv', fromMs: HOUR_MS - 86_400_000, toMs: HOUR_MS + 86_400_000 };
    const before = must(await rig.readings.comparisons.rows(span));
    expect(before.agreement).toMatchObject({ n: 1, bias: 0.5, beyond: 0 });
    must(await rig.readings.correct(draft({ value: 9, explanation: 'diluted' }), 'Kim', 'Misread'));
    await vi.waitFor(() => expect(rig.changes).toHaveLength(2));
    expect(must(await rig.readings.comparisons.rows(span)).agreement).toMatchObject({ n: 1, bias: 2.5, beyond: 1 });
    must(await rig.readings.withdraw('reading-0001', 'Kim', 'Wrong bottle'));
    await vi.waitFor(() => expect(rig.changes).toHaveLength(3));
    expect(rig.changes[2]?.comparison).toBeNull();
    expect(must(await rig.readings.comparisons.rows(span)).agreement).toBeNull();
  });

  it('of a composite sample are compared with the mean of its own span', async () => {
    const rig = await rigOf(tempDir());
    await rig.minutes('AIT-603.pv', HOUR_MS - 120 * 60_000, [...Array.from({ length: 60 }, () => 10), ...Array.from({ length: 60 }, () => 12)]);
    must(await rig.readings.enter(draft({ compositeFromMs: HOUR_MS - 120 * 60_000 }), 'Kim'));
    await vi.waitFor(() => expect(rig.changes).toHaveLength(1));
    expect(rig.changes[0]?.comparison?.sensorValue).toBeCloseTo(11, 6);
  });

  it('stand beside the field while a person types', async () => {
    const rig = await rigOf(tempDir());
    await rig.minutes('AIT-603.pv', HOUR_MS - 5 * 60_000, [11, 11, 11, 12, 12, 12]);
    must(await rig.readings.enter(draft({ sampledMs: HOUR_MS - 86_400_000, value: 10.5 }), 'Kim'));
    const beside = must(await rig.readings.beside({ tag: 'AIT-603.pv', item: 'TN', point: 'effluent', sampledMs: HOUR_MS, compositeFromMs: null }));
    expect(beside).toMatchObject({ sensor: { mean: 11.5, minutes: 6 }, isPresent: false, earlier: [10.5], last: { reading: { value: 10.5 } } });
  });
});
