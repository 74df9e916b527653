import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION, calls, commands, events, queries } from '#contract/api.ts';
import type { CallName, EventData, Params, ResultOf } from '#contract/api.ts';
import type { Intent } from '#contract/records.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import type { SimulatedEngine } from '../../scripts/simulation/simulated-engine.ts';
import type { EntryBody } from '#core/records/entry.ts';
import { startContractEngine } from './contract-engine.ts';
import type { ContractEngine } from './contract-engine.ts';
import { qualityCalls } from './quality-calls.ts';
import { draftCalls } from './draft-calls.ts';
import { roundsCalls } from './rounds-calls.ts';
import { accessCalls } from './access-calls.ts';
import { alarmCalls } from './alarm-calls.ts';
import { expectAudited } from './audited.ts';
import { reportCalls } from './report-calls.ts';
import { setupCalls } from './setup-calls.ts';
import { togetherCalls } from './together-calls.ts';
import { workCalls } from './work-calls.ts';
import { geumgang } from '../core/control/plant-fixture.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** The whole contract against the real engine, plant and database over a real socket. */
const profile = geumgang();
const startMs = Date.UTC(2026, 5, 1);
const dir = mkdtempSync(path.join(tmpdir(), 'contract-'));
let run: SimulatedEngine;
let rig: ContractEngine;
let client: RpcClient;
let stopAskedBy: string | null = null;
const deltas: EventData<'snapshot'>[] = [];
const told: EventData<'event'>[] = [];
const futures: EventData<'whatIf'>[] = [];
const changes: EventData<'dataQuality'>[] = [];
const covered = new Set<string>();

