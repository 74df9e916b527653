import type { Report } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import { pathText, valueAt } from './issues.ts';

const HANGUL = /[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]/;

/** Where each part of the draft stands: file and path inside it. */
const HOMES: readonly (readonly [
  Exclude<keyof ProfileDraft, 'tags' | 'tagLines'>,
  string,
  string | null,
])[] = [
  ['site', 'site.json', null],
  ['tanks', 'tanks.json', null],
  ['machines', 'machines.json', 'machines'],
  ['valves', 'machines.json', 'valves'],
  ['sensors', 'sensors.json', null],
  ['interlocks', 'logic.json', 'interlocks'],
  ['sequences', 'logic.json', 'sequences'],
  ['cleanings', 'logic.json', 'cleanings'],
  ['alarms', 'alarms.json', null],
  ['plc', 'plc.json', null],
  ['limits', 'limits.json', null],
  ['tariffs', 'tariffs.json', null],
  ['influent', 'influent.json', null],
  ['rounds', 'rounds.json', null],
  ['stores', 'stores.json', null],
  ['display', 'display.json', null],
];

/** Both languages of every text, and `assumed` notes that name a field which is there. */
export function checkWords(draft: ProfileDraft, report: Report): void {
  for (const [part, file, key] of HOMES) {
    const root = draft[part];
    if (root !== null) walk(root, key === null ? [] : [key], file, report);
  }
  draft.tags?.forEach((tag, i) => {
    const line = `line ${draft.tagLines[i] ?? i + 2}`;
    for (const language of ['ko', 'en'] as const) {
      const rule = wordRule(language, tag.name[language]);
      if (rule !== null)
        report(
          'tags.csv',
          `${line}, column name_${language}`,
          tag.name[language],
          `${tag.id}: ${rule}`,
          'schema',
        );
    }
  });
}

function wordRule(language: 'ko' | 'en', text: string): string | null {
  if (text.trim() === '') return `the ${language === 'ko' ? 'Korean' : 'English'} text is missing`;
  return language === 'en' && HANGUL.test(text)
    ? 'the English text is missing: Korean letters stand in its place'
    : null;
}

function walk(value: unknown, path: readonly PropertyKey[], file: string, report: Report): void {
  if (Array.isArray(value)) {
    value.forEach((each: unknown, i) => walk(each, [...path, i], file, report));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if ((key === 'ko' || key === 'en') && typeof each === 'string') {
      const rule = wordRule(key, each);
      if (rule !== null) report(file, pathText([...path, key]), each, rule, 'schema');
    } else if (key === 'assumed' && typeof each === 'object' && each !== null) {
      for (const field of Object.keys(each)) {
        if (valueAt(value, field.split('.')) === undefined) {
          report(
            file,
            pathText([...path, key, field]),
            field,
            'an assumption must name a field of its record, e.g. depthM or rating.flow',
            'assumption',
          );
        }
      }
    } else walk(each, [...path, key], file, report);
  }
}
