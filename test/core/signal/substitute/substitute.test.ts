import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BACK_AFTER_GAP_MIN,
  criticalLost,
  effectiveValue,
  firstSource,
  TAKE_BACK_MIN,
} from '#core/signal/substitute/substitute.ts';
import type { SourceChange, SourceState, Sources } from '#core/signal/substitute/types.ts';

const MIN = 60_000;
const good: Sources = {
  own: 7,
  correction: 0.1,
  ownSd: 0.03,
  trust: 'good',
  duplicate: null,
  virtual: { value: 6.9, sd: 0.1 },
  pattern: { value: 6.5, sd: 0.3 },
};
const bad: Sources = { ...good, trust: 'bad' };
const gone: Sources = { ...bad, own: null };

function play(list: readonly Sources[], from: SourceState = firstSource(0)) {
  let state = from;
  const changes: SourceChange[] = [];
  const shown = list.map((sources, i) => {
    const next = effectiveValue('A.pv', i * MIN, state, sources);
    state = next.state;
    if (next.change !== null) changes.push(next.change);
    return next.effective;
  });
  return { state, changes, shown };
}

describe('what stands in for a sensor', () => {
  it('is nothing while its own reading is trusted; the correction is told', () => {
    const { shown, changes } = play([good, good]);
    expect(shown[1]).toEqual({ value: 7, substitute: null, correction: 0.1, sd: 0.03 });
    expect(changes).toEqual([]);
  });

  it('is the duplicate, then the virtual sensor, then the pattern, from the minute of the loss', () => {
    const duplicate = { value: 7.05, sd: 0.05 };
    const first = (sources: Sources) => play([good, sources]).shown[1];
    expect(first({ ...gone, duplicate })).toMatchObject({
      substitute: 'duplicate',
      value: 7.05,
      sd: 0.05,
    });
    expect(first(gone)).toMatchObject({
      substitute: 'virtual',
      value: 6.9,
      sd: 0.1,
      correction: 0,
    });
    expect(first({ ...gone, virtual: null })).toMatchObject({
      substitute: 'pattern',
      value: 6.5,
      sd: 0.3,
    });
    expect(first({ ...gone, virtual: null, pattern: null })).toEqual({
      value: null,
      substitute: null,
      correction: 0,
      sd: null,
    });
    expect(first(bad)).toMatchObject({ substitute: 'virtual' });
  });

  it('takes a reading back soon that was gone and never bad, and late once it was bad in between', () => {
    const back = play([gone, ...new Array<Sources>(BACK_AFTER_GAP_MIN).fill(good)]);
    expect(back.shown.map((each) => each.substitute)).toEqual([
      ...new Array<string>(BACK_AFTER_GAP_MIN).fill('virtual'),
      null,
    ]);
    const doubted = play([gone, bad, gone, ...new Array<Sources>(TAKE_BACK_MIN - 1).fill(good)]);
    expect(doubted.state.standing).toBe('virtual');
  });

  it('takes a suspect reading with caution and a lost one back after ten minutes that are not bad', () => {
    const suspect: Sources = { ...good, trust: 'suspect' };
    expect(play([good, suspect, suspect]).changes).toEqual([]);
    const mixed = Array.from({ length: TAKE_BACK_MIN }, (_, i) => (i % 2 === 0 ? suspect : good));
    expect(play([bad, ...mixed]).state.standing).toBe('own');
    const back = play([bad, ...new Array<Sources>(TAKE_BACK_MIN).fill(good)]);
    expect(back.shown.map((each) => each.substitute)).toEqual([
      ...new Array<string>(TAKE_BACK_MIN).fill('virtual'),
      null,
    ]);
    expect(back.changes.map(({ from, to, tsMs }) => [from, to, tsMs / MIN])).toEqual([
      ['own', 'virtual', 0],
      ['virtual', 'own', TAKE_BACK_MIN],
    ]);
  });

  it('goes on with the next when the one that stands is gone', () => {
    expect(play([gone, { ...gone, virtual: null }]).shown[1]).toMatchObject({
      substitute: 'pattern',
    });
  });

  it.each([
    ['a reading that is doubted', [good, bad], TAKE_BACK_MIN],
    ['a reading that comes and goes', [good, bad, gone], BACK_AFTER_GAP_MIN],
  ])('does not flap with %s', (_, kinds, leastMin) => {
    const suspect: Sources = { ...good, trust: 'suspect' };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kinds, suspect), { maxLength: 200 }), (list) => {
        const { changes } = play(list);
        const backs = changes.filter((each) => each.to === 'own').map((each) => each.tsMs);
        for (let i = 1; i < backs.length; i++)
          expect((backs[i] ?? 0) - (backs[i - 1] ?? 0)).toBeGreaterThanOrEqual(leastMin * MIN);
        for (const each of changes) expect(each.from).not.toBe(each.to);
      }),
    );
  });

  it('never hands on a bad reading and always with what stands for it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(good, bad, gone), { minLength: 1, maxLength: 60 }),
        (list) => {
          const { shown } = play(list);
          shown.forEach((each, i) => {
            if (list[i]?.trust === 'bad') expect(each.substitute).not.toBeNull();
            expect(each.value).not.toBeNull();
          });
        },
      ),
    );
  });

  it('goes on after JSON as if nothing had been', () => {
    const list = [good, bad, gone, good, good, gone, good];
    const half = JSON.parse(JSON.stringify(play(list).state)) as SourceState;
    expect(play(list, half)).toEqual(play(list, play(list).state));
  });
});

describe('critical sensors that are lost', () => {
  it('are those of the profile without an own trusted reading, in its order', () => {
    const sensors = [
      { tag: 'A.pv', critical: true },
      { tag: 'B.pv', critical: false },
      { tag: 'C.pv', critical: true },
    ];
    expect(criticalLost(sensors, new Set(['C.pv', 'B.pv', 'A.pv']))).toEqual(['A.pv', 'C.pv']);
    expect(criticalLost(sensors, new Set(['B.pv']))).toEqual([]);
  });
});
