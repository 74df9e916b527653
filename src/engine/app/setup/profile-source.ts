import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { PROFILE_FILE_NAMES, loadProfile } from '#core/plant/load.ts';
import type { PlantProfile, ProfileIssue } from '#core/plant/profile.ts';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ProfileCheck, ProfileSource, ProfileSummary } from '#contract/setup.ts';
import { unpackFiles } from '#engine/laboratory/unpack-zip.ts';
import { readProfile, readProfileFiles } from '#engine/platform/profile-dir.ts';
import { applicationRoot } from '../texts.ts';
import { restingPlants } from './plant-place.ts';

/** A person works through this many at most; the rest is counted. */
const MOST_ISSUES = 100;

const installedDir = (): string => path.join(applicationRoot(), 'resources', 'profiles');

export function summaryOf(profile: PlantProfile): ProfileSummary {
  const { site, tanks, machines, sensors, tags } = profile;
  const { id, name, process, designFlowM3PerD } = site;
  return {
    id,
    name,
    process,
    designFlowM3PerD,
    tanks: tanks.length,
    machines: machines.length,
    sensors: sensors.length,
    tags: tags.length,
  };
}

/** Sound profiles that came with the program; a broken one cannot be chosen and is left out. */
export function installedProfiles(): readonly ProfileSummary[] {
  return readdirSync(installedDir(), { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .flatMap(({ name }) => {
      const profile = readProfile(path.join(installedDir(), name));
      return profile.ok ? [summaryOf(profile.value)] : [];
    });
}

/** Plants that were run here before and whose profile can be read. */
export function restingProfiles(dataDir: string): readonly {
  readonly summary: ProfileSummary;
  readonly path: string;
  readonly lastMs: number;
}[] {
  return restingPlants(dataDir).flatMap(({ profileDir, lastMs }) => {
    const profile = readProfile(profileDir);
    return profile.ok ? [{ summary: summaryOf(profile.value), path: profileDir, lastMs }] : [];
  });
}

const whole = (file: string, value: string, rule: string): ProfileIssue[] => [
  { file, path: '(file)', value, rule, code: 'missingFile' },
];

/**
 * Texts of the files of a profile, by name. A folder or archive that holds the profile in one folder
 * below is taken as that folder: archives are often packed so.
 */
export function filesOf(source: ProfileSource): Result<Record<string, string>, ProfileIssue[]> {
  switch (source.kind) {
    case 'installed':
      return readProfileFiles(path.join(installedDir(), source.id));
    case 'folder': {
      const given = path.resolve(source.path);
      const inside =
        statSync(given, { throwIfNoEntry: false })?.isDirectory() === true &&
        !has(given, 'site.json');
      const below = inside
        ? readdirSync(given).filter((name) => has(path.join(given, name), 'site.json'))
        : [];
      return readProfileFiles(
        below[0] !== undefined && below.length === 1 ? path.join(given, below[0]) : given,
      );
    }
    case 'zip': {
      const unpacked = unpackFiles(
        Buffer.from(source.base64, 'base64'),
        new Set(PROFILE_FILE_NAMES),
      );
      return unpacked.ok
        ? unpacked
        : err(whole(source.name, unpacked.error.value, unpacked.error.rule));
    }
  }
}

const has = (dir: string, name: string): boolean =>
  statSync(path.join(dir, name), { throwIfNoEntry: false })?.isFile() === true;

/** Looks through a profile without taking it over. */
export function checkSource(source: ProfileSource): {
  readonly check: ProfileCheck;
  readonly files: Record<string, string> | null;
} {
  const files = filesOf(source);
  const loaded = files.ok ? loadProfile(files.value) : files;
  if (loaded.ok && files.ok)
    return { check: { summary: summaryOf(loaded.value), issues: [], more: 0 }, files: files.value };
  const found = loaded.ok ? [] : loaded.error;
  return {
    check: {
      summary: null,
      issues: found.slice(0, MOST_ISSUES).map(({ file, path: at, value, rule }) => ({
        file,
        path: at,
        value: value.slice(0, 200),
        rule,
      })),
      more: Math.max(0, found.length - MOST_ISSUES),
    },
    files: null,
  };
}
