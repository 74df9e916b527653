import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile, PROFILE_FILE_NAMES } from '#core/plant/load.ts';
import type { PlantProfile, ProfileIssue } from '#core/plant/profile.ts';
import { err, ok, type Result } from '#core/result.ts';

/** No profile file comes near this; a larger one is the wrong file. */
const MAX_FILE_BYTES = 20_000_000;

const problem = (
  file: string,
  value: string,
  rule: string,
  code: ProfileIssue['code'],
): ProfileIssue => ({
  file,
  path: '(file)',
  value,
  rule,
  code,
});

/** Texts of the profile files found in a folder; files that are not there are left to the loader to name. */
export function readProfileFiles(folder: string): Result<Record<string, string>, ProfileIssue[]> {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined)
    return err([
      problem(folder, 'missing', 'the profile folder must exist; check --profile', 'missingFile'),
    ]);
  if (!stats.isDirectory())
    return err([
      problem(
        folder,
        'a file',
        'must be the folder of a profile, not one of its files',
        'missingFile',
      ),
    ]);
  const files: Record<string, string> = {};
  const issues: ProfileIssue[] = [];
  for (const name of PROFILE_FILE_NAMES) {
    if (statSync(join(folder, name), { throwIfNoEntry: false }) === undefined) continue;
    const text = readUtf8(join(folder, name), name);
    if (text.ok) files[name] = text.value;
    else issues.push(text.error);
  }
  return issues.length > 0 ? err(issues) : ok(files);
}

/** Reads one file as UTF-8; spreadsheets in Korea like to save CP949, which is named as such instead of shown as broken letters. */
export function readUtf8(path: string, name: string): Result<string, ProfileIssue> {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES)
      return err(
        problem(
          name,
          `${size} bytes`,
          `must be smaller than ${MAX_FILE_BYTES} bytes; is it the right file?`,
          'syntax',
        ),
      );
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      readFileSync(path),
    );
    return ok(text);
  } catch (cause) {
    if (cause instanceof TypeError)
      return err(
        problem(
          name,
          'not UTF-8',
          'must be UTF-8 text; in a spreadsheet program save as "CSV UTF-8"',
          'syntax',
        ),
      );
    return err(
      problem(
        name,
        cause instanceof Error ? cause.message : String(cause),
        'must be a readable file; check its name and permissions',
        'missingFile',
      ),
    );
  }
}

/** Reads, loads and checks the profile in a folder; every problem at once. */
export function readProfile(folder: string): Result<PlantProfile, ProfileIssue[]> {
  const files = readProfileFiles(folder);
  return files.ok ? loadProfile(files.value) : files;
}
