import { afterEach, describe, expect, it } from 'vitest';
import type { Entry } from '#core/records/entry.ts';
import type { EventRecord } from '#contract/records.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { createLaboratory } from '#engine/app/laboratory/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { readingDraftSchema } from '#core/laboratory/reading.ts';
import { tempDirs } from '../temp-dir.ts';

const PH = 'AIT-101.pv';
const MINUTE = 60_000;
/** Half an hour of the plant takes seconds; on a machine that is busy with other tests it takes much longer. */
const BUSY_MS = 300_000;
const DAY = 86_400_000;
const tempDir = tempDirs();
const running: SimulatedEngine[] = [];
afterEach(async () => {
  for (const simulation of running.splice(0)) await simulation.stop();
});

const shipped = geumgang();
/** With a pH meter whose card can show more than its range: what lies at its end is out of range. */
const profile = {
  ...shipped,
  tags: shipped.tags.map((tag) => (tag.id === PH ? { ...tag, max: 13 } : tag)),
};

async function start(
  dataDir: string,
  startMs: number,
  plant?: VirtualPlant,
): Promise<SimulatedEngine & { readonly told: EventRecord[] }> {
  const run = await simulateEngine({
    profile,
    dataDir,
    startMs,
    seed: 1,
    ...(plant === undefined ? {} : { plant }),
  });
  running.push(run);
  const told: EventRecord[] = [];
  run.engine.publisher.onEvent((event) => told.push(event));
  while (!run.engine.quality.isCaughtUp) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await run.advance(20);
  }
  return { ...run, told };
}

const sensorOf = (run: SimulatedEngine, tag: string) => {
  const found = run.engine.quality.overview().sensors.find((each) => each.tag === tag);
  if (found === undefined) throw new Error(`no sensor ${tag}`);
  return found;
};

async function entriesOf(
  run: SimulatedEngine,
  kind: Entry['kind'],
  tag: string,
): Promise<readonly Entry[]> {
  const answer = await run.historian.entries({ kinds: [kind], tag, versions: 'all', limit: 100 });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

/** Waits for work that reads the history, which takes real time. */
async function until(run: SimulatedEngine, done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 1000; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await run.advance(20);
  }
}

/** A portable meter that says the sensor reads this much too high. */
const compare = (run: SimulatedEngine, id: string, sampledMs: number, too: number): void =>
  run.engine.quality.onComparison({
    readingId: id,
    tag: PH,
    reading: { how: 'portable' },
    comparison: {
      tag: PH,
      readingId: id,
      sampledMs,
      sensorValue: 7 + too,
      sensorSd: 0.02,
      referenceValue: 7,
      referenceSd: 0.03,
    },
  });

const day = Date.UTC(2026, 5, 1);

