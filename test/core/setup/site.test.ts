import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effluentTargets, activeTariff, priceAt } from '#core/plant/derived.ts';
import { LIMIT_RANGE, TARIFF_RANGE, checkSitePart } from '#core/setup/check.ts';
import {
  NO_SITE,
  restoreSite,
  siteIdentityOf,
  siteLimitsOf,
  siteTariffOf,
  valuesOf,
  withSite,
} from '#core/setup/site.ts';
import type { SiteLimits, SiteTariff, SiteValues } from '#core/setup/site.ts';
import { geumgang } from '../control/plant-fixture.ts';

const profile = geumgang();
const isZone = (zone: string): boolean => zone === 'Asia/Seoul' || zone === 'Europe/Vienna';
const nothing: SiteValues = { identity: null, tariff: null, limits: null, contacts: null };
const faultsOf = (part: Parameters<typeof checkSitePart>[0]) =>
  checkSitePart(part, profile, isZone);

/** Own bounds that the check must let through, over any set of the profile. */
const soundLimits: fc.Arbitrary<SiteLimits> = fc.constantFrom(...profile.limits.sets).chain((set) =>
  fc.record({
    active: fc.constant(set.id),
    aiTargetShare: fc.double({ min: 0.3, max: 1, noNaN: true }),
    items: fc.tuple(
      ...set.items.map(({ item, min, max }) => {
        const range = LIMIT_RANGE[item] ?? { min: 0, max: 1_000_000 };
        const middle = (range.min + range.max) / 2;
        return fc.record({
          item: fc.constant(item as string),
          min:
            min === null
              ? fc.constant(null)
              : fc.double({ min: range.min, max: middle * 0.99, noNaN: true }),
          max:
            max === null
              ? fc.constant(null)
              : fc.double({ min: middle, max: range.max, noNaN: true }),
        });
      }),
    ),
  }),
);

const price = fc.double({ ...TARIFF_RANGE.wonPerKwh, noNaN: true });
const soundTariff: fc.Arbitrary<SiteTariff> = fc
  .constantFrom(...profile.tariffs.tariffs)
  .chain((tariff) =>
    fc.record({
      active: fc.constant(tariff.id),
      baseWonPerKwMonth: fc.double({ ...TARIFF_RANGE.baseWonPerKwMonth, noNaN: true }),
      seasons: fc.tuple(
        ...tariff.seasons.map(({ id }) =>
          fc.record({ id: fc.constant(id as string), offPeak: price, mid: price, peak: price }),
        ),
      ),
      addOns: fc.record({
        climateWonPerKwh: fc.double({ ...TARIFF_RANGE.climateWonPerKwh, noNaN: true }),
        fuelWonPerKwh: fc.double({ ...TARIFF_RANGE.fuelWonPerKwh, noNaN: true }),
        fundPercent: fc.double({ ...TARIFF_RANGE.fundPercent, noNaN: true }),
        vatPercent: fc.double({ ...TARIFF_RANGE.vatPercent, noNaN: true }),
      }),
    }),
  );

