// Brings node_modules to the state of package-lock.json and finds the pinned Node in it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, say } from './log.mjs';

/** Folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.muljigi-lock');

/** Path of the pinned Node inside node_modules. It exists after `ensureNpmDependencies`. */
export function nodeBinary() {
  return path.join(modules, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Installs the npm packages when they are absent or not those of the lock file. */
export function ensureNpmDependencies() {
  const lockText = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const stamp = createHash('sha256').update(lockText).digest('hex');
  if (readIfThere(stampFile) !== stamp) {
    if (!installedMatches(lockText)) installFromLock();
    writeFileSync(stampFile, stamp);
  }
  ensureNode();
}

/**
 * Path list without node_modules/.bin: `npm ci` removes that folder while it works, and must not
 * lose the Node it runs on.
 * @param {string} [list]
 */
export function pathWithoutModules(list = process.env['PATH'] ?? '') {
  return list
    .split(path.delimiter)
    .filter((entry) => !entry.includes('node_modules'))
    .join(path.delimiter);
}

/**
 * Whether npm's own record of node_modules names the same versions as the lock file (packages for
 * other systems are missing there by right).
 * @param {string} lockText
 */
export function installedMatches(lockText, recordText = readIfThere(path.join(modules, '.package-lock.json'))) {
  if (recordText === undefined) return false;
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = JSON.parse(lockText).packages;
  /** @type {Record<string, { version?: string }>} */
  const installed = JSON.parse(recordText).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const found = installed[place];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

function installFromLock() {
  if (process.platform === 'win32' && process.execPath.startsWith(modules)) {
    fail('The packages are older than package-lock.json. Close the application and type: npm ci');
  }
  say('Installing the npm packages of package-lock.json (about a minute, once) ...');
  const startedMs = Date.now();
  const outcome = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: pathWithoutModules(), npm_config_ignore_scripts: 'false' },
  });
  if (outcome.error) fail(`npm could not be started: ${outcome.error.message}. Install npm 10 or newer.`);
  if (outcome.status !== 0) {
    fail('npm ci did not succeed; its message is above. Check the connection to the npm registry, then repeat.');
  }
  say(`npm packages are in place (${Math.round((Date.now() - startedMs) / 1000)} s).`);
}

/**
 * The `node` package brings its binary by an install script. Where scripts are switched off by
 * policy, the script is run here, on its own.
 */
function ensureNode() {
  if (!existsSync(nodeBinary())) {
    say('Fetching the pinned Node, because install scripts did not run ...');
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: path.join(modules, 'node'),
      stdio: ['ignore', 2, 2],
      env: { ...process.env, PATH: pathWithoutModules() },
    });
  }
  const answer = spawnSync(nodeBinary(), ['--version'], { encoding: 'utf8' });
  if (answer.status !== 0) {
    fail(`The pinned Node does not run on this machine (${process.platform} ${process.arch}). Delete node_modules and repeat.`);
  }
  const wanted = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies.node;
  if (answer.stdout.trim() !== `v${wanted}`) {
    fail(`node_modules holds Node ${answer.stdout.trim()}, but ${wanted} is pinned. Delete node_modules and repeat.`);
  }
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
