import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { applicationRoot } from '../texts.ts';

const both = z.object({ ko: z.string(), en: z.string() });
const NAMES = [
  'found',
  'others',
  'plain',
  'sealed',
  'phaseUnpack',
  'checked',
  'migrated',
  'aside',
  'placed',
  'lastRecord',
  'profile',
  'profileSkipped',
  'done',
  'nothing',
  'failUsage',
  'failNone',
  'failSkipped',
  'failLocked',
  'noSpace',
  'noFolder',
  'readOnly',
  'tooLarge',
  'cancelled',
  'damaged',
  'wrongKey',
  'keyNeeded',
  'newerVersion',
  'notABackup',
  'otherSite',
  'inUse',
  'io',
] as const;
export type RestoreText = (typeof NAMES)[number];
export type RestoreLanguage = 'ko' | 'en';

/** The texts of the command line in one language; `encryption` among the params names a text itself. */
export function restoreTexts(
  language: RestoreLanguage,
): (name: RestoreText, params?: Readonly<Record<string, string | number>>) => string {
  const file = path.join(applicationRoot(), 'resources', 'messages', 'restore.json');
  const texts = z.record(z.enum(NAMES), both).parse(JSON.parse(readFileSync(file, 'utf8')));
  const fill = (name: RestoreText, params: Readonly<Record<string, string | number>>): string =>
    texts[name][language].replaceAll(/\{(\w+)\}/g, (whole, key: string) => {
      const value = params[key];
      return value === 'plain' || value === 'sealed'
        ? texts[value][language]
        : String(value ?? whole);
    });
  return (name, params = {}) => fill(name, params);
}
