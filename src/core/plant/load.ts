import { err, ok, type Result } from '../result.ts';
import { checkProfile } from './check.ts';
import { issuesOf } from './issues.ts';
import { parseJson } from './json.ts';
import { PROFILE_FILES, TAGS_FILE, type PlantProfile, type ProfileIssue } from './profile.ts';
import type { ProfileDraft } from './draft.ts';
import { parseTagCsv } from './tag-csv.ts';

/** Every file a profile folder must hold. */
export const PROFILE_FILE_NAMES: readonly string[] = [...Object.keys(PROFILE_FILES), TAGS_FILE];

/**
 * Reads a profile from the texts of its files (name -> text). Gathers every problem of
 * every file before giving up: syntax, schema, then what one file says against the
 * others. A file that could not be read silences only the checks that need it.
 */
export function loadProfile(
  files: Readonly<Record<string, string>>,
): Result<PlantProfile, ProfileIssue[]> {
  const { draft, issues } = readDraft(files);
  issues.push(...checkProfile(draft));
  if (issues.length > 0) return err(issues);
  const profile = completed(draft);
  return profile === null ? err(issues) : ok(profile);
}

type FileName = keyof typeof PROFILE_FILES;

/** Schema-checks each file on its own; a file with problems is left out of the draft. */
function readDraft(files: Readonly<Record<string, string>>): {
  draft: ProfileDraft;
  issues: ProfileIssue[];
} {
  const issues: ProfileIssue[] = [];
  const read = <K extends FileName>(
    file: K,
  ): ReturnType<(typeof PROFILE_FILES)[K]['parse']> | null => {
    const text = files[file];
    if (text === undefined) {
      issues.push(missing(file));
      return null;
    }
    const json = parseJson(text);
    if (!json.ok) {
      issues.push({
        file,
        path: '(file)',
        value: '',
        rule: `must be JSON: ${json.error}`,
        code: 'syntax',
      });
      return null;
    }
    const result = PROFILE_FILES[file].safeParse(json.value);
    if (result.success) return result.data as ReturnType<(typeof PROFILE_FILES)[K]['parse']>;
    issues.push(...issuesOf(file, json.value, result.error.issues));
    return null;
  };

  const machinesFile = read('machines.json');
  const logic = read('logic.json');
  const tags = readTags(files[TAGS_FILE], issues);
  const draft: ProfileDraft = {
    site: read('site.json'),
    tanks: read('tanks.json'),
    machines: machinesFile?.machines ?? null,
    valves: machinesFile?.valves ?? null,
    sensors: read('sensors.json'),
    tags: tags?.map((each) => each.tag) ?? null,
    tagLines: tags?.map((each) => each.line) ?? [],
    interlocks: logic?.interlocks ?? null,
    sequences: logic?.sequences ?? null,
    cleanings: logic?.cleanings ?? null,
    alarms: read('alarms.json'),
    plc: read('plc.json'),
    limits: read('limits.json'),
    tariffs: read('tariffs.json'),
    influent: read('influent.json'),
    process: read('process.json'),
    start: read('start.json'),
    quality: read('quality.json'),
    history: read('history.json'),
    rounds: read('rounds.json'),
    stores: read('stores.json'),
    display: read('display.json'),
  };
  return { draft, issues };
}

function readTags(
  text: string | undefined,
  issues: ProfileIssue[],
): { line: number; tag: PlantProfile['tags'][number] }[] | null {
  if (text === undefined) {
    issues.push(missing(TAGS_FILE));
    return null;
  }
  const parsed = parseTagCsv(text);
  if (parsed.ok) return parsed.value;
  issues.push(...parsed.error);
  return null;
}

const missing = (file: string): ProfileIssue => ({
  file,
  path: '(file)',
  value: 'missing',
  rule: `the profile folder must hold ${file}`,
  code: 'missingFile',
});

function completed(draft: ProfileDraft): PlantProfile | null {
  const {
    site,
    tanks,
    machines,
    valves,
    sensors,
    tags,
    interlocks,
    sequences,
    cleanings,
    alarms,
    plc,
    limits,
    tariffs,
    influent,
    process,
    start,
    quality,
    history,
    rounds,
    stores,
    display,
  } = draft;
  if (
    site === null ||
    tanks === null ||
    machines === null ||
    valves === null ||
    sensors === null ||
    tags === null ||
    interlocks === null ||
    sequences === null ||
    cleanings === null ||
    alarms === null ||
    plc === null ||
    limits === null ||
    tariffs === null ||
    influent === null ||
    process === null ||
    start === null ||
    quality === null ||
    history === null ||
    rounds === null ||
    stores === null ||
    display === null
  )
    return null;
  return {
    site,
    tanks,
    machines,
    valves,
    sensors,
    tags,
    interlocks,
    sequences,
    cleanings,
    alarms,
    plc,
    limits,
    tariffs,
    influent,
    process,
    start,
    quality,
    history,
    rounds,
    stores,
    display,
  };
}
