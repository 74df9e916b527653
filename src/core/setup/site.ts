import { z } from 'zod';
import { slug } from '../plant/common.ts';
import { contactSchema } from '../plant/profile.ts';
import type { Limits, PlantProfile, Tariffs } from '../plant/profile.ts';

/**
 * What a site says of itself over what its profile says: name, tariff, discharge limits, contacts.
 * The profile stays as it was delivered; `withSite` joins both, at the start and with each change.
 */
const bound = z.number().nullable();

export const siteIdentity = z.strictObject({
  nameKo: z.string(),
  nameEn: z.string(),
  address: z.string(),
  company: z.string(),
  permit: z.string(),
  /** IANA zone; another one is taken over at the next start of the engine. */
  timeZone: z.string(),
});
export type SiteIdentity = z.infer<typeof siteIdentity>;

export const siteLimits = z.strictObject({
  /** Rule set of the profile that applies. */
  active: slug,
  /** Share of each limit the automatic control aims at. */
  aiTargetShare: z.number(),
  /** Items of that set with the site's own bounds. */
  items: z.array(z.strictObject({ item: z.string().max(20), min: bound, max: bound })).max(40),
});
export type SiteLimits = z.infer<typeof siteLimits>;

export const PRICE_BANDS = ['offPeak', 'mid', 'peak'] as const;
export const siteTariff = z.strictObject({
  /** Tariff of the profile whose seasons and hours hold. */
  active: slug,
  baseWonPerKwMonth: z.number(),
  seasons: z
    .array(
      z.strictObject({
        id: z.string().max(20),
        offPeak: z.number(),
        mid: z.number(),
        peak: z.number(),
      }),
    )
    .max(12),
  addOns: z.strictObject({
    climateWonPerKwh: z.number(),
    fuelWonPerKwh: z.number(),
    fundPercent: z.number(),
    vatPercent: z.number(),
  }),
});
export type SiteTariff = z.infer<typeof siteTariff>;

export const siteContacts = z.array(contactSchema);
export type SiteContacts = z.infer<typeof siteContacts>;

export const SITE_PARTS = ['identity', 'tariff', 'limits', 'contacts'] as const;
export type SitePartName = (typeof SITE_PARTS)[number];

/** One part with its values; null gives the profile's own back. */
export const sitePart = z.discriminatedUnion('part', [
  z.object({ part: z.literal('identity'), value: siteIdentity.nullable() }),
  z.object({ part: z.literal('tariff'), value: siteTariff.nullable() }),
  z.object({ part: z.literal('limits'), value: siteLimits.nullable() }),
  z.object({ part: z.literal('contacts'), value: siteContacts.nullable() }),
]);
export type SitePart = z.infer<typeof sitePart>;

const stamped = <T extends z.ZodType>(value: T) =>
  z.object({ value: value.nullable(), who: z.string(), atMs: z.number() }).nullable();

/** All parts with who changed them last; null where nobody ever did. */
export const siteSettings = z.object({
  identity: stamped(siteIdentity),
  tariff: stamped(siteTariff),
  limits: stamped(siteLimits),
  contacts: stamped(siteContacts),
});
export type SiteSettings = z.infer<typeof siteSettings>;

export const NO_SITE: SiteSettings = { identity: null, tariff: null, limits: null, contacts: null };

/** Settings out of the stored text, part by part: one that cannot be read leaves the others in force. */
export function restoreSite(text: string | undefined): {
  readonly site: SiteSettings;
  readonly unreadable: readonly SitePartName[];
} {
  if (text === undefined) return { site: NO_SITE, unreadable: [] };
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return { site: NO_SITE, unreadable: SITE_PARTS };
  }
  const parts =
    typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const unreadable: SitePartName[] = [];
  const read = <K extends SitePartName>(part: K): SiteSettings[K] => {
    const parsed = siteSettings.shape[part].safeParse(parts[part] ?? null);
    if (parsed.success) return parsed.data as SiteSettings[K];
    unreadable.push(part);
    return null as SiteSettings[K];
  };
  const site = {
    identity: read('identity'),
    tariff: read('tariff'),
    limits: read('limits'),
    contacts: read('contacts'),
  };
  return { site, unreadable };
}

