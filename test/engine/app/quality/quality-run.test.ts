import { afterEach, describe, expect, it } from 'vitest';
import type { EventRecord } from '#contract/records.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Entry, EntryKind } from '#core/records/entry.ts';
import type { SensorTrust } from '#contract/data-quality.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type {
  SimulatedEngine,
  SimulationOptions,
} from '../../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { tempDirs } from '../temp-dir.ts';

/** The quality of the data with everything real: engine, bus, PLC, plant and database on one simulated clock. */
const PH = 'AIT-101.pv';
const TWIN = 'AIT-102.pv';
const DO = 'AIT-401.pv';
const MINUTE = 60_000;
/** Half an hour of the plant takes seconds; on a machine that is busy with other tests it takes much longer. */
const BUSY_MS = 300_000;

const startMs = Date.UTC(2026, 5, 1, 0, 0, 0);
const tempDir = tempDirs();
const running: SimulatedEngine[] = [];
afterEach(async () => {
  for (const simulation of running.splice(0)) await simulation.stop();
});

/**
 * The shipped profile with a pH meter that counts as stuck after 5 min and has a duplicate, and with
 * two meters whose card can show more than their range: what lies at its end is out of range.
 */
function profile(): PlantProfile {
  const shipped = geumgang();
  return {
    ...shipped,
    tags: shipped.tags.map((tag) =>
      tag.id === PH ? { ...tag, max: 13 } : tag.id === DO ? { ...tag, max: 15 } : tag,
    ),
    quality: {
      ...shipped.quality,
      sensors: shipped.quality.sensors.map((sensor) =>
        sensor.tag === PH
          ? { ...sensor, stuck: { within: 0, forMin: 5 }, duplicate: TWIN }
          : sensor,
      ),
    },
  };
}

interface Run extends SimulatedEngine {
  readonly told: EventRecord[];
  sensor(tag: string): SensorTrust;
  entries(kind: EntryKind, versions?: 'latest' | 'all'): Promise<readonly Entry[]>;
  ask(command: object): Promise<void>;
}
async function start(options: Partial<SimulationOptions> = {}): Promise<Run> {
  const simulation = await simulateEngine({
    profile: profile(),
    dataDir: tempDir(),
    startMs,
    seed: 1,
    ...options,
  });
  running.push(simulation);
  const told: EventRecord[] = [];
  simulation.engine.publisher.onEvent((event) => told.push(event));
  const run: Run = {
    ...simulation,
    told,
    sensor: (tag) => {
      const found = simulation.engine.quality.overview().sensors.find((each) => each.tag === tag);
      if (found === undefined) throw new Error(`no sensor ${tag}`);
      return found;
    },
    entries: async (kind, versions = 'latest') => {
      const answer = await simulation.historian.entries({ kinds: [kind], versions, limit: 1000 });
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value;
    },
    ask: async (command) => {
      expect(await simulation.engine.askVirtualPlant(command)).toMatchObject({ ok: true });
    },
  };
  await caughtUp(run);
  return run;
}

/** The past is looked at in real time; the clock of the plant waits for it. */
async function caughtUp(run: SimulatedEngine): Promise<void> {
  while (!run.engine.quality.isCaughtUp) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await run.advance(20);
  }
}

const about = (run: Run, code: string): EventRecord[] =>
  run.told.filter((event) => event.code === code);

describe('a stuck sensor', { timeout: BUSY_MS }, () => {
  it('becomes a finding, loses its score, is replaced by its duplicate, told, and comes back', async () => {
    const run = await start();
    await run.advance(3 * MINUTE);
    expect(run.sensor(PH)).toMatchObject({ score: 100, substitution: null });
    await run.ask({ cmd: 'addFault', id: 'AIT-101', fault: { kind: 'stuck' } });
    await run.advance(10 * MINUTE);

    const stuck = run.sensor(PH);
    expect(stuck).toMatchObject({
      state: 'bad',
      substitution: { kind: 'duplicate', reason: 'stuck' },
    });
    expect(stuck.openFindings.map(({ check }) => check)).toEqual(['stuck']);
    expect(stuck.score).toBeLessThan(60);
    expect(stuck.deductions[0]).toMatchObject({ cause: 'finding', check: 'stuck' });
    const { samples, effective } = run.engine.publisher.full(run.engine.status());
    expect(effective?.[PH]?.slice(0, 2)).toEqual([samples[TWIN]?.[0], 'duplicate']);
    expect(
      about(run, 'quality.finding').map(({ subject, params }) => [subject, params['check']]),
    ).toEqual([[PH, 'stuck']]);
    expect(about(run, 'quality.substituted')).toMatchObject([
      { subject: PH, params: { substitute: 'duplicate', why: 'stuck' } },
    ]);

    await run.ask({ cmd: 'clearAll' });
    await run.advance(14 * MINUTE);
    const back = run.sensor(PH);
    expect(back.substitution).toBeNull();
    expect(back.openFindings).toEqual([]);
    expect(back.effective.substitute).toBeNull();
    expect(about(run, 'quality.findingEnded')).toHaveLength(1);
    expect(about(run, 'quality.ownBack')).toHaveLength(1);

    const findings = (await run.entries('finding')).filter(({ body }) => body['check'] === 'stuck');
    expect(findings).toMatchObject([{ tag: PH, actor: 'engine', body: { severity: 'bad' } }]);
    expect(findings[0]?.body['toMs']).not.toBeNull();
    const stood = await run.entries('substitution');
    expect(stood).toMatchObject([{ tag: PH, body: { kind: 'duplicate', reason: 'stuck' } }]);
    const derived = await run.historian.derived({
      tags: [PH],
      fromMs: startMs,
      toMs: startMs + 60 * MINUTE,
      limit: 1000,
    });
    const minutes = derived.ok ? derived.value.filter(({ how }) => how === 'duplicate') : [];
    expect(minutes.length).toBeGreaterThan(10);
    expect(new Set(minutes.map(({ entryId }) => entryId))).toEqual(new Set([stood[0]?.id]));
  });
});

