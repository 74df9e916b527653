import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the engine keeps its database, logs and connection when no `--data-dir` is given. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: Env = process.env,
): string {
  if (platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Muljigi');
  if (platform === 'darwin')
    return path.join(homedir(), 'Library', 'Application Support', 'Muljigi');
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'muljigi');
}

/** One socket (or named pipe) per data folder. Unix socket paths are limited to about 100 bytes, hence the short hash. */
export function defaultSocket(
  dataDir: string,
  platform: NodeJS.Platform = process.platform,
  env: Env = process.env,
): string {
  const id = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12);
  if (platform === 'win32') return `\\\\.\\pipe\\muljigi-${id}`;
  return path.join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `muljigi-${id}.sock`);
}

export const isNamedPipe = (socket: string): boolean => socket.startsWith('\\\\.\\pipe\\');
