import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProfile } from '#engine/platform/profile-dir.ts';

const SHIPPED = resolve(import.meta.dirname, '../../../resources/profiles/mines-mbr');

describe('profile folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'profile-'));
    cpSync(SHIPPED, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const rules = (path: string): string[] => {
    const result = readProfile(path);
    return result.ok ? [] : result.error.map((issue) => `${issue.file}: ${issue.rule}`);
  };

  it('reads a shipped profile', () => {
    const result = readProfile(folder);
    expect(result.ok && result.value.site.id).toBe('mines-mbr');
  });

  it('says what to do about a folder that is not there, and about a file in its place', () => {
    expect(rules(join(folder, 'nowhere'))).toEqual([expect.stringContaining('check --profile')]);
    expect(rules(join(folder, 'tanks.json'))).toEqual([
      expect.stringContaining('must be the folder of a profile'),
    ]);
  });

  it('names a missing file', () => {
    rmSync(join(folder, 'plc.json'));
    expect(rules(folder)).toEqual(['plc.json: the profile folder must hold plc.json']);
  });

  it('recognises a tag list saved in a Korean code page', () => {
    // "유입" in CP949, as a spreadsheet program saves it by default.
    writeFileSync(join(folder, 'tags.csv'), Buffer.from([0xc0, 0xaf, 0xc0, 0xd4, 0x0a]));
    expect(rules(folder)).toEqual([expect.stringContaining('CSV UTF-8')]);
  });

  it('names a file that is a folder', () => {
    rmSync(join(folder, 'alarms.json'));
    cpSync(SHIPPED, join(folder, 'alarms.json'), { recursive: true });
    expect(rules(folder)).toEqual([
      expect.stringContaining('alarms.json: must be a readable file'),
    ]);
  });
});
