// `npm run test:deb`: builds the .deb, installs it with dpkg into a scratch root, starts the
// installed program on a test screen, and reads a value of the virtual plant that changes.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ALLOW_ROOT } from '../lib/electron-args.ts';
import { onTestScreen } from '../lib/screen.ts';

const root = path.resolve(import.meta.dirname, '../..');
const STEP_LIMIT_MS = 600_000;
const scratch = mkdtempSync(path.join(tmpdir(), 'muljigi-deb-'));
try {
  for (const old of globSync('dist/muljigi_*.deb', { cwd: root })) rmSync(path.join(root, old));
  run('build the .deb', process.execPath, ['scripts/tasks/package-deb.ts'], { MULJIGI_DEB_COMPRESSION: 'none' });
  const deb = newestDeb();
  install(deb);
  const program = path.join(scratch, 'usr/bin/muljigi');
  if (!existsSync(program)) fail(`the package has no ${program}`);
  const wrapped = onTestScreen(process.execPath, ['test/package/installed-check.ts', program]);
  run('start the installed program', wrapped.command, wrapped.args, { [ALLOW_ROOT]: '1' });
  run('remove the package', ...dpkg('--remove', 'muljigi'));
  if (existsSync(program)) fail('the program is still there after removal');
  process.stderr.write('[muljigi] the installed package works\n');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** dpkg on a root of its own; fakeroot lets an ordinary user set owners there. */
function dpkg(...words: string[]): [string, string[]] {
  const args = [
    `--root=${scratch}`, '--force-depends', '--force-script-chrootless', '--force-not-root',
    `--log=${path.join(scratch, 'dpkg.log')}`, ...words,
  ];
  return process.getuid?.() === 0 ? ['dpkg', args] : ['fakeroot', ['dpkg', ...args]];
}

function install(deb: string): void {
  for (const dir of ['info', 'updates', 'triggers']) mkdirSync(path.join(scratch, 'var/lib/dpkg', dir), { recursive: true });
  writeFileSync(path.join(scratch, 'var/lib/dpkg/status'), '');
  run('install the .deb', ...dpkg('--install', deb));
}

function newestDeb(): string {
  const found = globSync('dist/muljigi_*.deb', { cwd: root });
  const deb = found[0];
  if (deb === undefined || found.length > 1) fail(`one .deb is expected in dist, found ${found.length}; empty the folder`);
  return path.join(root, deb);
}

/** Runs a step; what it prints is only shown when it fails. */
function run(what: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  process.stderr.write(`[muljigi] ${what} ...\n`);
  const outcome = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: STEP_LIMIT_MS, encoding: 'utf8', env: { ...process.env, ...env } });
  if (outcome.status !== 0) fail(`could not ${what} (${command} ended with ${String(outcome.status)}):\n${outcome.stdout}${outcome.stderr}`);
}

function fail(text: string): never {
  throw new Error(text);
}
