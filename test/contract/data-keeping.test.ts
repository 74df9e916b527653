import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls, events } from '#contract/api.ts';
import type { CallName, EventData, Params, ResultOf } from '#contract/api.ts';
import { geumgang } from '../core/control/plant-fixture.ts';
import { startContractEngine } from './contract-engine.ts';
import type { ContractEngine } from './contract-engine.ts';

/** The calls on stored data against the real engine, database and threads over a real socket. */
const profile = geumgang();
const startMs = Date.UTC(2026, 5, 1);
const dir = mkdtempSync(path.join(tmpdir(), 'contract-data-'));
const TAG = 'FIT-101.pv';
const span = { fromMs: startMs, toMs: startMs + 600_000 };
const any = { fromMs: null, toMs: null, person: null, limit: 10 };
let rig: ContractEngine;
const told = { exports: [] as EventData<'exportRun'>[], backups: [] as EventData<'backup'>[] };
const covered = new Set<string>();

beforeAll(async () => {
  rig = await startContractEngine({ dir, profile, startMs, stop: () => undefined });
  rig.client.on('exportRun', (run) => told.exports.push(run));
  rig.client.on('backup', (status) => told.backups.push(status));
  await rig.run.during(rig.client.call('subscribe', {}));
  await rig.run.advance(190_000);
}, 120_000);
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true, force: true });
});

async function answer<N extends CallName>(name: N, params: Params<N>) {
  covered.add(name);
  return rig.run.during(rig.client.call(name, params));
}
/** Asks over the socket; the client holds the answer against the schema. */
async function ask<N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> {
  const got = await answer(name, params);
  if (!got.ok) throw new Error(`${name}: ${got.error.code} ${got.error.message}`);
  return got.value;
}
async function refusal<N extends CallName>(name: N, params: Params<N>) {
  const got = await answer(name, params);
  return got.ok ? null : got.error;
}
/** Waits for work of another thread. */
async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the work did not end');
}

describe('analysis', () => {
  it('answers questions to what is stored', async () => {
    expect((await ask('analysis.extent', {})).firstMs).toBeLessThan(startMs + 60_000);
    const question: Params<'analysis.ask'>['question'] & { kind: 'series' } = {
      kind: 'series',
      tags: [TAG],
      span,
      zone: 'Asia/Seoul',
      corrected: false,
      points: 20,
    };
    const series = await ask('analysis.ask', { id: 'question-1', question });
    expect(series.kind === 'series' && series.tags[0]?.points.length).toBeGreaterThan(0);
    expect(await ask('analysis.readings', { tags: [TAG], span })).toEqual([]);
    expect(await answer('analysis.cancel', { id: 'question-0' })).toMatchObject({ ok: true });
    expect(
      await refusal('analysis.ask', {
        id: 'question-2',
        question: { ...question, tags: ['P-999.run'] },
      }),
    ).not.toBeNull();
  });

  it('writes an export the window fetches, and forgets it', async () => {
    const request: Params<'analysis.export'>['request'] = {
      format: 'csv',
      contents: ['values'],
      tags: [TAG],
      span,
      level: 'minute',
      layout: 'long',
      zone: 'Asia/Seoul',
      language: 'en',
    };
    const { id } = await ask('analysis.export', {
      request,
      path: null,
      who: 'kim',
    });
    await until(
      async () =>
        (await ask('analysis.exports', {})).find((run) => run.id === id)?.state === 'done',
    );
    const piece = await ask('analysis.exportRead', { id, offset: 0 });
    expect(piece.done).toBe(true);
    expect(Buffer.from(piece.base64, 'base64').toString('utf8')).toContain(TAG);
    expect(await refusal('analysis.exportCancel', { id: 'no-such-export' })).not.toBeNull();
    await ask('analysis.exportForget', { id });
    expect(await ask('analysis.exports', {})).toEqual([]);
  });
});

