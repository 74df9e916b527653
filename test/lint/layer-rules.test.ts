import { describe, expect, it } from 'vitest';
import { linesOf, specifierOf } from './lint-snippet.ts';

const LAYER_RULE = 'boundaries/dependencies';

const folders = {
  core: 'src/core',
  contract: 'src/contract',
  ports: 'src/engine/ports',
  fieldbus: 'src/engine/fieldbus',
  historian: 'src/engine/historian',
  app: 'src/engine/app',
  twin: 'src/twin',
  main: 'src/main',
  preload: 'src/preload',
  renderer: 'src/renderer',
} as const;
type Layer = keyof typeof folders;

const legal: Record<Layer, readonly Layer[]> = {
  core: [],
  contract: ['core'],
  ports: ['core', 'contract'],
  fieldbus: ['core', 'contract', 'ports'],
  historian: ['core', 'contract', 'ports'],
  app: ['core', 'contract', 'ports', 'fieldbus', 'historian'],
  twin: ['core'],
  main: ['core', 'contract'],
  preload: ['contract'],
  renderer: ['core', 'contract'],
};

const layers = Object.keys(folders) as Layer[];
const pairs = layers.flatMap((from) =>
  layers.filter((to) => to !== from).map((to) => ({ from, to, allowed: legal[from].includes(to) })),
);

describe('layer imports', () => {
  it.each(pairs.filter((pair) => !pair.allowed))('$from may not import $to', async ({ from, to }) => {
    const target = specifierOf(folders[to]);
    const everyForm = [
      `import '${target}';`,
      `export type * from '${target}';`,
      `import type * as other from '${target}';`,
      `export const load = () => import('${target}');`,
      `export type Other = typeof other;`,
    ].join('\n');
    expect(await linesOf(LAYER_RULE, folders[from], everyForm)).toEqual([1, 2, 3, 4]);
  });

  it.each(pairs.filter((pair) => pair.allowed))('$from may import $to', async ({ from, to }) => {
    const target = specifierOf(folders[to]);
    expect(await linesOf(LAYER_RULE, folders[from], `import '${target}';\nexport type * from '${target}';`)).toEqual([]);
  });

  it('refuses a path around the subpath imports as well', async () => {
    const target = specifierOf(folders.fieldbus).replace('#engine/', '../engine/');
    expect(await linesOf(LAYER_RULE, folders.contract, `import '${target}';`)).toEqual([1]);
  });
});

describe('package imports', () => {
  it.each([
    ['src/core', 'node:fs'],
    ['src/core', 'electron'],
    ['src/core', 'better-sqlite3'],
    ['src/core', 'modbus-serial'],
    ['src/core', 'luxon'],
    ['src/contract', 'node:net'],
    ['src/contract', 'electron'],
    ['src/engine/app', 'electron'],
    ['src/engine/fieldbus', 'electron'],
    ['src/engine/fieldbus', 'react'],
    ['src/twin', 'better-sqlite3'],
    ['src/twin', 'electron'],
    ['src/main', 'better-sqlite3'],
    ['src/main', 'modbus-serial'],
    ['src/preload', 'node:fs'],
    ['src/renderer', 'node:fs'],
    ['src/renderer', 'electron'],
    ['src/renderer', 'serialport'],
  ])('%s may not import %s', async (folder, source) => {
    expect(await linesOf(LAYER_RULE, folder, `import '${source}';\nexport type * from '${source}';`)).toEqual([1, 2]);
  });

  it.each([
    ['src/core', 'zod'],
    ['src/contract', 'zod'],
    ['src/engine/fieldbus', 'serialport'],
    ['src/engine/historian', 'better-sqlite3'],
    ['src/engine/app', 'node:path'],
    ['src/twin', 'serialport'],
    ['src/main', 'electron'],
    ['src/main', 'node:net'],
    ['src/preload', 'electron'],
    ['src/renderer', 'react'],
    ['src/renderer', 'echarts/core'],
    ['test', 'better-sqlite3'],
    ['test', 'modbus-serial'],
  ])('%s may import %s', async (folder, source) => {
    expect(await linesOf(LAYER_RULE, folder, `import '${source}';`)).toEqual([]);
  });
});
