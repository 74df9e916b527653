import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeTariff,
  effluentTargets,
  indexProfile,
  limitShare,
  priceAt,
  unitTag,
  type LocalMoment,
} from '#core/plant/derived.ts';
import { shippedProfile } from './profile-files.ts';

const profile = shippedProfile('geumgang-mbr');
const moment = (month: number, weekday: number, hour: number, holiday = false): LocalMoment => ({
  month,
  weekday,
  hour,
  holiday,
});
const tariff = (id: string) => profile.tariffs.tariffs.find((each) => each.id === id)!;

describe('look-ups of a profile', () => {
  const index = indexProfile(profile);

  it('finds machines by unit and tags by equipment and role', () => {
    expect(index.machineOfUnit.get('P-401D')?.id).toBe('suctionNew');
    expect(index.tagsOfEquipment.get('B-401A')?.map((tag) => tag.id)).toContain(
      unitTag('B-401A', 'speed'),
    );
    expect(index.tagsOfRole.get('cmd')).toHaveLength(39);
    expect(index.sensorOfTag.get('TK-MB.level')?.id).toBe('LIT-401');
    expect(index.setpoint.get('B-401.doSv')?.initial).toBe(2.5);
  });

  it('loses no tag', () => {
    const count = (groups: ReadonlyMap<string, readonly unknown[]>): number =>
      [...groups.values()].reduce((n, group) => n + group.length, 0);
    expect(count(index.tagsOfEquipment)).toBe(profile.tags.length);
    expect(count(index.tagsOfRole)).toBe(profile.tags.length);
  });
});

describe('effluent targets', () => {
  it('derives the AI targets of seed 5.1 and the alarm levels of 5.4 from the limits', () => {
    const targets = new Map(effluentTargets(profile.limits).map((each) => [each.item, each]));
    expect(
      [...targets.values()].flatMap(({ item, target }) =>
        target === null ? [] : [[item, target]],
      ),
    ).toEqual([
      ['BOD', 8],
      ['COD', 32],
      ['SS', 8],
      ['TN', 16],
      ['TP', 1.6],
    ]);
    expect(targets.get('COD')).toMatchObject({ tag: 'AIT-601.pv', levels: [28, 32, 36, 40] });
    expect(targets.get('pH')).toMatchObject({ min: 5.8, max: 8.6, target: null, levels: [] });
  });

  it('is at its limit at either bound of pH and nowhere between', () => {
    const pH = { min: 5.8, max: 8.6 };
    expect(limitShare(pH, 5.8)).toBeCloseTo(1, 12);
    expect(limitShare(pH, 8.6)).toBeCloseTo(1, 12);
    fc.assert(
      fc.property(fc.double({ min: 5.81, max: 8.59, noNaN: true }), (value) => {
        expect(limitShare(pH, value)).toBeLessThan(1);
      }),
    );
    expect(limitShare({ min: null, max: 40 }, 31)).toBeCloseTo(0.775, 12);
    expect(limitShare({ min: null, max: null }, 31)).toBeNull();
  });
});

describe('price of a kWh', () => {
  it('does not move within a season on the flat tariff the plant is on', () => {
    const flat = activeTariff(profile.tariffs);
    expect(flat.id).toBe('industrial-a1-low');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(6),
        fc.nat(23),
        fc.boolean(),
        (month, weekday, hour, holiday) => {
          const expected = [6, 7, 8].includes(month)
            ? 116.2
            : [11, 12, 1, 2].includes(month)
              ? 114.5
              : 94.4;
          expect(priceAt(flat, moment(month, weekday, hour, holiday)).tableWonPerKwh).toBe(
            expected,
          );
        },
      ),
    );
  });

  it.each([
    [moment(7, 2, 14), 'mid', 121.5],
    [moment(7, 2, 15), 'peak', 155],
    [moment(7, 2, 20), 'peak', 155],
    [moment(7, 2, 21), 'mid', 121.5],
    [moment(7, 2, 22), 'offPeak', 95.7],
    [moment(7, 5, 15), 'mid', 121.5],
    [moment(7, 6, 15), 'offPeak', 95.7],
    [moment(7, 2, 15, true), 'offPeak', 95.7],
    [moment(1, 0, 9), 'peak', 149.4],
    [moment(1, 0, 12), 'mid', 120],
    [moment(1, 0, 18), 'peak', 149.4],
    [moment(4, 0, 7), 'offPeak', 95.7],
  ] as const)('follows the hours in force since June 2026: %j is %s', (at, band, won) => {
    expect(priceAt(tariff('industrial-a2-high-a1'), at)).toMatchObject({
      band,
      tableWonPerKwh: won,
    });
  });

  it('bills climate charge, fuel adjustment, power fund and VAT on top', () => {
    // (114.5 + 9 + 5) * (1 + 0.037 + 0.10)
    expect(priceAt(tariff('industrial-a1-low'), moment(1, 0, 0)).billedWonPerKwh).toBeCloseTo(
      146.1045,
      9,
    );
  });
});
