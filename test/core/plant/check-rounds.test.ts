import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '#core/plant/load.ts';

const dir = path.resolve(import.meta.dirname, '../../../resources/profiles/geumgang-mbr');
const files = Object.fromEntries(
  readdirSync(dir).map((file) => [file, readFileSync(path.join(dir, file), 'utf8')]),
);

/** Problems of the profile when one text of its check lists is another. */
function problems(change: readonly [string, string]): string[] {
  const text = files['rounds.json']!;
  expect(text).toContain(change[0]);
  const loaded = loadProfile({ ...files, 'rounds.json': text.replace(change[0], change[1]) });
  return loaded.ok ? [] : loaded.error.map((issue) => `${issue.file} ${issue.path}: ${issue.rule}`);
}

describe('check lists of a profile', () => {
  it.each([
    [
      ['"place": "membrane"', '"place": "attic"'],
      'checklists[0].items[0].place: must be one of places',
    ],
    [
      ['"equipment": "PDT-401"', '"equipment": "PDT-999"'],
      'must be a machine unit, valve, tank or instrument',
    ],
    [['"tag": "PDT-401.pv"', '"tag": "PDT-999.pv"'], 'must be a tag of tags.csv'],
    [
      ['"point": "TK-MB"', '"point": "TK-EQ"'],
      'must be where and what PDT-401.pv measures (TK-MB, pressureDifference)',
    ],
    [['"unit": "kPa"', '"unit": "m"'], 'must turn into the unit of PDT-401.pv (kPa)'],
    [['"min": -10', '"min": 200'], 'must be less than impossible.max (120)'],
    [['"max": 30', '"max": 300'], 'must lie within the possible values -10 to 120'],
    [['"graceMin": 120', '"graceMin": 200'], 'must be less than escalateMin (180)'],
    [['"id": "tmp-b"', '"id": "tmp-a"'], 'each item needs an id of its own'],
    [['"from": "2026-02-16"', '"from": "2026-02-20"'], 'must not be later than to (2026-02-18)'],
    [['"en": "Daily round"', '"en": "일일 점검"'], 'the English text is missing'],
  ] as const)('%s is told with the place and the rule', (change, rule) => {
    expect(
      problems(change).some(
        (problem) => problem.startsWith('rounds.json') && problem.includes(rule),
      ),
      problems(change).join('\n'),
    ).toBe(true);
  });
});
