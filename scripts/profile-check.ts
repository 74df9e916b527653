// npm run profile:check -- DIR|FILE [--tags-export FILE.csv] [--tags-import FILE.csv]
// Checks a plant profile and prints every problem at once; reads or writes its tag list as CSV.
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadProfile } from '#core/plant/load.ts';
import { TAGS_FILE, type PlantProfile, type ProfileIssue } from '#core/plant/profile.ts';
import { formatTagCsv } from '#core/plant/tag-csv.ts';
import type { Result } from '#core/result.ts';
import { readProfileFiles, readUtf8 } from '#engine/platform/profile-dir.ts';

const USAGE = `Usage: npm run profile:check -- PROFILE [--tags-export FILE.csv | --tags-import FILE.csv]
  PROFILE          folder of a profile, or one file of it
  --tags-export    writes the tag list of a sound profile to FILE.csv
  --tags-import    checks FILE.csv as the tag list of the profile and, when sound, puts it in place`;

/** One block per problem: where, what stands there, what must hold. */
function formatIssue(issue: ProfileIssue): string {
  const value = issue.value === '' ? '' : `\n    value  ${issue.value}`;
  return `${issue.file}  ${issue.path}${value}\n    rule   ${issue.rule}`;
}

function fail(lines: readonly string[], status: number): never {
  for (const line of lines) console.error(line);
  process.exit(status);
}

function folderOf(given: string): string {
  const path = resolve(given);
  if (!existsSync(path)) fail([`${given}: no such file or folder`], 1);
  return statSync(path).isDirectory() ? path : dirname(path);
}

function soundOrFail(result: Result<PlantProfile, ProfileIssue[]>, name: string): PlantProfile {
  if (result.ok) return result.value;
  const count = result.error.length;
  return fail(
    [...result.error.map(formatIssue), `${name}: ${count} problem${count === 1 ? '' : 's'}`],
    1,
  );
}

function summary(profile: PlantProfile): string {
  const { site, tanks, machines, sensors, tags, interlocks, sequences, cleanings, alarms, plc } =
    profile;
  return (
    `${site.id}: sound; ${tanks.length} tanks, ${machines.length} machines, ${sensors.length} sensors, ${tags.length} tags, ` +
    `${interlocks.length} interlocks, ${sequences.length} sequences, ${cleanings.length} cleanings, ${alarms.length} alarms, ${plc.setpoints.length} set-points`
  );
}

/** A half-written tag list must not replace a whole one. */
function writeWhole(path: string, text: string): void {
  const part = `${path}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}

function readArgs() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'tags-export': { type: 'string' },
        'tags-import': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    return fail([cause instanceof Error ? cause.message : String(cause), USAGE], 2);
  }
}

function main(): void {
  const { values, positionals } = readArgs();
  const [given] = positionals;
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  if (given === undefined || positionals.length > 1) fail([USAGE], 2);
  const folder = folderOf(given);
  const files = readProfileFiles(folder);
  if (!files.ok)
    fail(
      [...files.error.map(formatIssue), `${basename(folder)}: ${files.error.length} problem(s)`],
      1,
    );

  const imported = values['tags-import'];
  if (imported !== undefined) {
    const text = readUtf8(resolve(imported), basename(imported));
    if (!text.ok) fail([formatIssue(text.error)], 1);
    const profile = soundOrFail(
      loadProfile({ ...files.value, [TAGS_FILE]: text.value }),
      basename(imported),
    );
    writeWhole(join(folder, TAGS_FILE), formatTagCsv(profile.tags));
    console.log(`${profile.tags.length} tags put in place`);
    console.log(summary(profile));
    return;
  }
  const profile = soundOrFail(loadProfile(files.value), basename(folder));
  const exported = values['tags-export'];
  if (exported !== undefined) {
    writeWhole(resolve(exported), formatTagCsv(profile.tags));
    console.log(`${profile.tags.length} tags written to ${exported}`);
  }
  console.log(summary(profile));
}

main();
