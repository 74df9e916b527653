import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ReportWords } from '#core/report/context.ts';
import { applicationRoot } from '../texts.ts';

const wordsSchema = z.record(z.string(), z.string());
const loaded = new Map<'ko' | 'en', ReportWords>();

/** Words of the reports in a language (`resources/reports`). */
export function reportWords(language: 'ko' | 'en'): ReportWords {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const file = path.join(applicationRoot(), 'resources', 'reports', `${language}.json`);
  const words = wordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  loaded.set(language, words);
  return words;
}
