import { wallMs } from '../analysis/local-time.ts';
import type { ZoneShifts } from '../analysis/local-time.ts';
import { subjectName } from '../messages/text.ts';
import type { MessageContext } from '../messages/text.ts';
import { fillText } from '../messages/words.ts';
import type { FlatTexts } from '../messages/words.ts';
import type { LocalText } from '../plant/common.ts';
import { indexProfile } from '../plant/derived.ts';
import type { ProfileIndex } from '../plant/derived.ts';
import type { PlantProfile } from '../plant/profile.ts';
import { civilDate } from '../time/civil.ts';
import { NO_FIGURE, moment, words } from './document.ts';
import type { Cell } from './document.ts';

/** Words of a report alone in one language, by key; `{name}` is filled in. What has a code is in the messages. */
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
  /** Words of codes, the same as on the screen. */
  readonly messages: MessageContext;
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
  texts: FlatTexts,
  shifts: ZoneShifts,
): ReportContext {
  const wall = (tsMs: number): number => wallMs(shifts, tsMs);
  const index = indexProfile(profile);
  const local = (text: LocalText): string => text[language];
  const stamp = (tsMs: number): string => {
    const at = wall(tsMs);
    const minutes = Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
    return `${dayText(at)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  };
  return {
    language,
    index,
    word: (key, params = {}) =>
      (all[key] ?? key).replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
        String(params[name] ?? whole),
      ),
    has: (key) => Object.hasOwn(all, key),
    local,
    day: dayText,
    wall,
    stamp,
    messages: {
      word: (key, params) => fillText(texts.get(key) ?? key, params),
      has: (key) => texts.has(key),
      local,
      profile,
      index,
      stamp,
    },
  };
}

/** An instant in a table, local time of the plant; a dash where there is none. */
export const stampCell = (
  { stamp, wall }: Pick<ReportContext, 'stamp' | 'wall'>,
  tsMs: number | null,
  bad = false,
): Cell => (tsMs === null ? words(NO_FIGURE) : moment(stamp(tsMs), wall(tsMs), 'minute', bad));

/** Word behind a code that a record holds, by its group in the messages; the code itself where there is none. */
export const codeWord = ({ messages }: ReportContext, group: string, code: string): string =>
  messages.has(`${group}.${code}`) ? messages.word(`${group}.${code}`) : code;

/** Name of a motor, sensor, tag, tank or machine; its id when the profile no longer knows it. */
export function nameOf({ messages, index }: ReportContext, id: string): string {
  const sensor = index.sensorOfTag.get(id);
  return sensor === undefined ? subjectName(id, messages) : messages.local(sensor.name);
}