describe('provenance', () => {
  it('leads a value to its register', async () => {
    const value = await ask('provenance.value', { tag: TAG, atMs: startMs + 90_000 });
    const tag = profile.tags.find(({ id }) => id === TAG);
    expect(value.raw?.value).toEqual(expect.any(Number));
    expect(value.register).toMatchObject({ slave: tag?.slave, address: tag?.address });
    expect(await refusal('provenance.value', { tag: 'P-999.run', atMs: startMs })).not.toBeNull();
  });

  it('lists samples, events, receipts and entries', async () => {
    const samples = await ask('provenance.samples', {
      tags: [TAG],
      ...span,
      cursor: null,
      limit: 10,
    });
    expect(samples.rows.length).toBeGreaterThan(0);
    const list = await ask('provenance.events', {
      ...any,
      kinds: null,
      subject: null,
      beforeSeq: null,
    });
    expect(list.rows.map(({ code }) => code)).toContain('system.started');
    const machine = {
      type: 'machine',
      requestId: 'provenance-1',
      who: 'kim',
      why: 'test',
      unit: 'P-999',
      action: 'start',
    } as const;
    await rig.run.during(rig.client.call('intent.submit', { intent: machine }));
    const receipts = await ask('provenance.receipts', { ...any, unit: null, beforeHash: null });
    expect(receipts.rows[0]).toMatchObject({
      check: 'verified',
      receipt: { requestId: machine.requestId },
    });
    expect(await ask('provenance.receipt', { requestId: machine.requestId })).toMatchObject({
      check: 'verified',
    });
  });
});

describe('keeping and backup', () => {
  it('checks and purges in the background', async () => {
    expect(await ask('keeping.check', { who: 'kim' })).toEqual({ started: true });
    const entries = {
      kinds: ['integrity', 'purge'],
      tag: null,
      ...any,
      versions: 'latest',
      beforeSeq: null,
    } as const;
    const kinds = async (): Promise<string[]> =>
      (await ask('provenance.entries', { ...entries, kinds: [...entries.kinds] })).rows.map(
        ({ kind }) => kind,
      );
    await until(async () => (await kinds()).includes('integrity'));
    expect(await ask('keeping.purge', { who: 'kim' })).toEqual({ started: true });
    await until(async () => (await kinds()).includes('purge'));
    const [row] = (await ask('provenance.entries', { ...entries, kinds: ['integrity'] })).rows;
    const whole = await ask('provenance.entry', { kind: 'integrity', id: row?.id ?? '' });
    expect(whole.versions[0]).toMatchObject({ actor: 'person:kim', body: { ok: true } });
  });

  it('makes a backup, tries it, previews it, and refuses what is none', async () => {
    const before = await ask('backup.status', {});
    expect(before.last).toBeNull();
    expect(Array.isArray(await ask('backup.drives', {}))).toBe(true);
    await ask('backup.settings', { who: 'kim', settings: { ...before.settings, keepDaily: 5 } });
    expect((await ask('backup.newKey', { who: 'kim' })).recoveryCode).toMatch(/^AGE-SECRET-KEY-1/);
    const idle = async (): Promise<boolean> => (await ask('backup.status', {})).job === null;
    await until(idle);
    const job = await ask('backup.start', {
      who: 'kim',
      kind: 'manual',
      folder: null,
      encrypt: { kind: 'none' },
    });
    await until(idle);
    expect((await ask('backup.status', {})).lastJob).toMatchObject({
      id: job.id,
      state: 'done',
      fault: null,
    });
    const [made] = (await ask('backup.list', { folder: null })).items;
    expect(made).toMatchObject({ kind: 'manual', who: 'person:kim', encryption: 'none' });
    const dirOf = made?.dir ?? '';
    await ask('backup.test', { who: 'kim', dir: dirOf, open: { kind: 'none' } });
    await until(idle);
    expect((await ask('backup.status', {})).restoreTest).toMatchObject({ ok: true, opened: true });
    const preview = await ask('backup.preview', { dir: dirOf, open: { kind: 'none' } });
    expect(preview.otherSite).toBe(false);
    expect(await refusal('backup.cancel', { id: 'no-such-job' })).not.toBeNull();
    const nowhere = path.join(dir, 'no-backup-here');
    expect(
      await refusal('backup.restore', {
        who: 'kim',
        dir: nowhere,
        parts: ['history'],
        open: { kind: 'none' },
        takenMs: 0,
      }),
    ).not.toBeNull();
  });
});

it('every call on stored data was asked, and the threads told how far they are', () => {
  const expected = Object.keys(calls).filter((name) =>
    /^(analysis|backup|keeping|provenance)\./.test(name),
  );
  expect([...covered].sort()).toEqual(expected.sort());
  expect(Object.keys(events)).toEqual(expect.arrayContaining(['exportRun', 'backup']));
  expect(told.exports.at(-1)).toMatchObject({ state: 'done' });
  expect(told.backups.length).toBeGreaterThan(0);
});
