import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_LIVE, lookAt } from '#core/signal/qa/live.ts';
import type { LiveMemory, LiveSettings, LiveVerdict } from '#core/signal/qa/live.ts';

/** Figures of seed 8.3.1 layer 3 for a pH meter. */
const PH: LiveSettings = {
  min: 0,
  max: 14,
  usualPerMin: 0.3,
  mostPerMin: 2,
  missingAfterMs: 60_000,
};
const T0 = Date.UTC(2026, 2, 2);

/** Readings one second apart; null where nothing came. */
function look(values: readonly (number | null)[], settings = PH, stepMs = 1000): LiveVerdict[] {
  let memory: LiveMemory = FIRST_LIVE;
  return values.map((value, i) => {
    const nowMs = T0 + i * stepMs;
    const verdict = lookAt(
      settings,
      memory,
      value === null ? null : { value, readMs: nowMs },
      nowMs,
    );
    memory = verdict.memory;
    return verdict;
  });
}

describe('live tests of a reading', () => {
  it('says nothing of a signal that moves as usual', () => {
    expect(look([7, 7.1, 7.05, 7.2]).map(({ grade, check }) => [grade, check])).toEqual([
      ['good', null],
      ['good', null],
      ['good', null],
      ['good', null],
    ]);
  });

  it('takes what lies outside the physical range out and asks for nothing', () => {
    const [, outside, back] = look([7, 14.2, 7]);
    expect(outside).toMatchObject({
      grade: 'bad',
      check: 'range',
      limit: 14,
      wantsSecondLook: false,
    });
    expect(back).toMatchObject({ grade: 'good', check: null });
    expect(look([-0.1])[0]).toMatchObject({ grade: 'bad', check: 'range', limit: 0 });
  });

  it('asks for a second look after a jump and lets it stand when that agrees', () => {
    const [, jump, second, after] = look([7, 8, 8.05, 8.1]);
    expect(jump).toMatchObject({
      grade: 'uncertain',
      check: 'rate',
      wantsSecondLook: true,
      limit: 0.3,
    });
    expect(second).toMatchObject({ grade: 'good', check: 'rate', wantsSecondLook: false });
    expect(after).toMatchObject({ grade: 'good', check: null });
  });

  it('takes a jump beyond belief out until the second look', () => {
    const [, jump, second] = look([7, 10, 10]);
    expect(jump).toMatchObject({ grade: 'bad', check: 'rate', wantsSecondLook: true, limit: 2 });
    expect(second).toMatchObject({ grade: 'good', check: 'rate' });
  });

  it('calls the jump a spike when the second look is where it was before', () => {
    const [, jump, second, after] = look([7, 10, 7.05, 7.1]);
    expect(jump?.grade).toBe('bad');
    expect(second).toMatchObject({ grade: 'good', check: 'spike', value: 10 });
    expect(after).toMatchObject({ grade: 'good', check: null });
  });

  it('follows a signal that never settles, as uncertain, rather than losing it for ever', () => {
    const verdicts = look([7, 3, 11, 4, 12, 12.1]);
    expect(verdicts.map(({ grade }) => grade)).toEqual([
      'good',
      'bad',
      'bad',
      'bad',
      'uncertain',
      'good',
    ]);
  });

  it('does not take the same reading seen again for a second look', () => {
    const first = lookAt(PH, FIRST_LIVE, { value: 7, readMs: T0 }, T0);
    const jump = lookAt(PH, first.memory, { value: 10, readMs: T0 + 1000 }, T0 + 1000);
    const same = lookAt(PH, jump.memory, { value: 10, readMs: T0 + 1000 }, T0 + 1500);
    expect(same).toMatchObject({ grade: 'bad', check: 'rate', wantsSecondLook: true });
  });

  it('tells of silence only after more than a minute', () => {
    const verdicts = look([7, ...new Array<null>(60).fill(null), null]);
    expect(verdicts.at(-2)).toMatchObject({ grade: 'good', check: null });
    expect(verdicts.at(-1)).toMatchObject({ grade: 'bad', check: 'missing', limit: 1 });
  });

  it('counts a value that is no number as silence', () => {
    const values = [7, ...new Array<number>(61).fill(Number.NaN)];
    expect(look(values).at(-1)).toMatchObject({ grade: 'bad', check: 'missing' });
  });

  it('allows a longer time a larger change', () => {
    expect(look([7, 7.5], PH, 120_000)[1]).toMatchObject({ grade: 'good', check: null });
  });

  it('never throws, and never calls good what lies outside its range', () => {
    const value = fc.oneof(
      fc.double({ noNaN: false }).map((each) => each + 0),
      fc.double({ min: -5, max: 20, noNaN: true }).map((each) => each + 0),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        look(values).forEach((verdict, i) => {
          const read = values[i];
          if (typeof read === 'number' && Number.isFinite(read) && (read < 0 || read > 14))
            expect(verdict.grade).toBe('bad');
          expect(JSON.parse(JSON.stringify(verdict.memory))).toEqual(verdict.memory);
        });
      }),
    );
  });
});
