import { DateTime } from 'luxon';
import { sensorsAt } from '#core/laboratory/places.ts';
import { QUANTITIES, quantityOf } from '#core/laboratory/quantities.ts';
import type { Qualifier, ReadingDraft, ReadingHow } from '#core/laboratory/reading.ts';
import { knownUnit, unitsLike } from '#core/laboratory/units.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { isAmbiguous, typedNumber } from '#core/units/typed-number.ts';

/** What stands in the fields while a person types; texts as typed. */
export interface ReadingForm {
  readonly point: string;
  readonly item: string;
  readonly tag: string | null;
  /** Local `YYYY-MM-DD HH:MM`; empty means now. */
  readonly sampled: string;
  /** Beginning of a composite sample; empty for a grab sample. */
  readonly compositeFrom: string;
  readonly value: string;
  readonly unit: string;
  readonly qualifier: Qualifier;
  readonly how: ReadingHow;
  readonly method: string;
  readonly person: string;
  readonly laboratory: string;
  readonly quantificationLimit: string;
  readonly uncertainty: string;
  readonly note: string;
  readonly explanation: string;
}

export type FieldFault = 'missing' | 'number' | 'ambiguous' | 'positive' | 'time';
export type FormField = 'sampled' | 'compositeFrom' | 'value' | 'quantificationLimit' | 'uncertainty' | 'person' | 'point' | 'item';

const LOCAL_FORMAT = 'yyyy-MM-dd HH:mm';
/** What a person types for a date or a time; without a date it is today. */
const TYPED_FORMATS = [LOCAL_FORMAT, "yyyy-MM-dd'T'HH:mm", 'yyyy.MM.dd HH:mm', 'yyyy/MM/dd HH:mm', 'yyyyMMdd HHmm', 'yyyyMMddHHmm', 'MM-dd HH:mm', 'HH:mm', 'HHmm'];

export const localInput = (ms: number, zone: string): string => DateTime.fromMillis(ms, { zone }).toFormat(LOCAL_FORMAT);

/** A local date and time as typed, ms UTC; null when it is none, or one the clocks leapt over. */
export function typedTime(text: string, zone: string, nowMs: number): number | null {
  const now = DateTime.fromMillis(nowMs, { zone });
  for (const format of TYPED_FORMATS) {
    const at = DateTime.fromFormat(text.trim().replace(/\s+/g, ' '), format, { zone });
    if (!at.isValid) continue;
    const hasYear = format.startsWith('y');
    const whole = hasYear ? at : format.startsWith('M') ? at.set({ year: now.year }) : at.set({ year: now.year, month: now.month, day: now.day });
    const typedHour = /(\d{2}):?(\d{2})$/.exec(text.trim())?.[1];
    return typedHour !== undefined && Number(typedHour) !== whole.hour ? null : whole.toMillis();
  }
  return null;
}

/** Fields that follow when point or item is chosen: the sensor there and its unit. */
export function withPlace(form: ReadingForm, profile: PlantProfile, point: string, item: string): ReadingForm {
  const sensors = sensorsAt(profile, point, item);
  const tag = sensors.some((sensor) => sensor.tag === form.tag) ? form.tag : (sensors[0]?.tag ?? null);
  const units = unitChoices(item);
  const own = sensors[0] === undefined ? null : knownUnit(sensors[0].unit);
  const unit = item === form.item && units.includes(form.unit) ? form.unit : (own ?? units[0] ?? '');
  return { ...form, point, item, tag, unit };
}

/** Units an item can be written in, the usual one first. */
export function unitChoices(item: string): readonly string[] {
  const unit = quantityOf(item)?.unit;
  return unit === undefined ? [] : unitsLike(unit);
}

/** Items with a sensor at this point first, then those of the discharge limits, then all others. */
export function itemChoices(profile: PlantProfile, point: string): readonly string[] {
  const here = profile.sensors.filter((sensor) => sensor.place === point).map(({ quantity }) => quantity as string);
  const active = profile.limits.sets.find(({ id }) => id === profile.limits.active);
  const limited = active?.items.map(({ item }) => item as string) ?? [];
  return [...new Set([...here, ...limited, ...QUANTITIES.map(({ item }) => item)])].filter((item) => quantityOf(item) !== undefined);
}

