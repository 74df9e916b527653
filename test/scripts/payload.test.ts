import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPORT_FONTS, isForSystem, makePayload, runtimePackages } from '../../scripts/package/payload.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'muljigi-payload-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(file: string, text = ''): void {
  mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
  writeFileSync(path.join(dir, file), text);
}

describe('what the installed engine gets', () => {
  it('is its sources, resources, run-time packages and Node, and nothing else', () => {
    put('package.json', JSON.stringify({ name: 'm', version: '1.2.3', license: 'Apache-2.0', imports: { '#core/*': './src/core/*' }, scripts: { a: 'b' } }));
    put('package-lock.json', JSON.stringify({
      packages: {
        '': {}, 'node_modules/a': {}, 'node_modules/a/node_modules/b': {}, 'node_modules/tool': { dev: true },
        'node_modules/node': {}, 'node_modules/node/node_modules/x': {}, 'node_modules/other-system': { },
      },
    }));
    for (const file of [
      'src/core/c.ts', 'src/contract/c.ts', 'src/engine/app/main.ts', 'src/twin/main.ts', 'src/renderer/r.tsx', 'resources/r.json',
      'node_modules/a/index.js', 'node_modules/a/prebuilds/linux-x64/a.node', 'node_modules/a/prebuilds/win32-x64/a.node',
      'node_modules/a/node_modules/b/index.js', 'node_modules/a/node_modules/unlisted/index.js', 'node_modules/tool/index.js',
      'node_modules/node/bin/node', 'node_modules/pretendard/dist/LICENSE.txt',
      ...REPORT_FONTS.map((font) => `node_modules/pretendard/dist/public/static/alternative/${font}`),
    ]) put(file);

    expect(runtimePackages(dir)).toEqual(['node_modules/a', 'node_modules/a/node_modules/b']);
    const payload = makePayload(dir, 'linux', 'x64');
    const has = (file: string): boolean => existsSync(path.join(payload, file));
    for (const file of ['src/core/c.ts', 'src/contract/c.ts', 'src/engine/app/main.ts', 'src/twin/main.ts', 'resources/r.json', 'node_modules/a/index.js', 'node_modules/a/prebuilds/linux-x64/a.node', 'node_modules/a/node_modules/b/index.js', ...REPORT_FONTS.map((font) => `resources/fonts/${font}`), 'resources/fonts/LICENSE.txt']) {
      expect(has(`engine/${file}`), file).toBe(true);
    }
    expect(has('node/node')).toBe(true);
    for (const file of ['src/renderer', 'node_modules/tool', 'node_modules/node', 'node_modules/a/prebuilds/win32-x64', 'node_modules/a/node_modules/unlisted', 'node_modules/pretendard']) {
      expect(has(`engine/${file}`), file).toBe(false);
    }
    expect(JSON.parse(readFileSync(path.join(payload, 'engine/package.json'), 'utf8'))).toEqual({
      name: 'm', version: '1.2.3', license: 'Apache-2.0', type: 'module', private: true, imports: { '#core/*': './src/core/*' },
    });
  });

  it.each([
    ['lib/index.js', true],
    ['prebuilds/linux-x64.node', true],
    ['prebuilds/linux-arm64.node', false],
    ['prebuilds/linux-x64/a.node', true],
    ['prebuilds/darwin-x64+arm64/a.node', false],
    ['prebuilds/win32-x64/a.node', false],
    ['prebuilds', true],
  ])('%s belongs to linux x64: %s', (inside, belongs) => {
    expect(isForSystem(inside.split('/').join(path.sep), 'linux', 'x64')).toBe(belongs);
  });
});
