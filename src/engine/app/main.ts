import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Entry of the engine process; `engine-process.ts` says what it takes and prints. Only
 * what must come before anything else is loaded is done here. The compile cache halves
 * the start, also of the historian's threads and the virtual plant, which inherit it; a
 * folder that cannot be written just means no cache.
 */
const cacheDir =
  process.env['NODE_COMPILE_CACHE'] ??
  path.join(
    process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'] ?? path.join(homedir(), '.cache'),
    'muljigi',
    'compiled',
  );
process.env['NODE_COMPILE_CACHE'] = cacheDir;
enableCompileCache(cacheDir);

await import('./engine-process.ts');
