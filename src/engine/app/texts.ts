import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { flatTexts } from '#core/messages/words.ts';
import type { FlatTexts, TextTree } from '#core/messages/words.ts';

/** The few texts the engine says itself, in both languages; everything else is a code for the window. */
const both = z.object({ ko: z.string(), en: z.string() });
const textsSchema = z.object({
  csvHeader: z.object({ ko: z.array(z.string()), en: z.array(z.string()) }),
  failures: z.object({
    usage: both,
    profile: both,
    locked: both,
    newerVersion: both,
    readOnly: both,
    diskFull: both,
    corrupt: both,
    io: both,
    socket: both,
    connection: both,
  }),
});
export type FailureCode = keyof z.infer<typeof textsSchema>['failures'];

/** Folder that holds `resources/`, from a checkout and from a build alike. */
export function applicationRoot(from = path.dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(path.join(from, 'resources', 'messages', 'engine.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from)
    throw new Error('resources/messages/engine.json is missing from this installation');
  return applicationRoot(parent);
}

let loaded: z.infer<typeof textsSchema> | null = null;
function texts(): z.infer<typeof textsSchema> {
  loaded ??= textsSchema.parse(
    JSON.parse(
      readFileSync(path.join(applicationRoot(), 'resources', 'messages', 'engine.json'), 'utf8'),
    ),
  );
  return loaded;
}

const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** Column titles of a CSV export. */
export const csvHeader = (language: 'ko' | 'en', zone: string): string[] =>
  texts().csvHeader[language].map((title) => fill(title, { zone }));

/** Why the engine did not start, Korean line first, then English. */
export function failureText(
  code: FailureCode,
  params: Readonly<Record<string, string | number>>,
): string {
  const { ko, en } = texts().failures[code];
  return `${fill(ko, params)}\n${fill(en, params)}`;
}

const wordsSchema = z.object({ ko: z.record(z.string(), z.string()), en: z.record(z.string(), z.string()) });

/** Titles of sheets and columns of an export by key. */
export function exportWords(language: 'ko' | 'en', zone: string): Record<string, string> {
  const file = path.join(applicationRoot(), 'resources', 'messages', 'export.json');
  const words = wordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))[language];
  return Object.fromEntries(Object.entries(words).map(([key, text]) => [key, fill(text, { zone })]));
}

const treeSchema: z.ZodType<TextTree> = z.lazy(() => z.record(z.string(), z.union([z.string(), treeSchema])));
const messages = new Map<'ko' | 'en', FlatTexts>();

/** Words of events, alarms and commands in a language, by key: the file the window has them from too. */
export function messageTexts(language: 'ko' | 'en'): FlatTexts {
  const known = messages.get(language);
  if (known !== undefined) return known;
  const file = path.join(applicationRoot(), 'resources', 'messages', `${language}.json`);
  const read = flatTexts(treeSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  messages.set(language, read);
  return read;
}
