// Type-checks every runtime with its own tsconfig, so that a DOM name in the engine or a Node name
// in the core is an error. Two checks run at a time. Usage: node scripts/typecheck.mjs [layer...]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const compiler = path.join(root, 'node_modules/typescript-native/bin/tsc');
const layers = [
  'core',
  'contract',
  'engine',
  'twin',
  'main',
  'preload',
  'renderer',
  'tools',
  'test',
];
const PARALLEL = 2;
/** The compiler's own starter leaves the compiler running when it is ended, and that one listens to no gentle signal: each runs in a group that is ended as a whole. */
const POSIX = process.platform !== 'win32';
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    for (const { pid } of running)
      if (pid !== undefined) process.kill(POSIX ? -pid : pid, 'SIGKILL');
    process.exit(1);
  });

/**
 * Checks one layer.
 * @param {string} layer
 * @returns {Promise<{ layer: string, ok: boolean, output: string }>}
 */
function check(layer) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [compiler, '-p', `tsconfig.${layer}.json`], {
      cwd: root,
      detached: POSIX,
    });
    running.add(child);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ layer, ok: code === 0, output });
    });
  });
}

const asked = process.argv.slice(2);
const unknown = asked.filter((layer) => !layers.includes(layer));
if (unknown.length > 0) {
  console.error(`Unknown layer: ${unknown.join(', ')}. Choose from: ${layers.join(', ')}.`);
  process.exit(2);
}

const queue = asked.length > 0 ? asked : [...layers];
let failed = 0;
let passed = 0;
await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    for (let layer = queue.shift(); layer !== undefined; layer = queue.shift()) {
      const result = await check(layer);
      if (result.ok) passed += 1;
      else failed += 1;
      console.log(`${result.ok ? 'ok    ' : 'FAILED'} tsconfig.${layer}.json`);
      if (!result.ok) console.log(result.output.trimEnd());
    }
  }),
);
console.log(`typecheck: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