describe('a site over its profile', () => {
  it('leaves the profile as it is where the site says nothing, and where it says what the profile says', () => {
    const { site, limits, tariffs } = profile;
    expect(withSite(profile, nothing)).toEqual({ site, limits, tariffs });
    const same = {
      identity: siteIdentityOf(profile),
      limits: siteLimitsOf(limits),
      tariff: siteTariffOf(tariffs),
      contacts: null,
    };
    const merged = withSite(profile, same);
    expect(merged).toMatchObject({ limits, tariffs, site });
    for (const part of ['identity', 'limits', 'tariff'] as const)
      expect(faultsOf({ part, value: same[part] } as Parameters<typeof checkSitePart>[0])).toEqual(
        [],
      );
  });

  it('puts own limits into every target and leaves the delivered profile untouched', () => {
    const before = structuredClone(profile);
    fc.assert(
      fc.property(soundLimits, (limits) => {
        expect(faultsOf({ part: 'limits', value: limits })).toEqual([]);
        const merged = withSite(profile, { ...nothing, limits });
        const targets = effluentTargets(merged.limits);
        for (const { item, min, max } of limits.items) {
          const target = targets.find((each) => each.item === item);
          expect(target).toMatchObject({ min, max });
          if (min === null && max !== null) {
            expect(target?.target).toBeCloseTo(max * limits.aiTargetShare, 6);
            expect(target?.levels.at(-1)).toBeCloseTo(max, 6);
          }
        }
        expect(merged.limits.readings).toEqual(profile.limits.readings);
      }),
      { numRuns: 60 },
    );
    expect(profile).toEqual(before);
  });

  it('puts own prices into what a kWh costs at any hour', () => {
    fc.assert(
      fc.property(
        soundTariff,
        fc.record({
          month: fc.integer({ min: 1, max: 12 }),
          weekday: fc.integer({ min: 0, max: 6 }),
          hour: fc.integer({ min: 0, max: 23 }),
          holiday: fc.boolean(),
        }),
        (tariff, at) => {
          expect(faultsOf({ part: 'tariff', value: tariff })).toEqual([]);
          const active = activeTariff(withSite(profile, { ...nothing, tariff }).tariffs);
          const { band, tableWonPerKwh, billedWonPerKwh } = priceAt(active, at);
          const season = active.seasons.find(({ months }) => months.includes(at.month));
          const own = tariff.seasons.find(({ id }) => id === season?.id)?.[band] ?? NaN;
          expect(tableWonPerKwh).toBe(own);
          const { climateWonPerKwh, fuelWonPerKwh, fundPercent, vatPercent } = tariff.addOns;
          const billed =
            (own + climateWonPerKwh + fuelWonPerKwh) * (1 + (fundPercent + vatPercent) / 100);
          expect(Math.abs(billedWonPerKwh - billed)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, Math.abs(billed)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is total: settings of another profile are left out, never thrown over', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const figure = fc.oneof(fc.double(), fc.constant(null));
    fc.assert(
      fc.property(
        word,
        fc.array(fc.record({ item: word, min: figure, max: figure }), { maxLength: 4 }),
        fc.double(),
        (active, items, aiTargetShare) => {
          const merged = withSite(profile, {
            ...nothing,
            limits: { active, aiTargetShare, items },
            tariff: { ...siteTariffOf(profile.tariffs), active },
          });
          expect(merged.limits).toBe(profile.limits);
          expect(merged.tariffs).toBe(profile.tariffs);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('comes back from its stored text part by part', () => {
    const contacts = [
      { name: 'Kim', role: '', phone: '010-1234-5678', purpose: '', emergency: true },
    ];
    const stored = {
      ...NO_SITE,
      contacts: { value: contacts, who: 'Lee', atMs: 5 },
      tariff: { value: 'broken' },
    };
    const { site, unreadable } = restoreSite(JSON.stringify(stored));
    expect(unreadable).toEqual(['tariff']);
    expect(valuesOf(site)).toEqual({ ...nothing, contacts });
    expect(withSite(profile, valuesOf(site)).site.contacts).toEqual(contacts);
    expect(restoreSite('{').unreadable).toHaveLength(4);
    expect(restoreSite(undefined)).toEqual({ site: NO_SITE, unreadable: [] });
  });
});

describe('what is wrong with a value is named', () => {
  const limits = siteLimitsOf(profile.limits);
  const withItem = (item: string, change: object): SiteLimits => ({
    ...limits,
    items: limits.items.map((each) => (each.item === item ? { ...each, ...change } : each)),
  });
  const rule = (part: Parameters<typeof checkSitePart>[0]) =>
    faultsOf(part).map(({ field, rule: broken }) => `${field} ${broken}`);

  it.each([
    ['a figure far beyond any permit', withItem('TN', { max: 20_000 }), 'items.TN.max range'],
    ['no figure', withItem('TN', { max: NaN }), 'items.TN.max number'],
    ['a bound taken away', withItem('TN', { max: null }), 'items.TN.max empty'],
    ['a bound the rule has not', withItem('TN', { min: 3 }), 'items.TN.min unknown'],
    ['bounds in the wrong order', withItem('pH', { min: 9, max: 6 }), 'items.pH.max order'],
    ['an aim beyond the limit', { ...limits, aiTargetShare: 1.2 }, 'aiTargetShare range'],
    ['a set nobody knows', { ...limits, active: 'moon' }, 'active unknown'],
    [
      'an item of another set',
      { ...limits, items: [{ item: 'gold', min: null, max: 1 }] },
      'items.gold unknown',
    ],
  ])('limits: %s', (_name, value, expected) => {
    expect(rule({ part: 'limits', value })).toContain(expected);
  });

  it('tariff, identity and contacts', () => {
    const tariff = siteTariffOf(profile.tariffs);
    const dear = { ...tariff, seasons: tariff.seasons.map((each) => ({ ...each, peak: 5000 })) };
    expect(rule({ part: 'tariff', value: dear })).toContain(
      `seasons.${tariff.seasons[0]?.id ?? ''}.peak range`,
    );
    const identity = siteIdentityOf(profile);
    expect(
      rule({ part: 'identity', value: { ...identity, nameKo: ' ', timeZone: 'Mars/Base' } }),
    ).toEqual(['nameKo empty', 'timeZone zone']);
    const person = {
      name: 'Kim',
      role: 'operator',
      phone: '041-123-4567',
      purpose: '',
      emergency: true,
    };
    expect(
      rule({ part: 'contacts', value: [person, { ...person, name: '', phone: 'call me' }] }),
    ).toEqual(['1.name empty', '1.phone phone']);
    expect(rule({ part: 'contacts', value: Array.from({ length: 21 }, () => person) })).toEqual([
      'contacts many',
    ]);
    expect(rule({ part: 'contacts', value: null })).toEqual([]);
  });
});