describe('a correction', { timeout: BUSY_MS }, () => {
  it('is proposed from readings of persons, accepted with a name, applied, and undone to the very raw values', async () => {
    const run = await start(tempDir(), day);
    const { quality } = run.engine;
    await run.advance(70_000);
    for (let i = 5; i >= 1; i--) compare(run, `reading-${String(i)}`, day - i * DAY, 0.4);
    await run.advance(2000);
    const { proposal } = sensorOf(run, PH);
    expect(proposal).toMatchObject({ state: 'proposed', by: 'engine' });
    expect(proposal?.bias).toBeGreaterThan(0.25);
    expect(proposal?.readingIds).toContain('reading-1');
    const id = proposal?.id ?? '';

    expect(await quality.decide('accepted', { id, who: '  ', reason: '' })).toMatchObject({
      ok: false,
      error: { code: 'refused', messageCode: 'access.noName' },
    });
    expect(sensorOf(run, PH).correction).toBeNull();
    const accepted = await run.during(
      quality.decide('accepted', { id, who: 'kim', reason: 'checked' }),
    );
    expect(accepted).toMatchObject({ ok: true, value: { state: 'accepted', by: 'person:kim' } });
    await run.advance(2000);
    const { samples, effective } = run.engine.publisher.full(run.engine.status());
    const raw = samples[PH]?.[0] ?? Number.NaN;
    const [value, from, bias] = effective?.[PH] ?? [null, '', 0];
    expect(from).toBe('own');
    expect(bias).toBeGreaterThan(0.25);
    expect(value).toBeCloseTo(raw - bias, 12);
    const query = { tag: PH, fromMs: day, toMs: day + 2 * MINUTE, buckets: 10 };
    const corrected = await run.during(quality.series(query));
    const points = corrected.ok ? corrected.value.points.filter(([, own]) => own !== null) : [];
    expect(points.length).toBeGreaterThan(0);
    for (const [, own, shown] of points) expect(shown).toBeLessThan(own ?? 0);

    expect(
      await run.during(quality.decide('accepted', { id, who: 'kim', reason: '' })),
    ).toMatchObject({
      ok: false,
      error: { messageCode: 'dataQuality.wrongState' },
    });
    const undone = await run.during(
      quality.decide('undone', { id, who: 'lee', reason: 'wrong buffer' }),
    );
    expect(undone).toMatchObject({ ok: true, value: { state: 'undone', by: 'person:lee' } });
    await run.advance(1000);
    expect(run.engine.publisher.full(run.engine.status()).effective?.[PH]).toBeUndefined();
    const again = await run.during(quality.series(query));
    for (const [, own, shown] of again.ok ? again.value.points : []) expect(shown).toBe(own);

    const versions = await entriesOf(run, 'correction', PH);
    expect(
      versions
        .slice(0, 2)
        .map(({ actor, body, latest }) => [actor, body['state'], body['reason'], latest]),
    ).toEqual([
      ['person:lee', 'undone', 'wrong buffer', true],
      ['person:kim', 'accepted', 'checked', false],
    ]);
    expect(versions.at(-1)).toMatchObject({ actor: 'engine', body: { state: 'proposed' } });
    expect(run.told.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['correction.proposed', 'correction.accepted', 'correction.undone']),
    );
  });

  it('is void after a calibration, which also closes what the readings had opened', async () => {
    const run = await start(tempDir(), day);
    const { quality } = run.engine;
    await run.advance(70_000);
    for (let i = 5; i >= 1; i--) compare(run, `reading-${String(i)}`, day - i * DAY, 0.8);
    expect(sensorOf(run, PH)).toMatchObject({
      state: 'suspect',
      openCalibration: { state: 'due', cause: 'portable' },
      lastReference: { beyond: true },
    });
    const id = sensorOf(run, PH).proposal?.id ?? '';
    await run.during(quality.decide('accepted', { id, who: 'kim', reason: '' }));
    const doneMs = run.clock.wallMs();
    const done = {
      tag: PH,
      doneMs,
      who: 'kim',
      before: 7.8,
      after: 7.01,
      reference: 7,
      note: 'buffer 7',
    };
    expect(
      await run.during(quality.recordCalibration({ ...done, doneMs: doneMs + DAY })),
    ).toMatchObject({
      ok: false,
      error: { messageCode: 'dataQuality.badTime' },
    });
    const recorded = await run.during(quality.recordCalibration(done));
    expect(recorded).toMatchObject({
      ok: true,
      value: { state: 'done', by: 'person:kim', cause: 'portable' },
    });
    const after = sensorOf(run, PH);
    expect(after).toMatchObject({
      correction: null,
      proposal: null,
      openCalibration: null,
      lastCalibrationMs: doneMs,
      nextCalibrationMs: doneMs + 30 * DAY,
      openFindings: [],
    });
    await run.advance(1000);
    expect(run.engine.publisher.full(run.engine.status()).effective?.[PH]).toBeUndefined();
    expect((await entriesOf(run, 'correction', PH))[0]).toMatchObject({
      body: { state: 'ended', toMs: doneMs },
    });
  });
});

describe('readings of persons', { timeout: BUSY_MS }, () => {
  it('entered in the laboratory reach the sensor: what is too far off opens a calibration, what is withdrawn does not count', async () => {
    const run = await start(tempDir(), day);
    const laboratory = createLaboratory(run.engine, run.clock, silentLog);
    run.engine.quality.compareWith(laboratory.readings);
    await run.advance(3 * MINUTE);
    const now = run.engine.publisher.full(run.engine.status()).samples[PH]?.[0] ?? 7;
    const point = profile.sensors.find(({ tag }) => tag === PH)?.place ?? '';
    const draft = readingDraftSchema.parse({
      id: 'reading-0001',
      item: 'pH',
      point,
      tag: PH,
      sampledMs: run.clock.wallMs() - MINUTE,
      value: Math.round((now - 0.9) * 100) / 100,
      qualifier: 'exact',
      unit: 'pH',
      how: 'portable',
      method: 'meter',
      person: 'kim',
      laboratory: null,
      quantificationLimit: null,
      uncertainty: null,
      note: '',
      explanation: 'read twice',
    });
    const entered = await run.during(laboratory.readings.enter(draft, 'kim'));
    expect(entered).toMatchObject({ ok: true });
    await until(run, () => sensorOf(run, PH).lastReference !== null);
    expect(sensorOf(run, PH)).toMatchObject({
      state: 'suspect',
      lastReference: { how: 'portable', beyond: true, readingId: 'reading-0001' },
      openCalibration: { cause: 'portable', readingIds: ['reading-0001'] },
      openFindings: [{ check: 'portable', tier: 3 }],
    });
    expect(run.told.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['quality.finding', 'calibration.due']),
    );
    await run.during(laboratory.readings.withdraw('reading-0001', 'kim', 'wrong bottle'));
    await until(run, () => sensorOf(run, PH).lastReference === null);
    expect(sensorOf(run, PH)).toMatchObject({ lastReference: null, bias: null, openFindings: [] });
  });
});

