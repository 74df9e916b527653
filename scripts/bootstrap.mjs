// First step of every command that must work from a fresh clone. It runs on the machine's own
// Node (18 or newer) and uses no package: it installs what is missing, says what it does, then
// hands over to the Node 24 that the project pins.
import { spawn } from 'node:child_process';
import { ensureNpmDependencies, nodeBinary, root } from './bootstrap/dependencies.mjs';
import { ensureDebianPackages } from './bootstrap/debian.mjs';
import { resolveElectron } from './bootstrap/electron-runtime.mjs';
import { fail, say } from './bootstrap/log.mjs';

const hasDisplay =
  process.platform !== 'linux' ||
  Boolean(process.env['DISPLAY']) ||
  Boolean(process.env['WAYLAND_DISPLAY']);

/**
 * What each command needs before it can run.
 * `debian`: groups of Debian packages; `electron`: whether a runtime is needed; `script`: what
 * Node 24 runs then.
 * @type {Record<string, { debian: ('window' | 'test' | 'package')[], electron: boolean, script: string }>}
 */
const commands = {
  setup: { debian: ['window'], electron: true, script: '' },
  start: { debian: ['window'], electron: true, script: 'scripts/tasks/start.ts' },
  headless: { debian: [], electron: false, script: 'src/engine/app/headless.ts' },
  dev: { debian: ['window'], electron: true, script: 'scripts/tasks/dev.ts' },
  test: { debian: ['window', 'test', 'package'], electron: true, script: 'scripts/tasks/test.ts' },
  e2e: { debian: ['window', 'test'], electron: true, script: 'scripts/tasks/e2e.ts' },
  'package-deb': { debian: ['package'], electron: true, script: 'scripts/tasks/package-deb.ts' },
  'test-deb': { debian: ['window', 'test', 'package'], electron: true, script: 'scripts/tasks/test-deb.ts' },
  package: { debian: [], electron: false, script: 'scripts/tasks/package.ts' },
};

/**
 * Picks the command to run: `start` without a display becomes `headless`.
 * @param {string} asked
 * @param {string[]} args
 */
function choose(asked, args) {
  if (asked !== 'start') return asked;
  if (args.includes('--headless')) return 'headless';
  if (hasDisplay) return 'start';
  say('No display found (neither DISPLAY nor WAYLAND_DISPLAY is set).');
  say('Running the virtual plant and the engine here, with their state in this terminal.');
  return 'headless';
}

const [asked = 'start', ...args] = process.argv.slice(2);
const name = choose(asked, args);
const command = commands[name];
if (command === undefined) {
  fail(`Unknown command "${asked}". Use one of: ${Object.keys(commands).join(', ')}.`);
}
if (Number(process.versions.node.split('.')[0]) < 18) {
  fail(`Node ${process.versions.node} is too old to begin. Install Node 18 or newer, then repeat.`);
}

ensureNpmDependencies();
if (command.debian.length > 0) ensureDebianPackages(command.debian);
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env };
if (command.electron) {
  const runtime = await resolveElectron();
  env['MULJIGI_ELECTRON'] = runtime.executable;
  env['MULJIGI_ELECTRON_VERSION'] = runtime.version;
  // electron-vite and Playwright read this one.
  env['ELECTRON_EXEC_PATH'] = runtime.executable;
}
if (command.script === '') {
  say('Everything is in place.');
} else {
  const child = spawn(nodeBinary(), [command.script, ...args], { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C reaches the child through the terminal; a signal sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`The pinned Node could not be started: ${error.message}`));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
