import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the shell finds its parts: the same names in a checkout and in the installed application. */
export interface ShellPaths {
  readonly nodeBinary: string;
  /** Folder that holds `src/`, `resources/` and `node_modules/` of the engine. */
  readonly engineRoot: string;
  readonly engineScript: string;
  readonly profileDir: string;
  readonly dataDir: string;
  readonly ownSocket: string;
  readonly serviceSocket: string | null;
  readonly rendererDir: string;
  readonly preloadScript: string;
  readonly windowStateFile: string;
}

export interface PathInputs {
  readonly packaged: boolean;
  /** Electron's `process.resourcesPath`. */
  readonly resourcesPath: string;
  /** Folder of the built main script, `out/main`. */
  readonly mainDir: string;
  readonly userDataDir: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Environment variables, all optional: MULJIGI_DATA_DIR, MULJIGI_PROFILE (folder), MULJIGI_SOCKET. */
export function shellPaths(inputs: PathInputs): ShellPaths {
  const { packaged, resourcesPath, mainDir, userDataDir, platform, env } = inputs;
  const engineRoot = packaged ? path.join(resourcesPath, 'engine') : path.resolve(mainDir, '../..');
  const nodeName = platform === 'win32' ? 'node.exe' : 'node';
  const dataDir = path.resolve(env['MULJIGI_DATA_DIR'] ?? path.join(userDataDir, 'data'));
  return {
    nodeBinary: packaged
      ? path.join(resourcesPath, 'node', nodeName)
      : path.join(engineRoot, 'node_modules/node/bin', nodeName),
    engineRoot,
    engineScript: path.join(engineRoot, 'src/engine/app/main.ts'),
    profileDir: path.resolve(env['MULJIGI_PROFILE'] ?? path.join(engineRoot, 'resources/profiles/geumgang-mbr')),
    dataDir,
    ownSocket: env['MULJIGI_SOCKET'] ?? ownSocketPath(dataDir, platform, env),
    // Only the installed application belongs to a service; a checkout keeps to itself.
    serviceSocket: packaged && env['MULJIGI_SOCKET'] === undefined ? serviceSocketPath(platform) : null,
    rendererDir: path.resolve(mainDir, '../renderer'),
    preloadScript: path.resolve(mainDir, '../preload/index.cjs'),
    windowStateFile: path.join(userDataDir, 'window.json'),
  };
}

/** One socket per data folder. Unix socket paths are limited to about 100 bytes, hence the short hash. */
function ownSocketPath(dataDir: string, platform: NodeJS.Platform, env: PathInputs['env']): string {
  const id = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  if (platform === 'win32') return `\\\\.\\pipe\\muljigi-${id}`;
  return path.join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `muljigi-${id}.sock`);
}

function serviceSocketPath(platform: NodeJS.Platform): string {
  return platform === 'win32' ? '\\\\.\\pipe\\muljigi-engine' : '/run/muljigi/engine.sock';
}

/**
 * Whether the system runs the engine. The folder is made by systemd when the unit starts and goes
 * when it stops, so it also tells while the service is between two starts.
 */
export function serviceInstalled(socketPath: string): boolean {
  return existsSync(socketPath.startsWith('\\\\') ? socketPath : path.dirname(socketPath));
}
