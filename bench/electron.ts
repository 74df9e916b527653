import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The Electron runtime that the bootstrap prepared, or the one named in the environment. Throws when there is none yet. */
export function electronRuntime(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const found = [
    process.env['MULJIGI_ELECTRON'],
    path.join(root, 'node_modules/electron/dist/electron'),
    path.join(cache, 'muljigi/electron-33.2.1-linux-x64/electron'),
  ].find((file) => file !== undefined && existsSync(file));
  if (found === undefined) throw new Error('No Electron runtime yet. Type: npm run setup');
  return found;
}
