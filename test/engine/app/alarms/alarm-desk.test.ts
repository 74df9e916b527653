import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '#core/result.ts';
import type { JournalFilter } from '#core/alarms/journal.ts';
import { createAlarms } from '#engine/app/alarms/index.ts';
import type { AlarmParts } from '#engine/app/alarms/index.ts';
import type { WorkRequest } from '#engine/app/alarms/work-of-alarm.ts';
import { silentLog } from '#engine/platform/log.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { tempDirs } from '../temp-dir.ts';

const profile = geumgang();
const startMs = Date.UTC(2026, 5, 1, 0, 0, 0);
const tempDir = tempDirs();
const running: SimulatedEngine[] = [];
afterEach(async () => {
  for (const simulation of running.splice(0)) await simulation.stop();
});

const ALL: JournalFilter = {
  fromMs: null,
  toMs: null,
  priorities: null,
  equipment: null,
  state: null,
  person: null,
  alarms: null,
  text: '',
};

interface Rig extends SimulatedEngine {
  readonly alarms: AlarmParts;
  readonly orders: WorkRequest[];
  plantDo(command: object): Promise<void>;
  state(alarm: string): string | undefined;
}

async function rig(dataDir = tempDir(), plant?: SimulatedEngine['plant']): Promise<Rig> {
  const simulation = await simulateEngine({
    profile,
    dataDir,
    startMs,
    seed: 1,
    ...(plant === undefined ? {} : { plant }),
  });
  running.push(simulation);
  const orders: WorkRequest[] = [];
  const alarms = createAlarms({
    engine: simulation.engine,
    clock: simulation.clock,
    log: silentLog,
    openWork: (request) => {
      orders.push(request);
      return Promise.resolve(ok(null));
    },
  });
  await alarms.desk.incidents.load();
  return {
    ...simulation,
    alarms,
    orders,
    plantDo: async (command) => {
      expect((await simulation.engine.askVirtualPlant(command)).ok).toBe(true);
    },
    state: (alarm) => simulation.engine.status().alarms.find(({ id }) => id === alarm)?.state,
  };
}
const openId = (run: Rig, alarm: string): string =>
  run.engine.state.alarms[alarm]?.open?.id ?? 'none';

