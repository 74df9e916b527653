// Builds window, shell and preload script into out/ when their sources changed since the last build.
// Usage: node scripts/build.ts [--force]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const stampFile = path.join(root, 'out/.sources');
/** The engine and the virtual plant are run from their sources and need no build. */
const sources = [
  'src/main', 'src/preload', 'src/renderer', 'src/contract', 'src/core', 'resources',
  'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json',
];

/** Builds if need be. Returns false when the build failed; its messages were printed. */
export function build(force = false): boolean {
  const stamp = hashOf(sources);
  const isFresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isFresh && !force) return true;
  process.stderr.write('[muljigi] Building the window ...\n');
  rmSync(path.join(root, 'out'), { recursive: true, force: true });
  const cli = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const outcome = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (outcome.status !== 0) return false;
  writeFileSync(stampFile, stamp);
  return true;
}

/** Hash over names and contents of all files below the given places. */
function hashOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places) {
    for (const file of filesBelow(path.join(root, place))) {
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

if (import.meta.main) process.exitCode = build(process.argv.includes('--force')) ? 0 : 1;
