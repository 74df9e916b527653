import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedMatches, pathWithoutModules } from '../../scripts/bootstrap/dependencies.mjs';
import { missingPackages, packageGroups } from '../../scripts/bootstrap/debian.mjs';
import { archive } from '../../scripts/bootstrap/electron-runtime.mjs';
import { sandboxArgs } from '../../scripts/lib/electron-args.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('installed packages', () => {
  const lock = (packages: object): string => JSON.stringify({ packages });

  it('match when every needed one is there in the locked version', () => {
    const wanted = lock({ '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } });
    expect(installedMatches(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/left-over': { version: '9.0.0' } }))).toBe(true);
    expect(installedMatches(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false);
    expect(installedMatches(wanted, lock({ 'node_modules/b': { version: '2.0.0' } }))).toBe(false);
    expect(installedMatches(wanted, lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } }))).toBe(false);
  });

  it('are installed without the path that is about to be removed', () => {
    const entries = ['/repo/node_modules/.bin', '/usr/bin', '/bin'];
    expect(pathWithoutModules(entries.join(path.delimiter))).toBe(['/usr/bin', '/bin'].join(path.delimiter));
  });
});

describe('Debian packages', () => {
  it('are asked for by any of their names', () => {
    const newer = new Set(packageGroups.window.map((names) => names.at(-1) ?? ''));
    expect(missingPackages(['window'], () => newer)).toEqual([]);
    newer.delete('libnss3');
    expect(missingPackages(['window', 'test'], () => newer)).toEqual([['libnss3'], ...packageGroups.test]);
  });
});

describe('running as root', () => {
  it('opens the window of a checkout with a warning, and never where it is forbidden', () => {
    expect(sandboxArgs(1000, {})).toEqual({ ok: true, args: [], warning: null });
    expect(sandboxArgs(undefined, {})).toEqual({ ok: true, args: [], warning: null });
    expect(sandboxArgs(0, {})).toMatchObject({ ok: true, args: ['--no-sandbox'], warning: expect.stringContaining('sandbox') });
    expect(sandboxArgs(0, { MULJIGI_ALLOW_ROOT: '0' })).toMatchObject({ ok: false, message: expect.stringContaining('ordinary user') });
    expect(sandboxArgs(0, { MULJIGI_ALLOW_ROOT: '1' })).toEqual({ ok: true, args: ['--no-sandbox'], warning: null });
    expect(sandboxArgs(1000, { MULJIGI_ALLOW_ROOT: '1' })).toEqual({ ok: true, args: [], warning: null });
  });
});

describe('the first step in a folder without packages', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'muljigi-bootstrap-'));
    cpSync(path.join(root, 'scripts'), path.join(dir, 'scripts'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(root, file), path.join(dir, file));
    mkdirSync(path.join(dir, 'bin'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const bootstrap = (words: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, ['scripts/bootstrap.mjs', ...words], {
      cwd: dir, encoding: 'utf8', env: { PATH: `${path.join(dir, 'bin')}:/usr/bin:/bin`, HOME: dir, ...env },
    });

  /** Puts a program of this name first in the path. */
  const program = (name: string, script: string): void =>
    writeFileSync(path.join(dir, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it('names the commands when it does not know one', () => {
    const { status, stderr } = bootstrap(['stat']);
    expect(status).toBe(1);
    expect(stderr).toContain('Unknown command "stat"');
    expect(stderr).toContain('package-deb');
  });

  it('says that there is no display and goes on in the terminal', () => {
    program('npm', 'exit 1');
    expect(bootstrap(['start']).stderr).toMatch(/No display found[\s\S]*in this terminal/);
    expect(bootstrap(['start'], { DISPLAY: ':1' }).stderr).not.toContain('No display');
  });

  it('says what to do when the packages cannot be installed, and leaves no sign of success', () => {
    program('npm', 'echo "no way to the registry" >&2; exit 1');
    const { status, stderr } = bootstrap(['setup']);
    expect(status).toBe(1);
    expect(stderr).toContain('no way to the registry');
    expect(stderr).toContain('Check the connection to the npm registry');
    expect(existsSync(path.join(dir, 'node_modules/.muljigi-lock'))).toBe(false);
  });

  it('asks npm for exactly the lock file, development packages and install scripts included', () => {
    program('npm', 'echo "$@" scripts-off=$npm_config_ignore_scripts; mkdir -p node_modules; exit 0');
    expect(bootstrap(['setup'], { NODE_ENV: 'production' }).stderr).toMatch(/ci --include=dev .*scripts-off=false/);
  });
});

describe('the registry-hosted runtime', () => {
  it('is pinned by version and sha512', () => {
    expect(archive.spec).toMatch(/@\d+\.\d+\.\d+$/);
    expect(Buffer.from(archive.sha512, 'base64')).toHaveLength(64);
  });
});