describe('alarms of the running engine', () => {
  it('are acknowledged, shelved and found again after a restart, with the whole story in the journal', async () => {
    const dataDir = tempDir();
    const first = await rig(dataDir);
    await first.advance(20_000);
    await first.plantDo({ cmd: 'stock', machine: 'pacPump', litres: 1 });
    await first.plantDo({ cmd: 'stock', machine: 'naohPump', litres: 1 });
    await first.advance(90_000);
    expect([first.state('low-ls-111'), first.state('low-ls-112')]).toEqual([
      'unacknowledged',
      'unacknowledged',
    ]);
    expect(first.engine.status().alarmCounts.unacknowledged[2]).toBeGreaterThanOrEqual(2);

    const id = openId(first, 'low-ls-111');
    const done = await first.during(
      first.alarms.desk.acknowledge({
        occurrences: [id, 'other@1'],
        comment: '보충 준비',
        who: '김기사',
      }),
    );
    expect(done).toEqual(ok({ acknowledged: [id], refused: [{ id: 'other@1', why: 'unknown' }] }));
    // The window sees it without waiting for the next scan.
    expect(first.state('low-ls-111')).toBe('acknowledged');
    expect(
      await first.during(
        first.alarms.desk.shelve({
          alarm: 'low-ls-112',
          minutes: 4,
          reason: 'delivery',
          who: '김기사',
        }),
      ),
    ).toEqual(ok({}));
    expect(
      await first.during(
        first.alarms.desk.shelve({
          alarm: 'low-ls-112',
          minutes: 4,
          reason: 'again',
          who: '김기사',
        }),
      ),
    ).toMatchObject({ ok: false, error: { messageCode: 'alarmDesk.alreadyShelved' } });
    expect(
      await first.alarms.desk.shelve({ alarm: 'no-such', minutes: 5, reason: 'x', who: '김' }),
    ).toMatchObject({ ok: false, error: { code: 'notFound' } });
    running.splice(0);
    // Killed: nothing is said at the end that was not on disk before.
    await first.engine.acquisition.detach();
    await first.stop();

    const second = await rig(dataDir, first.plant);
    await second.advance(5000);
    expect(second.state('low-ls-111')).toBe('acknowledged');
    expect(second.alarms.desk.aside().filter(({ state }) => state === 'shelved')).toMatchObject([
      { id: 'low-ls-112', state: 'shelved', reason: 'delivery', who: '김기사' },
    ]);
    await second.plantDo({ cmd: 'stock', machine: 'pacPump', litres: 4000 });
    await second.advance(120_000);
    expect(second.state('low-ls-111')).toBeUndefined();
    const journal = await second.alarms.records.journal({
      filter: { ...ALL, text: '보충' },
      cursor: null,
      limit: 10,
    });
    expect(journal).toMatchObject({
      ok: true,
      value: { cursor: null, rows: [{ id, alarm: 'low-ls-111', ackBy: '김기사', end: 'cleared' }] },
    });
    await second.advance(150_000);
    expect(second.state('low-ls-112')).toBe('unacknowledged');
    const all = await second.alarms.records.journal({
      filter: { ...ALL, equipment: 'naohPump' },
      cursor: null,
      limit: 10,
    });
    expect(all.ok && all.value.rows.map(({ end }) => end)).toEqual([null, 'shelved']);
    expect(await second.alarms.records.persons()).toEqual(ok(['김기사']));
    const health = await second.alarms.records.health(7, second.alarms.desk.nowMs());
    expect(
      health.ok && health.value.topTen.find(({ alarm }) => alarm === 'low-ls-112')?.count,
    ).toBe(2);
  });

  it('pages through the journal without losing or doubling a row', async () => {
    const run = await rig();
    await run.advance(10_000);
    for (let i = 0; i < 12; i++) {
      await run.plantDo({ cmd: 'level', tank: 'TK-FR', m: i % 2 === 0 ? 1.95 : 0.8 });
      await run.advance(20_000);
      await run.during(
        run.alarms.desk.acknowledge({
          occurrences: run.engine
            .status()
            .alarms.map(({ occurrence }) => occurrence)
            .slice(0, 100)
            .concat('none@1'),
          comment: '',
          who: 'kim',
        }),
      );
    }
    const found: string[] = [];
    let cursor: { tsMs: number; seq: number } | null = null;
    do {
      const page: Awaited<ReturnType<AlarmParts['records']['journal']>> =
        await run.alarms.records.journal({ filter: ALL, cursor, limit: 2 });
      if (!page.ok) throw new Error(page.error.message);
      found.push(...page.value.rows.map(({ id }) => id));
      ({ cursor } = page.value);
    } while (cursor !== null);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => id.startsWith('tk-fr-hhal')).length).toBeGreaterThanOrEqual(5);
  });

  it('take settings of a person at once, through a restart, and back', async () => {
    const dataDir = tempDir();
    const first = await rig(dataDir);
    await first.advance(5000);
    const setting = { priority: 2, onDelayS: 1, offDelayS: null, deadBand: null, opensWork: true };
    expect(
      await first.during(
        first.alarms.desk.configure({ alarm: 'low-ls-113', setting, why: 'test', who: 'lee' }),
      ),
    ).toEqual(ok({}));
    expect(
      await first.during(
        first.alarms.desk.configure({ alarm: 'low-ls-113', setting, why: 'test', who: 'lee' }),
      ),
    ).toMatchObject({ ok: false, error: { messageCode: 'alarmDesk.unchanged' } });
    running.splice(0);
    await first.stop();
    const second = await rig(dataDir, first.plant);
    await second.advance(5000);
    const info = await second.alarms.records.catalogue();
    expect(info.ok && info.value.alarms.find(({ id }) => id === 'low-ls-113')).toMatchObject({
      priority: 2,
      onDelayS: 1,
      standard: { priority: 3, onDelayS: 5 },
      changed: { who: 'lee', why: 'test' },
    });
    await second.plantDo({ cmd: 'stock', machine: 'polymerPump', litres: 1 });
    await second.advance(60_000);
    expect(second.engine.status().alarms.find(({ id }) => id === 'low-ls-113')?.priority).toBe(2);
    expect(second.orders).toMatchObject([
      {
        source: { kind: 'alarm', id: 'low-ls-113' },
        place: { machine: 'polymerPump' },
        priority: 'high',
      },
    ]);
    expect(
      await second.during(
        second.alarms.desk.configure({
          alarm: 'low-ls-113',
          setting: null,
          why: 'back',
          who: 'lee',
        }),
      ),
    ).toEqual(ok({}));
    expect(second.alarms.desk.definition('low-ls-113')).toMatchObject({
      priority: 3,
      onDelayS: 5,
      opensWork: false,
    });
    // Without a scan in between the list of settings says so already.
    const after = await second.alarms.records.catalogue();
    expect(after.ok && after.value.alarms.find(({ id }) => id === 'low-ls-113')).toMatchObject({
      priority: 3,
      onDelayS: 5,
      changed: null,
    });
    const past = await second.alarms.records.settingHistory('low-ls-113');
    expect(
      past.ok && past.value.map(({ setting: each, why }) => [each?.onDelayS ?? null, why]),
    ).toEqual([
      [null, 'back'],
      [1, 'test'],
    ]);
  });

  it('of other parts of the engine stand and end over the desk', async () => {
    const run = await rig();
    await run.advance(3000);
    run.alarms.desk.stand({
      id: 'stock-PAC',
      code: 'alarm.stockLow',
      params: { nameKo: 'PAC', nameEn: 'PAC' },
      equipment: null,
    });
    await run.advance(2000);
    expect(run.state('stock-PAC')).toBe('unacknowledged');
    run.alarms.desk.end({ id: 'stock-PAC', code: 'alarm.stockLow' });
    await run.advance(2000);
    expect(run.state('stock-PAC')).toBe('returned');
  });
});

