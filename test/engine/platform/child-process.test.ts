import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SupervisedChild } from '#engine/platform/child-process.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'child-'));
const children: SupervisedChild[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop()));
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
});

function supervise(source: string) {
  const script = path.join(mkdtempSync(path.join(tmpdir(), 'child-')), 'child.mjs');
  writeFileSync(script, source);
  const lines: string[] = [];
  const restarts: { reason: string; inMs: number }[] = [];
  const child = new SupervisedChild({
    name: 'test',
    script,
    args: ['a b'],
    clock: systemClock,
    log: silentLog,
    onLine: (line) => lines.push(line),
    onRestart: (reason, inMs) => restarts.push({ reason, inMs }),
  });
  children.push(child);
  child.start();
  return { child, lines, restarts };
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a supervised child', () => {
  it('hands its lines over whole and hears what is sent to it', async () => {
    const { child, lines } = supervise(`
      process.stdout.write('hal'); setTimeout(() => process.stdout.write('f ' + process.argv[2] + '\\n가\\n'), 20);
      process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write('heard ' + text));`);
    await expect.poll(() => lines, { timeout: 10_000 }).toEqual(['half a b', '가']);
    expect(child.send('{"cmd":1}')).toBe(true);
    await expect.poll(() => lines.at(-1), { timeout: 10_000 }).toBe('heard {"cmd":1}');
    const pid = child.pid!;
    await child.stop();
    expect(alive(pid)).toBe(false);
    expect(child.send('x')).toBe(false);
  });

  it('is started again after growing pauses, with the reason it gave, until it is stopped', async () => {
    const { child, restarts } = supervise(
      `process.stderr.write('no such profile\\n'); process.exitCode = 3;`,
    );
    await expect.poll(() => restarts.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    expect(restarts.map(({ inMs }) => inMs).slice(0, 3)).toEqual([250, 500, 1000]);
    expect(restarts[0]!.reason).toBe('exit code 3: no such profile');
    await child.stop();
    const count = restarts.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(restarts).toHaveLength(count);
  });

  it('comes back after it was killed', async () => {
    const { child, lines, restarts } = supervise(
      `console.log(process.pid); setInterval(() => {}, 1000);`,
    );
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(1);
    process.kill(child.pid!, 'SIGKILL');
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(2);
    expect(restarts[0]!.reason).toContain('SIGKILL');
    expect(lines[1]).not.toBe(lines[0]);
  });

  it('that does not want to end is ended', async () => {
    const { child, lines } = supervise(
      `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000);`,
    );
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(1);
    const pid = child.pid!;
    await child.stop();
    expect(alive(pid)).toBe(false);
  });
});
