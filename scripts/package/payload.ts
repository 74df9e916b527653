import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() })),
});
const packageSchema = z.object({
  name: z.string(), version: z.string(), license: z.string(), imports: z.record(z.string(), z.string()),
});

/** The engine runs from these sources; Node strips the types as it loads them. */
const sources = ['src/core', 'src/contract', 'src/engine', 'src/twin', 'resources'];
/** Brought by other means or of no use at run time. */
const leftOut = ['node_modules/node', 'node_modules/better-sqlite3/deps', 'node_modules/better-sqlite3/src', 'node_modules/exceljs/dist'];

/**
 * Lays out what the installed engine needs in `dist/payload`: `engine/` with sources, resources
 * and exactly the locked run-time packages, and `node/` with the pinned Node binary.
 *
 * @param platform and @param arch as Node names them; other systems' prebuilt binaries stay out.
 */
export function makePayload(root: string, platform: NodeJS.Platform = process.platform, arch: string = process.arch): string {
  const target = path.join(root, 'dist/payload');
  rmSync(target, { recursive: true, force: true });
  const engine = path.join(target, 'engine');
  mkdirSync(engine, { recursive: true });
  for (const source of sources) cpSync(path.join(root, source), path.join(engine, source), { recursive: true });
  copyFonts(root, engine);
  for (const place of runtimePackages(root)) copyPackage(root, engine, place, platform, arch);

  const { name, version, license, imports } = packageSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  writeFileSync(path.join(engine, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module', private: true, imports }, null, 2)}\n`);

  const nodeName = platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(target, 'node', nodeName);
  mkdirSync(path.dirname(node), { recursive: true });
  cpSync(path.join(root, 'node_modules/node/bin', nodeName), node);
  return target;
}

/** Fonts of the reports: two of the many of a package whose rest the window alone needs. */
export const REPORT_FONTS = ['Pretendard-Regular.ttf', 'Pretendard-Bold.ttf'] as const;

function copyFonts(root: string, engine: string): void {
  const from = path.join(root, 'node_modules/pretendard/dist');
  const to = path.join(engine, 'resources/fonts');
  mkdirSync(to, { recursive: true });
  for (const font of REPORT_FONTS) cpSync(path.join(from, 'public/static/alternative', font), path.join(to, font));
  cpSync(path.join(from, 'LICENSE.txt'), path.join(to, 'LICENSE.txt'));
}

/** Folders of the packages that are not for development only, by the lock file, where installed. */
export function runtimePackages(root: string): string[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(lock.packages)
    .filter(([place, entry]) => place !== '' && entry.dev !== true && entry.devOptional !== true)
    .map(([place]) => place)
    .filter((place) => place !== 'node_modules/node' && !place.startsWith('node_modules/node/'))
    .filter((place) => existsSync(path.join(root, place)));
}

function copyPackage(root: string, engine: string, place: string, platform: string, arch: string): void {
  const from = path.join(root, place);
  cpSync(from, path.join(engine, place), {
    recursive: true,
    filter: (file) => {
      const inside = path.relative(from, file);
      // Packages nested in this one are entries of their own.
      if (inside.split(path.sep)[0] === 'node_modules') return false;
      if (leftOut.includes(path.relative(root, file))) return false;
      return isForSystem(inside, platform, arch);
    },
  });
}

/** Whether a path inside a package is not a prebuilt binary of another system. */
export function isForSystem(inside: string, platform: string, arch: string): boolean {
  const parts = inside.split(path.sep);
  const at = parts.indexOf('prebuilds');
  const system = at === -1 ? undefined : parts[at + 1];
  if (system === undefined) return true;
  const [family = '', archs = ''] = system.replace(/\.node$/, '').split('-');
  return family.startsWith(platform) && archs.split('+').includes(arch);
}