describe('an incident report', () => {
  it('starts by itself at the third level, follows the worst value, and is closed with a signature once it is calm', async () => {
    const dataDir = tempDir();
    const run = await rig(dataDir);
    await run.advance(60_000);
    const tag = profile.limits.readings.find(({ item }) => item === 'SS')!.tag;
    const sensor = profile.sensors.find((each) => each.tag === tag)!.id;
    await run.plantDo({ cmd: 'sensor', id: sensor, fault: { kind: 'value', value: 9.6 } });
    await run.advance(200_000);
    const open = await run.alarms.desk.incidents.list(10);
    expect(open).toMatchObject({
      ok: true,
      value: [{ item: 'SS', state: 'open', percent: 90, calmMs: null }],
    });
    const id = open.ok ? (open.value[0]?.id ?? '') : '';
    expect(await run.during(run.alarms.desk.incidents.close({ id, who: '김기사' }))).toMatchObject({
      ok: false,
      error: { messageCode: 'incident.standsStill' },
    });
    await run.plantDo({ cmd: 'sensor', id: sensor, fault: null });
    await run.advance(300_000);
    expect(await run.during(run.alarms.desk.incidents.close({ id, who: '김기사' }))).toMatchObject({
      ok: false,
      error: { messageCode: 'incident.needsCause' },
    });
    const written = await run.during(
      run.alarms.desk.incidents.write({
        id,
        cause: '센서 고장',
        measures: '센서 교체',
        note: '휴대용으로 4.2',
        who: '김기사',
      }),
    );
    expect(written).toMatchObject({
      ok: true,
      value: { state: 'written', cause: '센서 고장', notes: [{ who: '김기사' }] },
    });
    const closed = await run.during(run.alarms.desk.incidents.close({ id, who: '김기사' }));
    expect(closed).toMatchObject({ ok: true, value: { state: 'closed', signedBy: '김기사' } });
    if (!closed.ok) return;
    expect(closed.value.worst?.value).toBeGreaterThan(9);
    expect(closed.value.values.length).toBeGreaterThan(3);
    expect(closed.value.lines.map(({ code }) => code)).toContain('alarm.raised');
    expect(await run.alarms.desk.incidents.get(id)).toMatchObject({
      ok: true,
      value: { incident: { state: 'closed', values: closed.value.values } },
    });
    expect(
      await run.during(
        run.alarms.desk.incidents.write({
          id,
          cause: 'other',
          measures: '센서 교체',
          note: '',
          who: 'lee',
        }),
      ),
    ).toMatchObject({ ok: false, error: { messageCode: 'incident.isClosed' } });
  });
});
