import type { Limits, Tariffs } from '#core/plant/profile.ts';
import type { SiteFault } from '#core/setup/check.ts';
import { PRICE_BANDS, siteLimitsOf, siteTariffOf } from '#core/setup/site.ts';
import type { SiteContacts, SiteLimits, SiteTariff } from '#core/setup/site.ts';
import { amountNumber } from './amount.ts';

/** The site's values as texts of a form, by the paths the check names its faults with. */
export type Fields = Readonly<Record<string, string>>;

/** A figure as typed, thousands by comma as money is written; NaN where it is none, which the check then names. */
export const parseFigure = (text: string | undefined): number => amountNumber(text ?? '') ?? NaN;
const figure = (value: number): string => String(Number(value.toPrecision(12)));

export function tariffFields(tariff: SiteTariff): Record<string, string> {
  const { climateWonPerKwh, fuelWonPerKwh, fundPercent, vatPercent } = tariff.addOns;
  return {
    active: tariff.active,
    baseWonPerKwMonth: figure(tariff.baseWonPerKwMonth),
    ...Object.fromEntries(
      tariff.seasons.flatMap((season) =>
        PRICE_BANDS.map((band) => [`seasons.${season.id}.${band}`, figure(season[band])]),
      ),
    ),
    'addOns.climateWonPerKwh': figure(climateWonPerKwh),
    'addOns.fuelWonPerKwh': figure(fuelWonPerKwh),
    'addOns.fundPercent': figure(fundPercent),
    'addOns.vatPercent': figure(vatPercent),
  };
}

export function tariffOfFields(fields: Fields, tariffs: Tariffs): SiteTariff {
  const active = fields['active'] ?? tariffs.active;
  const price = (id: string, band: string): number => parseFigure(fields[`seasons.${id}.${band}`]);
  return {
    active,
    baseWonPerKwMonth: parseFigure(fields['baseWonPerKwMonth']),
    seasons: siteTariffOf(tariffs, active).seasons.map(({ id }) => ({
      id, offPeak: price(id, 'offPeak'), mid: price(id, 'mid'), peak: price(id, 'peak'),
    })),
    addOns: {
      climateWonPerKwh: parseFigure(fields['addOns.climateWonPerKwh']),
      fuelWonPerKwh: parseFigure(fields['addOns.fuelWonPerKwh']),
      fundPercent: parseFigure(fields['addOns.fundPercent']),
      vatPercent: parseFigure(fields['addOns.vatPercent']),
    },
  };
}

/** The share is typed in percent. */
export function limitsFields(limits: SiteLimits): Record<string, string> {
  return {
    active: limits.active,
    aiTargetShare: figure(limits.aiTargetShare * 100),
    ...Object.fromEntries(
      limits.items.flatMap(({ item, min, max }) => [
        ...(min === null ? [] : [[`items.${item}.min`, figure(min)]]),
        ...(max === null ? [] : [[`items.${item}.max`, figure(max)]]),
      ]),
    ),
  };
}

export function limitsOfFields(fields: Fields, limits: Limits): SiteLimits {
  const active = fields['active'] ?? limits.active;
  return {
    active,
    aiTargetShare: parseFigure(fields['aiTargetShare']) / 100,
    items: siteLimitsOf(limits, active).items.map(({ item, min, max }) => ({
      item,
      min: min === null ? null : parseFigure(fields[`items.${item}.min`]),
      max: max === null ? null : parseFigure(fields[`items.${item}.max`]),
    })),
  };
}

const CONTACT_KEYS = ['name', 'role', 'phone', 'purpose'] as const;
export type ContactKey = (typeof CONTACT_KEYS)[number];

export const contactsFields = (contacts: SiteContacts): Record<string, string> => ({
  count: String(contacts.length),
  ...Object.fromEntries(
    contacts.flatMap((contact, i) => [
      ...CONTACT_KEYS.map((key) => [`${String(i)}.${key}`, contact[key]]),
      [`${String(i)}.emergency`, contact.emergency ? 'yes' : 'no'],
    ]),
  ),
});

/** Every line that was begun, in order; `all` keeps the empty ones too, as the form shows them. */
export function contactsOfFields(fields: Fields): SiteContacts {
  const count = Number(fields['count'] ?? '0');
  return Array.from({ length: Number.isInteger(count) ? Math.max(0, count) : 0 }, (_, i) => {
    const text = (key: ContactKey): string => fields[`${String(i)}.${key}`] ?? '';
    return {
      name: text('name'), role: text('role'), phone: text('phone'), purpose: text('purpose'),
      emergency: fields[`${String(i)}.emergency`] !== 'no',
    };
  });
}

export const isEmptyContact = (contact: SiteContacts[number]): boolean =>
  CONTACT_KEYS.every((key) => contact[key].trim() === '');

/** Faults by field, the first of each. */
export const faultsByField = (faults: readonly SiteFault[]): ReadonlyMap<string, SiteFault> => {
  const found = new Map<string, SiteFault>();
  for (const fault of faults) if (!found.has(fault.field)) found.set(fault.field, fault);
  return found;
};
