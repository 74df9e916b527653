import type { PlantProfile } from '../plant/profile.ts';
import { PRICE_BANDS } from './site.ts';
import type { SiteContacts, SiteIdentity, SiteLimits, SitePart, SiteTariff } from './site.ts';

/** What is wrong with one field: which rule, what was given, what is allowed. */
export interface SiteFault {
  /** Path inside the part, such as `items.COD.max` or `1.phone`. */
  readonly field: string;
  readonly rule:
    'empty' | 'long' | 'number' | 'range' | 'order' | 'zone' | 'phone' | 'unknown' | 'many';
  /** As it was given. */
  readonly value: string;
  readonly min: number | null;
  readonly max: number | null;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Between which a discharge limit may lie. The upper ends are ten times the loosest limit of the Korean
 * tables (Water Environment Conservation Act rule annex 13, Sewerage Act rule annex 1): beyond it a figure
 * is a slip of the finger, not a permit.
 */
export const LIMIT_RANGE: Readonly<Record<string, Range>> = {
  COD: { min: 0.1, max: 1300 },
  BOD: { min: 0.1, max: 1200 },
  TOC: { min: 0.1, max: 750 },
  SS: { min: 0.1, max: 1200 },
  TN: { min: 0.1, max: 600 },
  TP: { min: 0.01, max: 80 },
  pH: { min: 0, max: 14 },
  coliform: { min: 1, max: 30_000 },
};
const ANY_LIMIT: Range = { min: 0, max: 1_000_000 };

/** Allowed share of the limit the control aims at: above 1 it would aim beyond the limit. */
export const TARGET_SHARE_RANGE: Range = { min: 0.3, max: 1 };

/** Prices of energy in Korea are a tenth of the upper ends; a month's base charge likewise (KEPCO tables). */
export const TARIFF_RANGE = {
  baseWonPerKwMonth: { min: 0, max: 100_000 },
  wonPerKwh: { min: 0, max: 2000 },
  climateWonPerKwh: { min: 0, max: 100 },
  fuelWonPerKwh: { min: -100, max: 100 },
  fundPercent: { min: 0, max: 20 },
  vatPercent: { min: 0, max: 30 },
} as const satisfies Readonly<Record<string, Range>>;

export const TEXT_MOST = {
  name: 80,
  address: 200,
  company: 120,
  permit: 80,
  role: 80,
  phone: 40,
  purpose: 120,
} as const;
export const MOST_CONTACTS = 20;
/** Digits with what people write between them; an extension after `#` or `x`. */
const PHONE = /^\+?[\d\s()./-]{3,}([#x]\s?\d{1,6})?$/;

type Note = (fault: SiteFault) => void;
const NO_BOUNDS = { min: null, max: null };

function checkText(field: string, text: string, most: number, required: boolean, note: Note): void {
  const length = text.trim().length;
  if (required && length === 0) note({ field, rule: 'empty', value: '', ...NO_BOUNDS });
  if (length > most) note({ field, rule: 'long', value: String(length), min: null, max: most });
}

function checkNumber(field: string, value: number, range: Range, note: Note): void {
  if (!Number.isFinite(value)) note({ field, rule: 'number', value: '', ...range });
  else if (value < range.min || value > range.max)
    note({ field, rule: 'range', value: String(value), ...range });
}

function checkIdentity(value: SiteIdentity, isZone: (zone: string) => boolean, note: Note): void {
  checkText('nameKo', value.nameKo, TEXT_MOST.name, true, note);
  checkText('nameEn', value.nameEn, TEXT_MOST.name, true, note);
  checkText('address', value.address, TEXT_MOST.address, false, note);
  checkText('company', value.company, TEXT_MOST.company, false, note);
  checkText('permit', value.permit, TEXT_MOST.permit, false, note);
  if (!isZone(value.timeZone))
    note({ field: 'timeZone', rule: 'zone', value: value.timeZone, ...NO_BOUNDS });
}

function checkLimits(value: SiteLimits, profile: PlantProfile, note: Note): void {
  const set = profile.limits.sets.find(({ id }) => id === value.active);
  if (set === undefined)
    return note({ field: 'active', rule: 'unknown', value: value.active, ...NO_BOUNDS });
  checkNumber('aiTargetShare', value.aiTargetShare, TARGET_SHARE_RANGE, note);
  for (const { item, min, max } of value.items) {
    const own = set.items.find((each) => each.item === item);
    const path = `items.${item}`;
    if (own === undefined) {
      note({ field: path, rule: 'unknown', value: item, ...NO_BOUNDS });
      continue;
    }
    const range = LIMIT_RANGE[item] ?? ANY_LIMIT;
    // A bound the rule has must not be taken away, nor one be added: levels and headroom rest on which there are.
    for (const [side, given, ruled] of [
      ['min', min, own.min],
      ['max', max, own.max],
    ] as const) {
      const field = `${path}.${side}`;
      if (ruled === null) {
        if (given !== null) note({ field, rule: 'unknown', value: String(given), ...NO_BOUNDS });
      } else if (given === null) note({ field, rule: 'empty', value: '', ...range });
      else checkNumber(field, given, range, note);
    }
    if (min !== null && max !== null && min >= max)
      note({ field: `${path}.max`, rule: 'order', value: String(max), min, max: range.max });
  }
}

function checkTariff(value: SiteTariff, profile: PlantProfile, note: Note): void {
  const tariff = profile.tariffs.tariffs.find(({ id }) => id === value.active);
  if (tariff === undefined)
    return note({ field: 'active', rule: 'unknown', value: value.active, ...NO_BOUNDS });
  checkNumber('baseWonPerKwMonth', value.baseWonPerKwMonth, TARIFF_RANGE.baseWonPerKwMonth, note);
  for (const season of value.seasons) {
    if (!tariff.seasons.some(({ id }) => id === season.id)) {
      note({ field: `seasons.${season.id}`, rule: 'unknown', value: season.id, ...NO_BOUNDS });
      continue;
    }
    for (const band of PRICE_BANDS)
      checkNumber(`seasons.${season.id}.${band}`, season[band], TARIFF_RANGE.wonPerKwh, note);
  }
  const { climateWonPerKwh, fuelWonPerKwh, fundPercent, vatPercent } = value.addOns;
  checkNumber('addOns.climateWonPerKwh', climateWonPerKwh, TARIFF_RANGE.climateWonPerKwh, note);
  checkNumber('addOns.fuelWonPerKwh', fuelWonPerKwh, TARIFF_RANGE.fuelWonPerKwh, note);
  checkNumber('addOns.fundPercent', fundPercent, TARIFF_RANGE.fundPercent, note);
  checkNumber('addOns.vatPercent', vatPercent, TARIFF_RANGE.vatPercent, note);
}

function checkContacts(value: SiteContacts, note: Note): void {
  if (value.length > MOST_CONTACTS)
    note({
      field: 'contacts',
      rule: 'many',
      value: String(value.length),
      min: 0,
      max: MOST_CONTACTS,
    });
  value.forEach(({ name, role, phone, purpose }, i) => {
    const at = String(i);
    checkText(`${at}.name`, name, TEXT_MOST.name, true, note);
    checkText(`${at}.role`, role, TEXT_MOST.role, false, note);
    checkText(`${at}.purpose`, purpose, TEXT_MOST.purpose, false, note);
    const number = phone.trim();
    if (number === '') note({ field: `${at}.phone`, rule: 'empty', value: '', ...NO_BOUNDS });
    else if (number.length > TEXT_MOST.phone)
      note({
        field: `${at}.phone`,
        rule: 'long',
        value: String(number.length),
        min: null,
        max: TEXT_MOST.phone,
      });
    else if (!PHONE.test(number))
      note({ field: `${at}.phone`, rule: 'phone', value: number, ...NO_BOUNDS });
  });
}

/**
 * Everything wrong with a part, field by field; none when it may be put in force over this profile.
 * @param profile as it was delivered, without the site's own values
 * @param isZone whether the machine knows a time zone of that name
 */
export function checkSitePart(
  part: SitePart,
  profile: PlantProfile,
  isZone: (zone: string) => boolean,
): readonly SiteFault[] {
  const faults: SiteFault[] = [];
  const note: Note = (fault) => faults.push(fault);
  switch (part.part) {
    case 'identity':
      if (part.value !== null) checkIdentity(part.value, isZone, note);
      break;
    case 'tariff':
      if (part.value !== null) checkTariff(part.value, profile, note);
      break;
    case 'limits':
      if (part.value !== null) checkLimits(part.value, profile, note);
      break;
    case 'contacts':
      if (part.value !== null) checkContacts(part.value, note);
      break;
  }
  return faults;
}
