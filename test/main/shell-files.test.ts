import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_ORIGIN, CONTENT_SECURITY_POLICY, fileForAddress } from '#main/app-files.ts';
import { restartDelayMs, defaultBackoff } from '#main/backoff.ts';
import { failureReason } from '#main/engine-process.ts';
import { shellPaths, type PathInputs } from '#main/paths.ts';
import { SaveFiles } from '#main/save-files.ts';
import { isReachable, loadBounds, saveBounds } from '#main/window-bounds.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'muljigi-files-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('files of the window', () => {
  const base = path.resolve('/opt/app/renderer');

  it('serves the page and what lies beside it', () => {
    expect(fileForAddress(`${APP_ORIGIN}/`, base)).toEqual({ file: path.join(base, 'index.html'), contentType: 'text/html; charset=utf-8' });
    expect(fileForAddress(`${APP_ORIGIN}/assets/a.js?v=1#x`, base)?.file).toBe(path.join(base, 'assets/a.js'));
  });

  it.each([
    'app://other/index.html',
    'https://muljigi/index.html',
    'file:///etc/hosts.html',
    `${APP_ORIGIN}/..%2f..%2fsecret.json`,
    `${APP_ORIGIN}/a%00.html`,
    `${APP_ORIGIN}/%E0%A4%A.html`,
    `${APP_ORIGIN}/key.pem`,
    'not an address',
  ])('refuses %s', (address) => {
    expect(fileForAddress(address, base)).toBeNull();
  });

  it('never leaves its folder', () => {
    fc.assert(
      fc.property(fc.string(), (tail) => {
        const found = fileForAddress(`${APP_ORIGIN}/${tail}.html`, base);
        expect(found === null || found.file.startsWith(base + path.sep)).toBe(true);
      }),
    );
  });

  it('allows no script and no connection but its own', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|unsafe-eval|\*/);
  });
});

describe('saved files', () => {
  it('opens a chosen file once, and takes bytes as they are', async () => {
    const files = new SaveFiles();
    const chosen = path.join(dir, 'chosen.xlsx');
    const ticket = files.remember(chosen);
    expect(existsSync(chosen)).toBe(false);
    const id = await files.beginChosen(ticket);
    await files.write(id, Uint8Array.from([0, 255, 10]));
    await files.end(id, true);
    expect([...readFileSync(chosen)]).toEqual([0, 255, 10]);
    expect(() => files.beginChosen(ticket)).toThrow(/No file was chosen/);
  });

  it('writes in pieces and keeps or drops', async () => {
    const files = new SaveFiles();
    const kept = path.join(dir, 'kept.csv');
    const dropped = path.join(dir, 'dropped.csv');
    const a = await files.begin(kept);
    const b = await files.begin(dropped);
    await files.write(a, '시각,값\n');
    await files.write(b, 'half');
    await files.write(a, '1,2\n');
    await files.end(a, true);
    await files.end(b, false);
    expect(readFileSync(kept, 'utf8')).toBe('시각,값\n1,2\n');
    expect(existsSync(dropped)).toBe(false);
    await expect(files.write(a, 'late')).rejects.toThrow(`number ${a}`);
  });

  it('leaves no half file behind when the window crashes', async () => {
    const files = new SaveFiles();
    await files.write(await files.begin(path.join(dir, 'half.csv')), 'half');
    await files.abandonAll();
    expect(existsSync(path.join(dir, 'half.csv'))).toBe(false);
  });
});

describe('window bounds', () => {
  const bounds = { x: 10, y: 20, width: 1366, height: 768, maximized: false };

  it('come back as they were stored', () => {
    saveBounds(path.join(dir, 'a/window.json'), bounds);
    expect(loadBounds(path.join(dir, 'a/window.json'))).toEqual(bounds);
  });

  it.each(['', '{', '{"x":1}', '{"x":0,"y":0,"width":10,"height":10,"maximized":false}'])('are ignored when the file says %j', (text) => {
    writeFileSync(path.join(dir, 'w.json'), text);
    expect(loadBounds(path.join(dir, 'w.json'))).toBeNull();
    expect(loadBounds(path.join(dir, 'absent.json'))).toBeNull();
  });

  it('are only used while the window can be reached on a screen', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    expect(isReachable(bounds, screens)).toBe(true);
    expect(isReachable({ ...bounds, x: 1900 }, screens)).toBe(false);
    expect(isReachable({ ...bounds, y: -30 }, screens)).toBe(false);
    expect(isReachable({ ...bounds, x: 2500 }, [...screens, { x: 1920, y: 0, width: 1280, height: 1024 }])).toBe(true);
  });
});

describe('restart pauses', () => {
  it('double up to the longest', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((n) => restartDelayMs(n))).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(restartDelayMs(10_000)).toBe(defaultBackoff.longestMs);
  });
});

describe('reason of a failed start', () => {
  it('is the last message of the engine, else its last lines, else how it ended', () => {
    const file = path.join(dir, 'out.txt');
    expect(failureReason(file, 'code 3')).toBe('code 3');
    writeFileSync(file, 'a\nb\n');
    expect(failureReason(file, 'code 3')).toBe('code 3\na\nb');
    writeFileSync(file, '{"ready":false,"message":"Port in use."}\nstack\n');
    expect(failureReason(file, 'code 3')).toBe('Port in use.');
  });
});

describe('paths', () => {
  const inputs: PathInputs = {
    packaged: false, resourcesPath: '/opt/m/resources', mainDir: '/repo/out/main', userDataDir: '/home/a/.config/Muljigi',
    platform: 'linux', env: {},
  };

  it('point into the checkout, which knows no service', () => {
    const paths = shellPaths(inputs);
    expect(paths.nodeBinary).toBe('/repo/node_modules/node/bin/node');
    expect(paths.engineScript).toBe('/repo/src/engine/app/main.ts');
    expect(paths.serviceSocket).toBeNull();
  });

  it('point beside the installed application', () => {
    const paths = shellPaths({ ...inputs, packaged: true, mainDir: '/opt/m/resources/app.asar/out/main' });
    expect(paths.nodeBinary).toBe('/opt/m/resources/node/node');
    expect(paths.engineScript).toBe('/opt/m/resources/engine/src/engine/app/main.ts');
    expect(paths.rendererDir).toBe('/opt/m/resources/app.asar/out/renderer');
    expect(paths.serviceSocket).toBe('/run/muljigi/engine.sock');
  });

  it('give each data folder a socket of its own, short enough for the system', () => {
    const a = shellPaths({ ...inputs, env: { MULJIGI_DATA_DIR: '/data/a' } }).ownSocket;
    const b = shellPaths({ ...inputs, env: { MULJIGI_DATA_DIR: `/data/${'deep/'.repeat(60)}` } }).ownSocket;
    expect(a).not.toBe(b);
    expect(b.length).toBeLessThan(100);
  });
});
