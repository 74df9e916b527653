import { describe, expect, it } from 'vitest';
import { compareFutures, sameFutures } from '#core/what-if/compare.ts';
import type { FutureFigures } from '#core/what-if/result.ts';
import { verdictOf } from '#core/what-if/verdict.ts';
import { shippedProfile } from '../../renderer/profile.ts';

const profile = shippedProfile();
const suction = profile.machines.find(({ control }) => control.type === 'suction')!.id;
const interlock = profile.interlocks.find(({ action }) => action === 'stop')!.id;

const calm: FutureFigures = {
  effluent: [
    { item: 'TN', tag: 'a', mean: 10, min: 8, max: 12, hoursOverTarget: 0, hoursOverLimit: 0 },
    { item: 'pH', tag: 'b', mean: 7, min: 6.9, max: 7.1, hoursOverTarget: 0, hoursOverLimit: 0 },
  ],
  energyKwh: 700,
  energyByKind: [{ kind: 'blower', kwh: 350 }],
  costWon: 90_000,
  peakKw: 40,
  chemicals: [{ machine: 'pacPump', litres: 10, emptyH: 0 }],
  membranes: [{ machine: suction, maxTmpKPa: 15, riseKPaPerD: 0.5 }],
  water: { influentM3: 240, effluentM3: 238, spilledM3: 0, sludgeCakeM3: 0.2 },
  interlocks: [],
  trips: [],
};
const against = (part: Partial<FutureFigures>) => ({
  now: calm,
  changed: { ...calm, ...part },
  series: [],
});
const codes = (part: Partial<FutureFigures>) =>
  verdictOf(profile, against(part)).map(({ code }) => code);
const rowOf = (part: Partial<FutureFigures>, figure: string, subject: string | null = null) =>
  compareFutures(profile, against(part)).find(
    (row) => row.figure === figure && row.subject === subject,
  );

describe('the table of differences', () => {
  it('says by how much and whether it is better', () => {
    expect(rowOf({ energyKwh: 630 }, 'energy')).toMatchObject({
      now: 700,
      changed: 630,
      difference: -70,
      share: -0.1,
      judgement: 'better',
    });
    expect(rowOf({ energyKwh: 700.5 }, 'energy')).toMatchObject({ judgement: 'same' });
    expect(rowOf({ costWon: 99_000 }, 'cost')).toMatchObject({ judgement: 'worse', unit: 'won' });
    expect(rowOf({ water: { ...calm.water, influentM3: 300 } }, 'influent')).toMatchObject({
      judgement: 'neutral',
    });
  });

  it('knows no better direction for pH, and none where a value is missing', () => {
    const [tn, pH] = calm.effluent;
    expect(rowOf({ effluent: [tn!, { ...pH!, mean: 7.4 }] }, 'mean', 'pH')).toMatchObject({
      judgement: 'neutral',
    });
    expect(
      rowOf(
        { membranes: [{ machine: suction, maxTmpKPa: null, riseKPaPerD: null }] },
        'maxTmp',
        suction,
      ),
    ).toMatchObject({ difference: null, share: null, judgement: 'neutral' });
  });

  it('shows an interlock that acts in one future only', () => {
    expect(
      rowOf({ interlocks: [{ id: interlock, firstH: 2, hours: 5 }] }, 'interlockHours', interlock),
    ).toMatchObject({ now: 0, changed: 5, share: null, judgement: 'worse' });
  });
});

describe('the verdict', () => {
  it('says that equal futures are equal', () => {
    expect(sameFutures(against({}))).toBe(true);
    expect(codes({})).toEqual(['same']);
  });

  it('puts what harms first', () => {
    const [tn, pH] = calm.effluent;
    expect(
      codes({
        water: { ...calm.water, spilledM3: 30, effluentM3: 100 },
        effluent: [{ ...tn!, max: 25, hoursOverLimit: 6, hoursOverTarget: 9 }, pH!],
        interlocks: [{ id: interlock, firstH: 2, hours: 5 }],
        energyKwh: 300,
      }),
    ).toEqual(['spill', 'dischargeLess', 'limitBroken', 'interlock', 'energy']);
  });

  it('does not call untreated water a saving', () => {
    const saving = verdictOf(
      profile,
      against({ energyKwh: 300, water: { ...calm.water, effluentM3: 20 } }),
    ).find(({ code }) => code === 'energy');
    expect(saving?.tone).toBe('plain');
    expect(
      verdictOf(profile, against({ energyKwh: 600 })).find(({ code }) => code === 'energy')?.tone,
    ).toBe('good');
  });

  it('tells a limit that would be broken anyway from one that is broken by the change', () => {
    const [tn, pH] = calm.effluent;
    const broken = (hours: number) => ({ ...tn!, max: 25, hoursOverLimit: hours });
    const both = (now: number, changed: number) =>
      verdictOf(profile, {
        now: { ...calm, effluent: [broken(now), pH!] },
        changed: { ...calm, energyKwh: 701, effluent: [broken(changed), pH!] },
        series: [],
      })[0]?.code;
    expect(both(1, 6)).toBe('limitBroken');
    expect(both(6, 1)).toBe('limitBrokenLess');
    expect(both(6, 6.2)).toBe('limitBrokenAnyway');
  });

  it('names the item that comes nearest to its limit', () => {
    const kept = verdictOf(profile, against({ energyKwh: 690 })).find(
      ({ code }) => code === 'limitKept',
    );
    expect(kept?.params).toMatchObject({ item: 'TN', percent: 60 });
  });

  it('speaks of pressure above the warning, trips and empty tanks', () => {
    expect(
      codes({
        membranes: [{ machine: suction, maxTmpKPa: 60, riseKPaPerD: 4 }],
        trips: [{ unit: 'P-401A', firstH: 3 }],
        chemicals: [{ machine: 'pacPump', litres: 0, emptyH: 20 }],
      }),
    ).toEqual(['trip', 'tmpOver', 'empty', 'limitKept', 'energySame']);
  });
});
