import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import terms from './terms.json' with { type: 'json' };

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Every text of a file by the path that leads to it. */
export function flatTexts(value: Json, prefix = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (each: Json, at: string): void => {
    if (typeof each === 'string') found.set(at, each);
    else if (Array.isArray(each))
      each.forEach((inner: Json, i) => visit(inner, `${at}[${String(i)}]`));
    else if (typeof each === 'object' && each !== null)
      for (const [key, inner] of Object.entries(each))
        visit(inner, at === '' ? key : `${at}.${key}`);
  };
  visit(value, prefix);
  return found;
}

export const readJson = (file: string): Json => JSON.parse(readFileSync(file, 'utf8')) as Json;

const KNOWN = new Set(terms.koreanToo);
const PLACEHOLDER = /\{\{?\s*(\w+)\s*\}?\}/g;
const HANGUL = /[가-힣]/;
/** So many lower-case words in a row are a sentence, whatever stands around it. */
const SENTENCE = /\b[a-z]{2,}(?:\s+[a-z]{2,}){3,}\b/;

const placeholders = (text: string): string =>
  [...text.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? '')
    .sort()
    .join(' ');

/** What is wrong with one text in its two languages; nothing when it may stand. */
export function pairProblem(
  key: string,
  ko: string | undefined,
  en: string | undefined,
): string | null {
  if (ko === undefined) return 'is missing in Korean';
  if (en === undefined) return 'is missing in English';
  // An empty text may be meant where the other language needs none either.
  if ((ko.trim() === '') !== (en.trim() === '')) return 'is empty in one language';
  if (placeholders(ko) !== placeholders(en))
    return `has other placeholders: "${placeholders(ko)}" and "${placeholders(en)}"`;
  const name = Object.keys(terms.keys).find((known) => key.endsWith(known));
  if (name !== undefined) return null;
  if (HANGUL.test(en)) return `holds Korean in English: ${en.slice(0, 60)}`;
  const bare = ko.replace(PLACEHOLDER, ' ');
  if (SENTENCE.test(bare)) return `holds an English sentence in Korean: ${ko.slice(0, 60)}`;
  if (HANGUL.test(ko)) return null;
  const foreign = (bare.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !KNOWN.has(word));
  return foreign.length === 0 ? null : `is not translated into Korean: ${ko.slice(0, 60)}`;
}

const PLURAL = /_(?:one|other)$/;

/** The text that stands for a form of a key: a language without that plural form uses its general one. */
function formOf(texts: ReadonlyMap<string, string>, key: string): string | undefined {
  const base = key.replace(PLURAL, '');
  const general = texts.get(`${base}_other`) ?? texts.get(base);
  return PLURAL.test(key) || texts.has(`${base}_other`)
    ? (texts.get(key) ?? general)
    : texts.get(key);
}

/** Problems of two files of one kind, one in each language. Korean has one form where English has two. */
export function filePairProblems(name: string, ko: Json, en: Json): readonly string[] {
  const [koTexts, enTexts] = [flatTexts(ko), flatTexts(en)];
  return [...new Set([...koTexts.keys(), ...enTexts.keys()])].flatMap((key) => {
    const problem = pairProblem(key, formOf(koTexts, key), formOf(enTexts, key));
    return problem === null ? [] : [`${name} ${key} ${problem}`];
  });
}

/** Problems of a file that holds both languages side by side, as `{ "ko": …, "en": … }` anywhere in it. */
export function bothInOneProblems(name: string, value: Json, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((inner: Json, i) => bothInOneProblems(name, inner, `${at}[${String(i)}]`));
  const entries = value as { readonly [key: string]: Json };
  if ('ko' in entries || 'en' in entries) {
    return filePairProblems(
      `${name} ${at}`,
      { text: entries['ko'] ?? null },
      { text: entries['en'] ?? null },
    );
  }
  return Object.entries(entries).flatMap(([key, inner]) =>
    bothInOneProblems(name, inner, at === '' ? key : `${at}.${key}`),
  );
}

/** All JSON files below a folder, as paths relative to it. */
export const jsonFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
