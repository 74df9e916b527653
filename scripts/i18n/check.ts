import { existsSync } from 'node:fs';
import path from 'node:path';
import { sourceTexts, unusedKeys } from './source.ts';
import { bothInOneProblems, filePairProblems, flatTexts, jsonFiles, readJson } from './texts.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Folders with a file or folder per language. */
const PER_LANGUAGE = [
  'src/renderer/i18n',
  'resources/messages',
  'resources/reports',
  'resources/shell',
  'resources/help',
];

/** Everything that somebody would read in the wrong language, or not at all; nothing when all is well. */
export function textProblems(): readonly string[] {
  const found: string[] = [];
  for (const folder of PER_LANGUAGE) {
    const there = path.join(root, folder);
    if (!existsSync(there)) continue;
    const files = jsonFiles(there);
    const inLanguage = (language: 'ko' | 'en', file: string): string =>
      file.replace(/^(?:ko|en)(?=\/|\.json$)/, language);
    for (const file of new Set(
      files
        .filter((name) => /^(?:ko|en)(?:\/|\.json$)/.test(name))
        .map((name) => inLanguage('ko', name)),
    )) {
      const other = inLanguage('en', file);
      if (!files.includes(other) || !files.includes(file))
        found.push(`${folder}/${file} is there in one language only`);
      else
        found.push(
          ...filePairProblems(
            `${folder}/${file}`,
            readJson(path.join(there, file)),
            readJson(path.join(there, other)),
          ),
        );
    }
  }
  const resources = path.join(root, 'resources');
  for (const file of jsonFiles(resources)) {
    if (/(?:^|\/)(?:ko|en)(?:\/|\.json$)/.test(file)) continue;
    found.push(...bothInOneProblems(`resources/${file}`, readJson(path.join(resources, file))));
  }
  const source = sourceTexts(path.join(root, 'src/renderer'));
  found.push(
    ...source.literals.map((literal) => `src/renderer/${literal} outside the translation files`),
  );
  const ofWindow = path.join(root, 'src/renderer/i18n/ko');
  for (const file of jsonFiles(ofWindow)) {
    found.push(
      ...unusedKeys(flatTexts(readJson(path.join(ofWindow, file))).keys(), source).map(
        (key) => `src/renderer/i18n/${file} ${key} is asked for nowhere`,
      ),
    );
  }
  return found;
}