/** The site's values of each part, null where the profile's own hold. */
export type SiteValues = { readonly [K in SitePartName]: NonNullable<SiteSettings[K]>['value'] };

export const valuesOf = (site: SiteSettings): SiteValues => ({
  identity: site.identity?.value ?? null,
  tariff: site.tariff?.value ?? null,
  limits: site.limits?.value ?? null,
  contacts: site.contacts?.value ?? null,
});

/**
 * The profile as the site runs it. Total: what a setting names and the profile has not (another profile
 * was put in place since) is left out, and what a setting does not name stays as the profile has it.
 */
export function withSite(
  profile: PlantProfile,
  values: SiteValues,
): Pick<PlantProfile, 'site' | 'limits' | 'tariffs'> {
  const { identity, contacts } = values;
  const site: PlantProfile['site'] = {
    ...profile.site,
    ...(identity === null
      ? {}
      : {
          name: { ko: identity.nameKo, en: identity.nameEn },
          timeZone: identity.timeZone,
          address: identity.address,
          company: identity.company,
          permit: identity.permit,
        }),
    ...(contacts === null ? {} : { contacts: [...contacts] }),
  };
  return {
    site,
    limits: limitsWith(profile.limits, values.limits),
    tariffs: tariffsWith(profile.tariffs, values.tariff),
  };
}

function limitsWith(limits: Limits, own: SiteLimits | null): Limits {
  if (own === null || !limits.sets.some(({ id }) => id === own.active)) return limits;
  const bounds = new Map(own.items.map((each) => [each.item, each]));
  return {
    ...limits,
    active: own.active,
    aiTargetShare: own.aiTargetShare,
    sets: limits.sets.map((set) =>
      set.id !== own.active
        ? set
        : {
            ...set,
            items: set.items.map((item) => {
              const mine = bounds.get(item.item);
              return mine === undefined ? item : { ...item, min: mine.min, max: mine.max };
            }),
          },
    ),
  };
}

function tariffsWith(tariffs: Tariffs, own: SiteTariff | null): Tariffs {
  if (own === null || !tariffs.tariffs.some(({ id }) => id === own.active)) return tariffs;
  const prices = new Map(own.seasons.map((each) => [each.id, each]));
  return {
    ...tariffs,
    active: own.active,
    tariffs: tariffs.tariffs.map((tariff) =>
      tariff.id !== own.active
        ? tariff
        : {
            ...tariff,
            baseWonPerKwMonth: own.baseWonPerKwMonth,
            addOns: { ...own.addOns },
            seasons: tariff.seasons.map((season) => {
              const mine = prices.get(season.id);
              return mine === undefined
                ? season
                : {
                    ...season,
                    wonPerKwh: { offPeak: mine.offPeak, mid: mine.mid, peak: mine.peak },
                  };
            }),
          },
    ),
  };
}

/** The profile's values in the form of a site's own: what a form begins with. */
export function siteLimitsOf(limits: Limits, active = limits.active): SiteLimits {
  const set = limits.sets.find(({ id }) => id === active);
  return {
    active,
    aiTargetShare: limits.aiTargetShare,
    items: (set?.items ?? []).map(({ item, min, max }) => ({ item, min, max })),
  };
}

export function siteTariffOf(tariffs: Tariffs, active = tariffs.active): SiteTariff {
  const tariff = tariffs.tariffs.find(({ id }) => id === active);
  return {
    active,
    baseWonPerKwMonth: tariff?.baseWonPerKwMonth ?? 0,
    seasons: (tariff?.seasons ?? []).map(({ id, wonPerKwh }) => ({ id, ...wonPerKwh })),
    addOns: {
      ...(tariff?.addOns ?? {
        climateWonPerKwh: 0,
        fuelWonPerKwh: 0,
        fundPercent: 0,
        vatPercent: 0,
      }),
    },
  };
}

export const siteIdentityOf = ({ site }: Pick<PlantProfile, 'site'>): SiteIdentity => ({
  nameKo: site.name.ko,
  nameEn: site.name.en,
  address: site.address ?? '',
  company: site.company ?? '',
  permit: site.permit ?? '',
  timeZone: site.timeZone,
});
