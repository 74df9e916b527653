import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLog } from '#engine/platform/log.ts';
import { defaultDataDir, defaultSocket, isNamedPipe } from '#engine/platform/paths.ts';

const dirs: string[] = [];
afterEach(() => dirs.splice(0).forEach((dir) => rmSync(dir, { recursive: true, force: true })));
const tempDir = (): string => {
  const dir = mkdtempSync(path.join(tmpdir(), 'log-'));
  dirs.push(dir);
  return dir;
};

describe('the log', () => {
  it('writes one JSON object per line with time, level, fields and message, and nothing below its level', async () => {
    const dir = path.join(tempDir(), 'logs');
    const { log, close } = openLog({ dir, level: 'info', human: false });
    log.debug({ n: 0 }, 'not written');
    log.child({ bus: 'tcp://plc' }).warn({ n: 1 }, 'link lost\nsecond line');
    await close();
    const lines = readFileSync(path.join(dir, 'engine.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 40,
      bus: 'tcp://plc',
      n: 1,
      msg: 'link lost\nsecond line',
    });
    expect(Date.parse(String(lines[0]!['time']))).not.toBeNaN();
  });

  it('closes and numbers files by size and keeps only so many', async () => {
    const dir = tempDir();
    const { log, close } = openLog({ dir, level: 'info', human: false, fileSize: '1K', files: 3 });
    for (let n = 0; n < 200; n++) {
      log.info({ n }, 'x'.repeat(100));
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await close();
    const files = readdirSync(dir).filter((name) => /^engine(\.\d+)?\.log$/.test(name));
    expect(files.length).toBeGreaterThan(1);
    expect(files.length).toBeLessThanOrEqual(4);
    const newest =
      readFileSync(path.join(dir, 'engine.log'), 'utf8') +
      readFileSync(path.join(dir, 'engine.1.log'), 'utf8');
    expect(newest).toContain('"n":199');
  });
});

describe('paths', () => {
  it('follow each system, with one socket per data folder', () => {
    expect(defaultDataDir('linux', { XDG_DATA_HOME: '/x' })).toBe('/x/muljigi');
    expect(defaultDataDir('win32', { LOCALAPPDATA: 'C:\\Users\\a' })).toContain('Muljigi');
    expect(defaultSocket('/a', 'linux', { XDG_RUNTIME_DIR: '/run/user/1' })).toMatch(
      /^\/run\/user\/1\/muljigi-[0-9a-f]{12}\.sock$/,
    );
    expect(defaultSocket('/a', 'linux', {})).not.toBe(defaultSocket('/b', 'linux', {}));
    expect(isNamedPipe(defaultSocket('/a', 'win32', {}))).toBe(true);
    expect(isNamedPipe('/run/muljigi.sock')).toBe(false);
  });
});
