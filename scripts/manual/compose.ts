// Writes docs/manual.ko.md and docs/manual.md out of the texts of help: `node scripts/manual/compose.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { composeManual } from '#core/help/manual.ts';
import type { Chapter } from '#core/help/manual.ts';

const root = path.resolve(import.meta.dirname, '../..');
export const MANUAL_LANGUAGES = ['ko', 'en'] as const;
export type ManualLanguage = (typeof MANUAL_LANGUAGES)[number];

const frameSchema = z.object({
  title: z.string(),
  intro: z.array(z.string()),
  contents: z.string(),
});

const readText = (...parts: readonly string[]): string =>
  readFileSync(path.join(root, ...parts), 'utf8');

/** The texts of help in one language, in the order of the manual. */
export function chaptersOf(language: ManualLanguage): readonly Chapter[] {
  const order = z.array(z.string()).parse(JSON.parse(readText('resources/help/contents.json')));
  return order.map((id) => ({ id, source: readText('resources/help', language, `${id}.md`) }));
}

/** Path of the manual below the repository. */
export const manualFile = (language: ManualLanguage): string =>
  language === 'ko' ? 'docs/manual.ko.md' : 'docs/manual.md';

/** The whole manual in one language. */
export function manualText(language: ManualLanguage): string {
  const frame = frameSchema.parse(JSON.parse(readText('resources/help', language, 'frame.json')));
  return composeManual({ ...frame, pictures: `manual/${language}` }, chaptersOf(language));
}

export function writeManuals(): void {
  for (const language of MANUAL_LANGUAGES)
    writeFileSync(path.join(root, manualFile(language)), manualText(language));
}

if (import.meta.main) writeManuals();