beforeAll(async () => {
  rig = await startContractEngine({ dir, profile, startMs, stop: (who) => (stopAskedBy = who) });
  ({ run, client } = rig);
  client.on('snapshot', (delta) => deltas.push(delta));
  client.on('event', (event) => told.push(event));
  client.on('whatIf', (each) => futures.push(each));
  client.on('dataQuality', (change) => changes.push(change));
  await run.advance(130_000);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Asks over the socket while plant time passes; the client holds the answer against the schema. */
async function ask<N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> {
  covered.add(name);
  const answer = await run.during(client.call(name, params));
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
}
const refusal = async <N extends CallName>(name: N, params: Params<N>, base?: EntryBody) => {
  const answer = await run.during(client.call(name, params, undefined, base));
  return answer.ok ? null : answer.error;
};
const gridTag = profile.tags.find(
  ({ store, pollClass }) => store === 'grid' && pollClass === '1s',
)!;
const stateTag = profile.tags.find(({ id }) => id.endsWith('.run'))!;
let requests = 0;
const command = (unit: string, action: 'start' | 'stop'): Intent => ({
  type: 'machine',
  requestId: `contract-${String(++requests)}`,
  who: 'kim',
  why: 'test',
  unit,
  action,
});

describe('every query', () => {
  it('hello', async () => {
    expect(await ask('hello', { protocol: PROTOCOL_VERSION, client: 'tool' })).toMatchObject({
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      profileId: profile.site.id,
      dataDir: dir,
    });
    expect(
      await refusal('hello', { protocol: PROTOCOL_VERSION + 1, client: 'tool' }),
    ).toMatchObject({ code: 'versionMismatch' });
  });

  it('profile.get', async () => {
    expect(await ask('profile.get', {})).toEqual(profile);
  });

  it('snapshot.get and status.get', async () => {
    const snapshot = await ask('snapshot.get', {});
    expect(Object.keys(snapshot.samples)).toHaveLength(profile.tags.length);
    const status = await ask('status.get', {});
    expect(status.scan.count).toBeGreaterThan(120);
    expect(status.link.slaves.map(({ state }) => state)).toEqual(
      status.link.slaves.map(() => 'answering'),
    );
  });

  it('trend.query, of analog and state tags', async () => {
    const trend = await ask('trend.query', {
      tags: [gridTag.id, stateTag.id],
      fromMs: startMs,
      toMs: startMs + 120_000,
      buckets: 10,
    });
    expect(trend.series.map(({ tag }) => tag)).toEqual([gridTag.id, stateTag.id]);
    expect(trend.series[0]!.points.length).toBeGreaterThan(0);
    expect(
      await refusal('trend.query', { tags: ['P-999.run'], fromMs: 0, toMs: 1, buckets: 10 }),
    ).toMatchObject({ code: 'notFound', messageCode: 'trend.unknownTag' });
    expect(
      await refusal('trend.query', { tags: [gridTag.id], fromMs: 5, toMs: 5, buckets: 10 }),
    ).toMatchObject({ code: 'badRequest' });
  });

  it('trend.csv, slice by slice, exactly what is stored', async () => {
    const query = {
      tags: [gridTag.id],
      fromMs: startMs,
      toMs: startMs + 120_000,
      timeZone: 'Asia/Seoul',
      language: 'ko' as const,
    };
    let cursor: string | null = null;
    let text = '';
    for (let done = false; !done;) {
      const slice: ResultOf<'trend.csv'> = await ask('trend.csv', { ...query, cursor });
      text += slice.text;
      ({ cursor, done } = slice);
    }
    const [head, ...rows] = text.split('\r\n').filter((line) => line !== '');
    expect(head).toMatch(/^\uFEFF.*Asia\/Seoul/);
    const stored = await run.historian.raw({
      tags: query.tags,
      fromMs: query.fromMs,
      toMs: query.toMs,
      limit: 100,
      cursor: null,
    });
    expect(rows.map((row) => Number(row.split(',')[3]))).toEqual(
      stored.ok && stored.value.rows.map(({ value }) => value),
    );
    expect(rows[0]).toContain('2026-06-01 09:00:00');
  });

  it('events.list and receipts.list', async () => {
    const all = await ask('events.list', {
      fromMs: null,
      toMs: null,
      kinds: null,
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 50,
    });
    expect(all.map(({ code }) => code)).toContain('system.started');
    const modes = await ask('events.list', {
      fromMs: null,
      toMs: null,
      kinds: ['mode'],
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 50,
    });
    expect(modes.every(({ kind }) => kind === 'mode')).toBe(true);
    expect(Array.isArray(await ask('receipts.list', { limit: 10, unit: null }))).toBe(true);
  });

  it('connection.get, connection.ports and connection.test', async () => {
    expect(await ask('connection.get', {})).toEqual({ kind: 'virtual', speed: 1, seed: 1 });
    expect(Array.isArray(await ask('connection.ports', {}))).toBe(true);
    const present = await ask('connection.test', { connection: { kind: 'virtual' } });
    expect(present).toMatchObject({ ok: true, code: 'connectionTest.allAnswer' });
    const nobody = await ask('connection.test', {
      connection: { kind: 'rtu', path: '/dev/ttyNOWHERE', timeoutMs: 50 },
    });
    expect(nobody.ok).toBe(false);
  });

  it('intent.preview judges without doing', async () => {
    const preview = await ask('intent.preview', { intent: command('P-999Z', 'start') });
    expect(preview.allowed).toBe(false);
    expect(preview.verdicts).toHaveLength(6);
    expect(await ask('receipts.list', { limit: 10, unit: 'P-999Z' })).toEqual([]);
  });
});

describe('every command and event', () => {
  it('subscribe brings the picture, and deltas that join it without a gap', async () => {
    deltas.splice(0);
    const full = await ask('subscribe', {});
    const samples = { ...full.samples };
    await run.advance(5000);
    await ask('status.get', {});
    // One that came with the answer, before the test went on, counts as well.
    const joining = deltas.filter(({ seq }) => seq > full.seq);
    expect(joining.length).toBeGreaterThan(3);
    expect(joining.map(({ seq }) => seq)).toEqual(joining.map((_, i) => full.seq + 1 + i));
    for (const delta of joining) Object.assign(samples, delta.samples);
    expect(
      joining.some((delta) => Object.keys(delta.samples).length < profile.tags.length / 2),
    ).toBe(true);
    const now = await ask('snapshot.get', {});
    const values = (each: typeof samples) =>
      Object.fromEntries(
        Object.entries(each).map(([tag, [value, quality]]) => [tag, [value, quality]]),
      );
    expect(values(samples)).toEqual(values(now.samples));
  });

  it('intent.submit answers with the receipt, and its events come to the subscriber', async () => {
    const free = profile.machines
      .flatMap((machine) => machine.units)
      .find(
        ({ id }) =>
          run.plant.tagValue(`${id}.run`) === 0 &&
          run.engine.commands.preview(command(id, 'start')).allowed,
      )!;
    const receipt = await ask('intent.submit', { intent: command(free.id, 'start') });
    expect(receipt).toMatchObject({ outcome: 'confirmed', intent: { unit: free.id } });
    await run.advance(3000);
    await ask('status.get', {});
    expect(told.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['command.confirmed', 'machine.started', 'command.feedback']),
    );
    expect(await ask('receipts.list', { limit: 1, unit: free.id })).toEqual([receipt]);
  });

  it('connection.set changes the connection and says who did it', async () => {
    expect(
      await ask('connection.set', { connection: { kind: 'virtual', speed: 2 }, who: 'kim' }),
    ).toEqual({ kind: 'virtual', speed: 2, seed: 1 });
    await run.advance(3000);
    await ask('status.get', {});
    expect(told).toContainEqual(
      expect.objectContaining({ code: 'setting.connection', actor: 'person:kim' }),
    );
    expect((await ask('status.get', {})).link.state).toBe('connected');
  });

  it('whatIf.start, status, result and cancel, with their events', async () => {
    const request = {
      horizonDays: 1,
      changes: [{ kind: 'setpoint' as const, tag: 'B-401.doSv', value: 3 }],
    };
    expect(
      await refusal('whatIf.start', {
        request: { ...request, changes: [{ ...request.changes[0]!, value: 99 }] },
        who: 'kim',
      }),
    ).toMatchObject({
      code: 'badRequest',
      messageCode: 'whatIf.range',
      params: { field: 'value', value: '99', allowed: '0.5 to 6' },
    });
    const asked = await ask('whatIf.start', { request, who: 'kim' });
    expect(asked).toMatchObject({ state: 'running', who: 'kim' });
    expect(await refusal('whatIf.start', { request, who: 'lee' })).toMatchObject({
      messageCode: 'whatIf.busy',
    });
    await expect.poll(() => futures.at(-1)?.state, { timeout: 60_000 }).toBe('done');
    expect(futures.map(({ progress }) => progress)).toEqual(
      futures.map(({ progress }) => progress).toSorted((a, b) => a - b),
    );
    const { result } = await ask('whatIf.result', { id: asked.id });
    expect(result.changed.energyKwh).toBeGreaterThan(result.now.energyKwh);
    expect(result.origin.kind).toBe('exact');
    expect(result.startMs).toBeLessThanOrEqual(run.plant.nowMs());

    const second = await ask('whatIf.start', {
      request: { horizonDays: 14, changes: [] },
      who: 'kim',
    });
    await ask('whatIf.cancel', { id: second.id });
    await expect
      .poll(() => futures.at(-1), { timeout: 20_000 })
      .toMatchObject({ state: 'cancelled' });
    expect(await refusal('whatIf.cancel', { id: second.id })).toMatchObject({
      messageCode: 'whatIf.notRunning',
    });
    expect(await refusal('whatIf.result', { id: second.id })).toMatchObject({
      messageCode: 'whatIf.gone',
    });
    expect((await ask('whatIf.status', {})).map(({ state }) => state)).toEqual([
      'cancelled',
      'done',
    ]);
  }, 90_000);

  it('virtualPlant.status, scenarios and control, with what they leave on the event list', async () => {
    const tell = { who: 'kim' };
    const { view } = await ask('virtualPlant.status', {});
    expect(view?.sensors).toHaveLength(profile.sensors.length);
    const { scenarios } = await ask('virtualPlant.scenarios', {});
    expect(scenarios.map(({ id }) => id)).toContain('s-07');

    const fault = { kind: 'value', value: 9 } as const;
    const addFault = { cmd: 'addFault', id: 'AIT-401', fault } as const;
    await ask('virtualPlant.control', { ...tell, command: addFault });
    await ask('virtualPlant.control', { ...tell, command: { cmd: 'scenarioStart', id: 's-07' } });
    expect(
      await refusal('virtualPlant.control', {
        ...tell,
        command: { cmd: 'overcurrent', unit: 'P-999', times: 2 },
      }),
    ).toMatchObject({ code: 'refused', messageCode: 'virtualPlant.refused' });
    await run.advance(90_000);
    const after = (await ask('virtualPlant.status', {})).view;
    expect(after?.sensors.find(({ id }) => id === 'AIT-401')).toMatchObject({
      reading: 9,
      faults: [{ fault }],
    });
    expect(after?.scenario).toMatchObject({ id: 's-07', state: 'playing' });
    await ask('virtualPlant.control', { ...tell, command: { cmd: 'clearAll' } });
    await ask('virtualPlant.control', { ...tell, command: { cmd: 'scenarioStop' } });
    await run.advance(3000);
    await ask('status.get', {});
    const noted = told.filter(({ code }) => code.startsWith('virtualPlant.'));
    expect(noted.map(({ code, actor, subject }) => [code, actor, subject])).toEqual([
      ['virtualPlant.action', 'person:kim', 'AIT-401'],
      ['virtualPlant.scenarioStarted', 'engine', null],
      ['virtualPlant.cleared', 'person:kim', null],
      ['virtualPlant.scenarioStopped', 'engine', null],
    ]);
  });

  it('the quality of the data is told by sensor, and decided on by people with a name', () =>
    qualityCalls({ ask, refusal, run, changes, profile, startMs }));

  it('rounds are begun, answered, ended, put right and printed; check lists and calendar changed', () =>
    roundsCalls({ ask, refusal, profile }));

  it('orders, locks, stock, services and costs are written and read', () =>
    workCalls({ ask, refusal, profile, nowMs: () => run.clock.wallMs() }));

  it('texts of unsent forms are kept', () => draftCalls({ ask, refusal, run, client }));

  it('alarms are acknowledged, set aside, found again and set otherwise', () =>
    alarmCalls({ ask, refusal, run, profile }));

  it('reports are made, read and fetched; what comes by itself is changed', () =>
    reportCalls({ ask, refusal, nowMs: () => run.clock.wallMs() }));

  it('the set-up is gone through, values of the site are put in force and taken back', () =>
    setupCalls({ ask, refusal, profile }));

  it('the audit log says of each command what stood before and after', async () => {
    const rows: ResultOf<'access.audit'> = [];
    for (let beforeSeq: number | null = null; ;) {
      const page: ResultOf<'access.audit'> = await ask('access.audit', {
        fromMs: null, toMs: null, person: null, outcome: 'done', action: null, beforeSeq, limit: 500,
      });
      rows.push(...page);
      beforeSeq = page.at(-1)?.seq ?? null;
      if (page.length < 500) break;
    }
    expectAudited(rows, covered);
    const changed = rows.find(({ action }) => action === 'alarms.configureFlood');
    expect(changed).toMatchObject({ actor: 'person:kim' });
  });

  it('of two people who change the same, the second one is told and stores nothing', () =>
    togetherCalls({ ask, run, client, profile: run.engine.profile }));

  it('engine.stop passes on who asked', async () => {
    await ask('engine.stop', { who: 'kim' });
    expect(stopAskedBy).toBe('person:kim');
  });

  it('people are set up, log in and out, are changed; secrets, signatures and the log are asked for', () =>
    accessCalls({ ask, refusal, nowMs: () => run.clock.wallMs(), refusalOn: refusal }));

  it('all of the contract was asked', () => {
    // These have their round trips in data-keeping.test.ts and with the tests of their own parts.
    // An addition to a round asks for half an hour to pass; `rounds.test.ts` of the engine lets it.
    const elsewhere = /^(analysis|laboratory|backup|keeping|provenance)\.|^rounds\.add$/;
    const here = Object.keys(calls).filter((name) => !elsewhere.test(name));
    expect([...covered].sort()).toEqual(here.sort());
    expect(Object.keys({ ...queries, ...commands })).toHaveLength(
      Object.keys(queries).length + Object.keys(commands).length,
    );
    expect(Object.keys(events)).toEqual(
      expect.arrayContaining(['event', 'snapshot', 'whatIf', 'dataQuality']),
    );
    expect(deltas.length).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(0);
  });
});
