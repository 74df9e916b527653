import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadProfile } from '#core/plant/load.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ProfileIssue } from '#core/plant/profile.ts';
import { readProfileFiles } from '#engine/platform/profile-dir.ts';
import type { Proposal } from './report.ts';

const FILE = 'process.json';

const issueText = ({ file, path: at, value, rule }: ProfileIssue): string =>
  `${file} ${at}: ${value} - ${rule}`;

/**
 * Writes fitted values into `process.json` of a profile, over those of the same name. The profile
 * is checked with them first and left as it was when they would spoil it.
 * @returns the file written, or why nothing was
 */
export function writeProposal(profileDir: string, proposed: Proposal): Result<string, string[]> {
  if (Object.keys(proposed).length === 0)
    return err([`${FILE} is left as it is: none of the parameters can be told from the data`]);
  const file = path.join(profileDir, FILE);
  const files = readProfileFiles(profileDir);
  if (!files.ok) return err(files.error.map(issueText));
  const before = JSON.parse(files.value[FILE] ?? '{}') as { parameters?: object };
  const after = { ...before, parameters: { ...before.parameters, ...proposed } };
  const text = `${JSON.stringify(after, null, 2)}\n`;
  const checked = loadProfile({ ...files.value, [FILE]: text });
  if (!checked.ok) return err(checked.error.map(issueText));
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return ok(file);
}