describe('the link', { timeout: BUSY_MS }, () => {
  it('lost for 15 min: two and more critical sensors are told within 30 s, the gap is filled by splines once it is back', async () => {
    const run = await start();
    await run.advance(9 * MINUTE);
    const before = await run.historian.raw({
      tags: [PH],
      fromMs: startMs,
      toMs: startMs + 9 * MINUTE,
      limit: 100,
      cursor: null,
    });
    await run.ask({ cmd: 'powerCut', of: 'plc', s: 15 * 60 });
    const cutMs = run.clock.wallMs();
    await run.advance(30_000);
    const lost = about(run, 'quality.criticalLost');
    expect(lost).toHaveLength(1);
    expect((lost[0]?.tsMs ?? Infinity) - cutMs).toBeLessThanOrEqual(30_000);
    expect(run.engine.status().criticalLost?.length).toBeGreaterThanOrEqual(2);
    expect(run.engine.status().alarms.map(({ id }) => id)).toContain('critical-sensors-lost');
    await run.advance(23 * MINUTE);
    expect(about(run, 'quality.criticalBack')).toHaveLength(1);
    // Nobody saw it, so it waits on the list although it is over.
    expect(
      run.engine.status().alarms.find(({ id }) => id === 'critical-sensors-lost')?.state,
    ).toBe('returned');

    const span = { fromMs: startMs, toMs: startMs + 40 * MINUTE };
    const derived = await run.historian.derived({ tags: [PH], ...span, limit: 1000 });
    const filled = derived.ok ? derived.value.filter(({ how }) => how === 'spline') : [];
    expect(filled.length).toBeGreaterThanOrEqual(14);
    expect(filled.every(({ sd, value }) => sd !== null && value >= 0 && value <= 14)).toBe(true);
    const after = await run.historian.raw({
      tags: [PH],
      fromMs: startMs,
      toMs: startMs + 9 * MINUTE,
      limit: 100,
      cursor: null,
    });
    expect(after).toEqual(before);
    const raw = await run.historian.raw({ tags: [PH], ...span, limit: 100, cursor: null });
    const filledAt = new Set(filled.map(({ tsMs }) => tsMs));
    expect(
      raw.ok &&
        raw.value.rows
          .filter(({ tsMs }) => filledAt.has(tsMs))
          .every(({ quality }) => quality !== 'good'),
    ).toBe(true);
  });
});

describe('single sensors', { timeout: BUSY_MS }, () => {
  it('two critical ones beyond their range are told within 30 s, one is not; the rest goes on', async () => {
    const run = await start();
    await run.advance(90_000);
    await run.ask({ cmd: 'addFault', id: 'AIT-101', fault: { kind: 'value', value: 20 } });
    await run.advance(90_000);
    expect(run.engine.status().criticalLost).toEqual([PH]);
    expect(about(run, 'quality.criticalLost')).toEqual([]);
    await run.ask({ cmd: 'addFault', id: 'AIT-401', fault: { kind: 'value', value: 30 } });
    const badMs = run.clock.wallMs();
    await run.advance(90_000);
    const [lost] = about(run, 'quality.criticalLost');
    // The instrument itself has a new reading only once a minute; from then on it takes no longer than this.
    expect(lost).toMatchObject({ priority: 1, params: { count: 2, limit: 2 } });
    expect((lost?.tsMs ?? Infinity) - badMs).toBeLessThanOrEqual(60_000 + 30_000);
    expect(run.sensor(DO).state).toBe('lost');
  });
});
