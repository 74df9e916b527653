import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

describe('profile:check', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'profile-'));
    cpSync(join(ROOT, 'resources/profiles/geumgang-mbr'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/profile-check.ts'), ...args],
      { encoding: 'utf8', cwd: folder },
    );
    return { status, stdout, stderr };
  };
  const edit = (name: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, name), text.replace(from, to));
  };

  it('says that a sound profile is sound, by its folder or one of its files', () => {
    for (const given of [folder, join(folder, 'tanks.json')]) {
      const { status, stdout } = run(given);
      expect(stdout).toMatch(/^geumgang-mbr: sound; 16 tanks, 28 machines/);
      expect(status).toBe(0);
    }
  });

  it('prints every problem of every file with path, value and rule, and fails', () => {
    edit('site.json', '"altitudeM": 30', '"altitudeM": 9000');
    edit('plc.json', '"firstAddress": 1003', '"firstAddress": 1004');
    edit('tags.csv', 'TK-1T.level', 'TK-2T.level');
    const { status, stderr } = run(folder);
    expect(status).toBe(1);
    for (const words of [
      'site.json  altitudeM',
      'value  9000',
      'must be at most 5000',
      'PLC-AI.heartbeat: a writable tag must lie in the AI area',
      'TK-1T.level\n    rule   must be a tag of tags.csv',
    ]) {
      expect(stderr).toContain(words);
    }
  });

  it('exports the tag list and takes it back unchanged', () => {
    const before = readFileSync(join(folder, 'tags.csv'), 'utf8');
    expect(run(folder, '--tags-export', 'list.csv').status).toBe(0);
    expect(readFileSync(join(folder, 'list.csv'), 'utf8')).toBe(before);
    writeFileSync(join(folder, 'list.csv'), `\uFEFF${before.replaceAll('\n', '\r\n')}`);
    expect(run(folder, '--tags-import', 'list.csv').status).toBe(0);
    expect(readFileSync(join(folder, 'tags.csv'), 'utf8')).toBe(before);
  });

  it('refuses a wrong tag list and leaves the old one in place', () => {
    const before = readFileSync(join(folder, 'tags.csv'), 'utf8');
    writeFileSync(
      join(folder, 'list.csv'),
      before.replace('TK-EQ.level', 'TK-EQ.height').replace('int16', 'int15'),
    );
    const { status, stderr } = run(folder, '--tags-import', 'list.csv');
    expect(status).toBe(1);
    expect(stderr).toContain('column type');
    expect(readFileSync(join(folder, 'tags.csv'), 'utf8')).toBe(before);
  });

  it.each([
    [['--nonsense'], 'Usage'],
    [[], 'Usage'],
    [['no/such/folder'], 'no such file or folder'],
  ])('answers %j with what to type', (args, words) => {
    const { status, stderr } = run(...args);
    expect(status).not.toBe(0);
    expect(stderr).toContain(words);
  });
});
