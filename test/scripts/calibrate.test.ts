import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeProposal } from '../../scripts/calibrate/write.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-calibrate-'));
const data = path.join(dir, 'data.csv');
writeFileSync(
  data,
  [
    'time,AIT-402.pv [mg/L]',
    ...Array.from(
      { length: 100 },
      (_, h) => `${new Date(Date.UTC(2026, 5, 1, h)).toISOString()},1.5`,
    ),
  ].join('\n'),
);
const calibrate = (...args: string[]) => {
  const run = spawnSync(process.execPath, ['scripts/calibrate.ts', ...args], { encoding: 'utf8' });
  return { code: run.status, text: run.stderr };
};
afterAll(() => rmSync(dir, { recursive: true }));

describe('npm run calibrate', { timeout: 60_000 }, () => {
  it('says which option is wrong and what it may be', () => {
    const { code, text } = calibrate('--evaluations', 'many', '--train', '3');
    expect(code).toBe(2);
    expect(text).toMatch(/--evaluations many: give a number from 1/);
    expect(text).toMatch(/--train 3: give 1 or 2/);
  });

  it('refuses a constant series and an unknown parameter before anything runs', () => {
    const flat = calibrate('--data', data, '--fit', 'asm1.muA');
    expect(flat.code).toBe(4);
    expect(flat.text).toMatch(/AIT-402.pv: measured values is 1.5 throughout/);
    const unknown = calibrate('--data', data, '--fit', 'asm1.muX');
    expect(unknown.code).toBe(4);
    expect(unknown.text).toMatch(/asm1.muX/);
  });

  it('writes what it found into a profile that stays sound, and nothing else of it', () => {
    const copy = path.join(dir, 'profile');
    cpSync('resources/profiles/geumgang-mbr', copy, { recursive: true });
    const file = path.join(copy, 'process.json');
    const read = () =>
      JSON.parse(readFileSync(file, 'utf8')) as {
        source: string;
        parameters: Record<string, { value: number; why: string }>;
      };
    const before = read();
    const value = { value: 0.0187, why: 'fitted to data.csv' };
    const written = writeProposal(copy, { 'air.sotePerMMembrane': value, 'asm1.muA': value });
    // Below what the table allows: nothing is written, not even the sound value.
    expect(written.ok ? '' : written.error.join()).toMatch(/asm1.muA/);
    expect(read()).toEqual(before);
    expect(writeProposal(copy, {}).ok).toBe(false);
    expect(writeProposal(copy, { 'air.sotePerMMembrane': value })).toEqual({
      ok: true,
      value: file,
    });
    expect(read()).toEqual({
      ...before,
      parameters: { ...before.parameters, 'air.sotePerMMembrane': value },
    });
    const check = spawnSync(process.execPath, ['scripts/profile-check.ts', copy]);
    expect(check.status).toBe(0);
  });
});
