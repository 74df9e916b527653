import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WhatIfLine } from '#core/what-if/messages.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const profileDir = path.join(root, 'resources/profiles/geumgang-mbr');

/** Gives one line to the process and collects what it says until it ends. */
async function work(text: string | null): Promise<{ lines: WhatIfLine[]; code: number | null }> {
  const child = spawn(process.execPath, [path.join(root, 'src/twin/what-if/main.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  if (text === null) child.stdin.end();
  else child.stdin.write(`${text}\n`);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = said
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WhatIfLine);
  return { lines, code };
}

describe('the process of a what-if', () => {
  it('takes a job, tells progress, gives the result and ends', async () => {
    const profile = await geumgang();
    const plant = createVirtualPlant({ profile, seed: 1, startMs: Date.UTC(2026, 4, 4) });
    const { lines, code } = await work(
      JSON.stringify({
        profileDir,
        request: { horizonDays: 1, changes: [{ kind: 'scale', flow: 1.2 }] },
        origin: { kind: 'exact', stateText: JSON.stringify(plant.state) },
      }),
    );
    expect(code).toBe(0);
    expect(lines.slice(0, -1).every(({ say }) => say === 'progress')).toBe(true);
    const last = lines.at(-1);
    expect(last?.say).toBe('result');
    if (last?.say !== 'result') return;
    expect(last.result.changed.water.influentM3).toBeGreaterThan(last.result.now.water.influentM3);
    expect(last.result.origin).toMatchObject({ kind: 'exact', atMs: Date.UTC(2026, 4, 4) });
  }, 60_000);

  it('says what is wrong with a job that cannot be done', async () => {
    const request = { horizonDays: 1, changes: [] };
    const fails = async (job: unknown): Promise<string> => {
      const { lines } = await work(typeof job === 'string' ? job : JSON.stringify(job));
      const last = lines.at(-1);
      return last?.say === 'failed' ? last.message : '';
    };
    const origin = { kind: 'exact', stateText: '{}' };
    expect(await fails({ profileDir, request, origin })).toContain('state');
    expect(await fails({ profileDir: '/nowhere', request, origin })).toContain('/nowhere');
    expect(await fails({ profileDir, request: { horizonDays: 99 }, origin })).toContain(
      'horizonDays',
    );
    expect(await fails('{"half')).toContain('JSON');
  }, 60_000);

  it('ends when nobody holds its standard input any more', async () => {
    expect(await work(null)).toMatchObject({ lines: [], code: 0 });
  }, 30_000);

  it('has no way out: none of its files names a socket, a bus, a process or a file to write', () => {
    const folder = path.join(root, 'src/twin/what-if');
    for (const file of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(text, file).not.toMatch(
        /node:(net|dgram|http|https|http2|tls|fs|child_process|worker_threads)|serialport|\/server\/|control-channel|writeFile|\bfetch\(/,
      );
    }
  });
});
