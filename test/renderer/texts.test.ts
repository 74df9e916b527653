import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { calls } from '#contract/api.ts';
import { ALARM_CODES, EVENT_CODES, VERDICT_CODES } from '#core/control/codes.ts';

const folder = path.resolve(import.meta.dirname, '../../src/renderer/i18n');
type Texts = { readonly [key: string]: string | Texts };
/** Messages and names that the engine's reports read too. */
const SHARED = 'resources/messages';
const spaces = [...readdirSync(path.join(folder, 'ko')).map((file) => file.replace('.json', '')), SHARED];
const read = (language: string, space: string): Texts =>
  JSON.parse(readFileSync(space === SHARED ? path.resolve(folder, '../../..', SHARED, `${language}.json`) : path.join(folder, language, `${space}.json`), 'utf8')) as Texts;
const messagesOf = (language: string): Map<string, string> => flat(read(language, SHARED)['messages'] as Texts);

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flat(value, `${prefix}${key}.`)])));
}

/** That they are there in both languages is checked with all other texts by test/scripts/texts.test.ts. */
describe('texts', () => {
  it('have a message for every code of engine and core, in both languages', () => {
    for (const language of ['ko', 'en']) {
      const messages = messagesOf(language);
      for (const code of [...EVENT_CODES, ...ALARM_CODES, ...VERDICT_CODES]) expect(messages.has(code), `${language} ${code}`).toBe(true);
    }
  });

  it('of a code stand in one place: not in the reports, not in a file of the window', () => {
    const recorded: ReadonlySet<string> = new Set([...EVENT_CODES, ...ALARM_CODES, ...VERDICT_CODES]);
    for (const language of ['ko', 'en']) {
      const codes = messagesOf(language);
      const reports = JSON.parse(readFileSync(path.resolve(folder, '../../../resources/reports', `${language}.json`), 'utf8')) as Texts;
      expect([...flat(reports).keys()].filter((key) => codes.has(key)), 'reports').toEqual([]);
      const shared = read(language, SHARED);
      for (const space of spaces.filter((each) => each !== SHARED)) {
        const texts = flat(read(language, space));
        const own = [...texts.keys()];
        const names = shared[space];
        const twice = typeof names === 'object' ? [...flat(names).keys()] : [];
        expect(own.filter((key) => (recorded.has(key) && texts.get(key) === codes.get(key)) || twice.includes(key)), `${language}/${space}`).toEqual([]);
      }
    }
  });

  it('have a message for every code the engine puts into an answer', () => {
    const messages = messagesOf('ko');
    const engine = path.resolve(folder, '../../engine');
    const codes = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).flatMap((file) => {
      const source = readFileSync(path.join(engine, file), 'utf8');
      return [...source.matchAll(/'((?:rpc|trend|command|connectionTest|historian|system|setting)\.[a-z][A-Za-z]+)'/g)].map((match) => match[1] ?? '');
    });
    const answers = ['allAnswer', 'someAnswer', 'noneAnswer', 'notConnected', 'nothingToAsk'].map((code) => `connectionTest.${code}`);
    for (const code of new Set([...codes, ...answers])) if (!(code in calls)) expect(messages.has(code), code).toBe(true);
  });

  it('stand in the files alone: no Korean in the code of the window', () => {
    const source = path.resolve(folder, '..');
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))) {
      const text = readFileSync(path.join(source, file), 'utf8')
        .replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '')
        // Names of languages are written in the language itself; consonants are data of the search.
        .replace(/lang="ko">한국어</, '').replace(/\/\^\[ㄱ-ㅎ\]\+\$\//, '');
      expect(text, file).not.toMatch(/[가-힣]/);
    }
  });
});
