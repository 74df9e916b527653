import { wallMs } from '../analysis/local-time.ts';
import type { ZoneShifts } from '../analysis/local-time.ts';
import type { LocalText } from '../plant/common.ts';
import { indexProfile } from '../plant/derived.ts';
import type { ProfileIndex } from '../plant/derived.ts';
import type { PlantProfile } from '../plant/profile.ts';
import { civilDate } from '../time/civil.ts';

/** Words of a report in one language, by key; `{name}` is filled in. */
export type ReportWords = Readonly<Record<string, string>>;

/** What is needed to put figures into words: language, names of the profile, local time. */
export interface ReportContext {
  readonly language: 'ko' | 'en';
  readonly index: ProfileIndex;
  readonly word: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  /** True when there is such a word. */
  readonly has: (key: string) => boolean;
  readonly local: (text: LocalText) => string;
  /** `2026-11-22 09:00`, local time. */
  readonly stamp: (tsMs: number) => string;
  readonly day: (wall: number) => string;
  readonly wall: (tsMs: number) => number;
}

const two = (value: number): string => String(value).padStart(2, '0');
const DAY_MS = 86_400_000;

/** Day of a wall clock, `2026-11-22`. */
function dayText(wall: number): string {
  const { year, month, day } = civilDate(Math.floor(wall / DAY_MS));
  return `${String(year)}-${two(month)}-${two(day)}`;
}

/** A key without a word shows itself, so that a hole is seen and not silent. */
export function reportContext(
  language: 'ko' | 'en',
  profile: PlantProfile,
  all: ReportWords,
  shifts: ZoneShifts,
): ReportContext {
  const wall = (tsMs: number): number => wallMs(shifts, tsMs);
  return {
    language,
    index: indexProfile(profile),
    word: (key, params = {}) =>
      (all[key] ?? key).replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
        String(params[name] ?? whole),
      ),
    has: (key) => Object.hasOwn(all, key),
    local: (text) => text[language],
    day: dayText,
    wall,
    stamp: (tsMs) => {
      const at = wall(tsMs);
      const minutes = Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
      return `${dayText(at)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    },
  };
}

/** Name of a motor: its machine, and its letter where there are several. */
export function unitName(context: ReportContext, unit: string): string {
  const machine = context.index.machineOfUnit.get(unit);
  if (machine === undefined) return unit;
  const label = machine.units.find(({ id }) => id === unit)?.label ?? '';
  return machine.units.length > 1
    ? `${context.local(machine.name)} ${label}`
    : context.local(machine.name);
}

/** Name of a sensor, tag, tank or machine; its id when the profile no longer knows it. */
export function nameOf(context: ReportContext, id: string): string {
  const { index } = context;
  if (index.machineOfUnit.has(id)) return unitName(context, id);
  const known =
    index.sensorOfTag.get(id) ??
    index.tag.get(id) ??
    index.tank.get(id) ??
    index.machine.get(id) ??
    index.sensor.get(id);
  return known === undefined ? id : context.local(known.name);
}