/** The next place of a round: the next point in the order of the water with a sensor for this item. */
export function nextPoint(profile: PlantProfile, points: readonly string[], point: string, item: string): string {
  const at = points.indexOf(point);
  for (let step = 1; step <= points.length; step++) {
    const next = points[(at + step) % points.length];
    if (next !== undefined && sensorsAt(profile, next, item).length > 0) return next;
  }
  return point;
}

/** The fields as a reading, or what is missing in which field; a code of the screen's texts each. */
export function toDraft(
  form: ReadingForm,
  id: string,
  zone: string,
  nowMs: number,
): { readonly draft: ReadingDraft | null; readonly faults: Readonly<Partial<Record<FormField, FieldFault>>> } {
  const faults: Partial<Record<FormField, FieldFault>> = {};
  const instant = (text: string): number | null => typedTime(text, zone, nowMs);
  const sampledMs = form.sampled === '' ? Math.floor(nowMs / 1000) * 1000 : instant(form.sampled);
  const compositeFromMs = form.compositeFrom === '' ? null : instant(form.compositeFrom);
  if (sampledMs === null) faults.sampled = 'time';
  if (form.compositeFrom !== '' && compositeFromMs === null) faults.compositeFrom = 'time';
  const value = typedNumber(form.value);
  if (value === null) faults.value = form.value.trim() === '' ? 'missing' : isAmbiguous(form.value) ? 'ambiguous' : 'number';
  const positive = (text: string, field: 'quantificationLimit' | 'uncertainty'): number | null => {
    if (text.trim() === '') return null;
    const number = typedNumber(text);
    if (number === null || number <= 0) faults[field] = 'positive';
    return number;
  };
  const quantificationLimit = positive(form.quantificationLimit, 'quantificationLimit');
  const uncertainty = positive(form.uncertainty, 'uncertainty');
  if (form.person.trim() === '') faults.person = 'missing';
  if (form.point.trim() === '') faults.point = 'missing';
  if (Object.keys(faults).length > 0 || sampledMs === null || value === null) return { draft: null, faults };
  const laboratory = form.laboratory.trim();
  return {
    faults,
    draft: {
      id, item: form.item, point: form.point.trim(), tag: form.tag, sampledMs, compositeFromMs, value, qualifier: form.qualifier, unit: form.unit,
      how: form.how, method: form.method.trim(), person: form.person.trim(), laboratory: laboratory === '' ? null : laboratory,
      quantificationLimit: quantificationLimit ?? (form.qualifier === 'below' && value > 0 ? value : null),
      uncertainty, note: form.note.trim(), explanation: form.explanation.trim(),
    },
  };
}

const text = (value: number | null): string => (value === null ? '' : String(value));

/** A stored reading back in the fields, to be corrected. */
export const fromReading = (reading: ReadingDraft, zone: string): ReadingForm => ({
  point: reading.point, item: reading.item, tag: reading.tag, sampled: localInput(reading.sampledMs, zone),
  compositeFrom: reading.compositeFromMs === null ? '' : localInput(reading.compositeFromMs, zone),
  value: String(reading.value), unit: reading.unit, qualifier: reading.qualifier, how: reading.how, method: reading.method,
  person: reading.person, laboratory: reading.laboratory ?? '', quantificationLimit: text(reading.quantificationLimit),
  uncertainty: text(reading.uncertainty), note: reading.note, explanation: reading.explanation,
});

/** An empty form that begins at the first sensor of the plant. */
export function firstForm(profile: PlantProfile, person: string): ReadingForm {
  const sensor = profile.sensors.find(({ quantity }) => quantity === 'pH') ?? profile.sensors[0];
  const blank: ReadingForm = {
    point: '', item: '', tag: null, sampled: '', compositeFrom: '', value: '', unit: '', qualifier: 'exact', how: 'portable', method: '',
    person, laboratory: '', quantificationLimit: '', uncertainty: '', note: '', explanation: '',
  };
  return withPlace(blank, profile, sensor?.place ?? 'effluent', sensor?.quantity ?? 'pH');
}