describe('another history in its place', { timeout: BUSY_MS }, () => {
  it('is what counts afterwards: decisions and learning are read again', async () => {
    const run = await start(tempDir(), day);
    await run.advance(70_000);
    const setting = { tag: PH, on: true, who: 'kim', note: '' };
    await run.during(run.engine.quality.setMaintenance(setting));
    // As if a backup of before had been brought back: the entry is gone from what stands there.
    const off = { ...setting, on: false };
    await run.engine.store.add({
      grid: [],
      changes: [],
      events: [],
      receipts: [],
      state: {},
      entries: [
        {
          kind: 'dataSetting',
          id: `maintenance/${PH}`,
          tsMs: day,
          tag: PH,
          actor: 'engine',
          writtenMs: day,
          body: { setting: 'maintenance', on: off.on, note: '' },
        },
      ],
    });
    expect(sensorOf(run, PH).maintenance).not.toBeNull();
    run.engine.quality.reload();
    await until(run, () => run.engine.quality.isCaughtUp);
    expect(sensorOf(run, PH).maintenance).toBeNull();
    await run.advance(2 * MINUTE);
    expect(sensorOf(run, PH).score).not.toBeNull();
  });
});

describe('maintenance', { timeout: BUSY_MS }, () => {
  it('takes a sensor out of the tests, with who and when, and outlives a restart', async () => {
    const dataDir = tempDir();
    const run = await start(dataDir, day);
    await run.advance(5000);
    const setting = { tag: PH, on: true, who: 'kim', note: 'new electrode' };
    expect(
      await run.during(run.engine.quality.setMaintenance({ ...setting, tag: 'X-1.pv' })),
    ).toMatchObject({ ok: false });
    expect(await run.during(run.engine.quality.setMaintenance(setting))).toMatchObject({
      ok: true,
      value: { state: 'maintenance', maintenance: { who: 'kim' } },
    });
    await run.advance(20_000);
    expect(run.engine.status().criticalLost).toEqual([PH]);
    running.splice(0);
    await run.stop();
    const next = await start(dataDir, day, run.plant);
    expect(sensorOf(next, PH)).toMatchObject({ state: 'maintenance', maintenance: { who: 'kim' } });
    await next.during(next.engine.quality.setMaintenance({ ...setting, on: false }));
    expect(sensorOf(next, PH).maintenance).toBeNull();
    expect(
      (await entriesOf(next, 'dataSetting', PH)).map(({ body, actor }) => [body['on'], actor]),
    ).toEqual([
      [false, 'person:kim'],
      [true, 'person:kim'],
    ]);
  });
});

describe('a kill', { timeout: BUSY_MS }, () => {
  it('loses neither findings nor scores nor what was learnt, and says nothing twice', async () => {
    const dataDir = tempDir();
    const first = await start(dataDir, day + 57 * MINUTE);
    await first.advance(2 * MINUTE);
    await first.engine.askVirtualPlant({
      cmd: 'addFault',
      id: 'AIT-101',
      fault: { kind: 'value', value: 20 },
    });
    // Over the full hour, at which the state is saved, and some minutes further.
    await first.advance(9 * MINUTE);
    const before = sensorOf(first, PH);
    expect(before.openFindings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([expect.any(String)]),
    );
    const learned = sensorOf(first, 'AIT-102.pv');
    running.splice(0);
    await first.historian.close();

    const second = await start(dataDir, day, first.plant);
    const after = sensorOf(second, PH);
    expect(after.openFindings).toEqual(before.openFindings);
    // A minute that was on its way is looked at again, and the time lost counts on.
    expect(before.score).not.toBeNull();
    expect(Math.abs((after.score ?? 1000) - (before.score ?? 0))).toBeLessThanOrEqual(2);
    expect(sensorOf(second, 'AIT-102.pv').deductions).toEqual(learned.deductions);
    await second.advance(3 * MINUTE);
    expect(sensorOf(second, PH).state).toBe('lost');
    const codes = second.told.map(({ code }) => code);
    expect(codes).not.toContain('quality.learningAnew');
    expect(
      second.told.filter(({ code, subject }) => code === 'quality.finding' && subject === PH),
    ).toEqual([]);
    const versions = await entriesOf(second, 'finding', PH);
    const texts = versions.map(({ id, body }) => `${id} ${JSON.stringify(body)}`);
    expect(new Set(texts).size).toBe(texts.length);
    const scores = await second.historian.entries({ kinds: ['score'], versions: 'all', limit: 10 });
    expect(scores.ok && scores.value.map(({ id }) => id)).toEqual([`hour/${String(day)}`]);
  });

  it('with a state that cannot be read starts learning anew and says so', async () => {
    const dataDir = tempDir();
    const first = await start(dataDir, day);
    await first.advance(70_000);
    await first.engine.store.add({
      grid: [],
      changes: [],
      events: [],
      receipts: [],
      state: { 'quality.state': '{"format":1' },
    });
    running.splice(0);
    await first.historian.close();
    const second = await start(dataDir, day, first.plant);
    await second.advance(2000);
    expect(second.told.find(({ code }) => code === 'quality.learningAnew')).toMatchObject({
      params: { learnReason: 'unreadable' },
    });
  });
});
