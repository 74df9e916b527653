import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplingPoints } from '#core/laboratory/places.ts';
import { typedNumber } from '#core/units/typed-number.ts';
import { firstForm, fromReading, itemChoices, localInput, nextPoint, toDraft, typedTime, unitChoices, withPlace } from '#renderer/model/reading-form.ts';
import { geumgang } from '../core/control/plant-fixture.ts';

const profile = geumgang();
const ZONE = 'Asia/Seoul';
/** 2026-11-20 12:00 in Korea. */
const NOW_MS = Date.UTC(2026, 10, 20, 3);
const form = { ...firstForm(profile, 'Kim'), value: '7.1' };

describe('a reading being typed', () => {
  it('begins at a sensor, with now as its time', () => {
    expect(form).toMatchObject({ item: 'pH', tag: 'AIT-001.pv', unit: 'pH', sampled: '' });
    expect(toDraft(form, 'reading-1', ZONE, NOW_MS).draft).toMatchObject({ value: 7.1, sampledMs: NOW_MS, person: 'Kim', laboratory: null });
  });

  it('takes numbers with point or comma, and nothing that is no number', () => {
    expect(['7.2', ' 7,2 ', '-3', '.5', '1e3', '1,234.5', '７．２'].map(typedNumber)).toEqual([7.2, 7.2, -3, 0.5, 1000, 1234.5, 7.2]);
    expect(['', '7.2.1', '1,234', 'abc', '0x10', '--1'].map(typedNumber)).toEqual(Array.from({ length: 6 }, () => null));
  });

  it('takes times as they are typed, in the plant’s zone', () => {
    const noon = (text: string): number | null => typedTime(text, ZONE, NOW_MS);
    for (const text of ['2026-11-20 09:30', '2026.11.20 09:30', '2026-11-20T09:30', '202611200930', '11-20 09:30', '09:30', '0930']) expect([text, noon(text)]).toEqual([text, Date.UTC(2026, 10, 20, 0, 30)]);
    for (const text of ['', '25:00', '2026-02-30 09:00', 'now', '9']) expect([text, noon(text)]).toEqual([text, null]);
    // The hour the clocks of Denver leapt over does not exist.
    expect(typedTime('2026-03-08 02:30', 'America/Denver', NOW_MS)).toBeNull();
  });

  it('says what is missing in which field', () => {
    const { draft, faults } = toDraft({ ...form, value: '', person: ' ', uncertainty: '-1', sampled: 'soon' }, 'reading-1', ZONE, NOW_MS);
    expect(draft).toBeNull();
    expect(faults).toEqual({ value: 'missing', person: 'missing', uncertainty: 'positive', sampled: 'time' });
  });

  it('follows the place: its sensor, its unit, and on along the water', () => {
    const effluent = withPlace(form, profile, 'effluent', 'TN');
    expect(effluent).toMatchObject({ tag: 'AIT-603.pv', unit: 'mg/L' });
    expect(itemChoices(profile, 'effluent').slice(0, 2)).toContain('SS');
    expect(unitChoices('TN')).toContain('µg/L');
    const points = samplingPoints(profile);
    const walked = [...'1234'].reduce<string[]>((way) => [...way, nextPoint(profile, points, way.at(-1)!, 'pH')], ['influent']);
    expect(walked).toEqual(['influent', 'TK-RX', 'TK-PH', 'effluent', 'influent']);
  });

  it('comes back into its fields as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: NOW_MS / 60_000 }), fc.double({ min: 0, max: 14, noNaN: true }), fc.boolean(), (minute, value, composite) => {
        const sampledMs = minute * 60_000;
        const typed = { ...form, sampled: localInput(sampledMs, ZONE), compositeFrom: composite ? localInput(sampledMs - 86_400_000, ZONE) : '', value: String(value) };
        const { draft } = toDraft(typed, 'reading-1', ZONE, NOW_MS);
        expect(draft?.sampledMs).toBe(sampledMs);
        expect(toDraft(fromReading(draft!, ZONE), 'reading-1', ZONE, NOW_MS).draft).toEqual(draft);
      }),
    );
  });
});
