import { afterEach, describe, expect, it } from 'vitest';
import type { EventRecord, Intent } from '#contract/records.ts';
import { err } from '#core/result.ts';
import { verifyReceiptChain } from '#engine/historian/index.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { simulateEngine } from '../../../scripts/simulation/simulated-engine.ts';
import type {
  SimulatedEngine,
  SimulationOptions,
} from '../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { tempDirs } from './temp-dir.ts';

const profile = geumgang();
const startMs = Date.UTC(2026, 5, 1, 0, 0, 0);
const tempDir = tempDirs();
const running: SimulatedEngine[] = [];
afterEach(async () => {
  for (const simulation of running.splice(0)) await simulation.stop();
});

interface Run extends SimulatedEngine {
  readonly events: EventRecord[];
}
async function start(options: Partial<SimulationOptions> = {}): Promise<Run> {
  const simulation = await simulateEngine({
    profile,
    dataDir: tempDir(),
    startMs,
    seed: 1,
    ...options,
  });
  const events: EventRecord[] = [];
  simulation.engine.publisher.onEvent((event) => events.push(event));
  running.push(simulation);
  return { ...simulation, events };
}
async function stop(run: Run): Promise<void> {
  running.splice(0);
  expect(await run.stop()).toBe(true);
}

let requests = 0;
const command = (unit: string, action: 'start' | 'stop' | 'auto'): Intent => ({
  type: 'machine',
  requestId: `request-${String(++requests)}`,
  who: 'kim',
  why: '',
  unit,
  action,
});

/** A machine the engine may start on this plant right now. */
function startable(run: SimulatedEngine): string {
  const unit = profile.machines
    .flatMap((machine) => machine.units)
    .find(
      ({ id }) =>
        run.plant.tagValue(`${id}.run`) === 0 &&
        run.engine.commands.preview(command(id, 'start')).allowed,
    );
  if (unit === undefined) throw new Error('nothing can be started');
  return unit.id;
}

describe('engine and virtual plant on a simulated clock', () => {
  it('read every tag, show what the PLC has, and store a full minute grid and the changes', async () => {
    const run = await start();
    await run.advance(125_000);
    const { samples, status } = run.engine.publisher.full(run.engine.status());
    expect(Object.keys(samples)).toHaveLength(profile.tags.length);
    for (const tag of profile.tags.filter(
      ({ pollClass, type }) => pollClass === '1s' && (type === 'bit' || type === 'bool'),
    )) {
      expect([tag.id, samples[tag.id]![0]]).toEqual([tag.id, run.plant.tagValue(tag.id)]);
    }
    // A reading that jumped waits for its second look as `uncertain`; nothing is worse than that.
    expect(Object.entries(samples).filter(([, [, quality]]) => quality > 1)).toEqual([]);
    expect(status.control).toEqual({ mode: 'remote', aiSwitch: true, heartbeatOk: true });
    expect(status.link.state).toBe('connected');
    expect(status.scan).toMatchObject({ count: 126, overruns: 0 });
    const gridTags = profile.tags.filter(({ store }) => store === 'grid').map(({ id }) => id);
    const stored = await run.historian.raw({
      tags: gridTags,
      fromMs: startMs,
      toMs: startMs + 120_000,
      limit: 10_000,
      cursor: null,
    });
    expect(stored.ok && stored.value.rows.length).toBe(2 * gridTags.length);
  });

  it('carry a command to the PLC, confirm it from the read-back, chain the receipt and tell the answer', async () => {
    const run = await start();
    await run.advance(10_000);
    const unit = startable(run);
    const started = await run.during(run.engine.commands.submit(command(unit, 'start')));
    expect(started).toMatchObject({
      ok: true,
      value: { outcome: 'confirmed', detail: null, readBack: [profile.plc.commands.start] },
    });
    await run.advance(3000);
    expect(run.plant.tagValue(`${unit}.run`)).toBe(1);
    const stopped = await run.during(run.engine.commands.submit(command(unit, 'stop')));
    const back = await run.during(run.engine.commands.submit(command(unit, 'auto')));
    expect([stopped, back]).toMatchObject([
      { ok: true, value: { outcome: 'confirmed' } },
      { ok: true, value: { outcome: 'confirmed' } },
    ]);
    await run.advance(5000);
    expect(run.plant.tagValue(`${unit}.auto`)).toBe(1);
    expect(
      run.events
        .filter(({ kind }) => kind === 'command')
        .map(({ code, actor }) => `${code} ${actor}`),
    ).toEqual([
      'command.confirmed person:kim',
      'command.feedback plc',
      'command.confirmed person:kim',
      'command.confirmed person:kim',
      'command.feedback plc',
    ]);
    const receipts = await run.historian.receipts({ limit: 10 });
    expect(receipts.ok && receipts.value).toHaveLength(3);
    expect(receipts.ok && verifyReceiptChain([...receipts.value].reverse())).toBeNull();
  });

  it('refuse a second start within the least interval, do a request sent twice once, and record both', async () => {
    const run = await start();
    await run.advance(10_000);
    const unit = startable(run);
    const once = command(unit, 'start');
    const [first, same] = await run.during(
      Promise.all([run.engine.commands.submit(once), run.engine.commands.submit(once)]),
    );
    expect(same).toEqual(first);
    const again = await run.during(run.engine.commands.submit(command(unit, 'start')));
    expect(again).toMatchObject({ ok: true, value: { outcome: 'refused', write: null } });
    expect(
      again.ok && again.value.verdicts.find(({ verdict }) => verdict === 'refuse'),
    ).toMatchObject({ layer: 'rateLimit', code: 'rateLimit.startTooSoon' });
    const receipts = await run.historian.receipts({ limit: 10 });
    expect(receipts.ok && receipts.value.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'confirmed',
    ]);
  });

  it('never call a write done that the PLC did not take', async () => {
    const run = await start();
    await run.advance(10_000);
    const unit = startable(run);
    const { state } = run.plant;
    state.plc.ai.switchOn = false;
    const outcome = await run.during(run.engine.commands.submit(command(unit, 'start')));
    await run.advance(25_000);
    const told = run.events.map(({ code }) => code);
    if (outcome.ok && outcome.value.outcome === 'confirmed')
      expect(told).toContain('command.noFeedback');
    expect(told).not.toContain('command.feedback');
    expect(run.engine.status().control).toMatchObject({ mode: 'plc', aiSwitch: false });
    const refused = await run.during(run.engine.commands.submit(command(unit, 'stop')));
    expect(refused.ok && refused.value.outcome).toBe('refused');
  });
});

describe('a restart', () => {
  it('goes on where the run before stood: alarms, totals, values, limits and receipts', async () => {
    const dataDir = tempDir();
    const first = await start({ dataDir });
    await first.advance(70_000);
    first.plant.state.plc.ai.switchOn = true;
    const unit = startable(first);
    await first.during(first.engine.commands.submit(command(unit, 'start')));
    await first.advance(10 * 60_000);
    const before = first.engine.status();
    const { history, alarms } = first.engine.state;
    const plant: VirtualPlant = first.plant;
    await stop(first);

    const second = await start({ dataDir, plant });
    expect(second.engine.state.history).toEqual(history);
    await second.advance(5000);
    const after = second.engine.status();
    expect(after.today.sinceMs).toBe(before.today.sinceMs);
    expect(after.today.energyKwh!).toBeGreaterThanOrEqual(before.today.energyKwh!);
    for (const [id, memory] of Object.entries(alarms)) {
      if (memory.sinceMs !== null && second.engine.state.alarms[id]?.sinceMs)
        expect(second.engine.state.alarms[id].sinceMs).toBe(memory.sinceMs);
    }
    expect(second.events.map(({ code }) => code)).not.toContain('system.restoredAfterCrash');
    const stopped = await second.during(second.engine.commands.submit(command(unit, 'stop')));
    expect(stopped.ok && stopped.value.outcome).toBe('confirmed');
    const receipts = await second.historian.receipts({ limit: 10 });
    expect(receipts.ok && verifyReceiptChain([...receipts.value].reverse())).toBeNull();
    expect(receipts.ok && receipts.value.length).toBe(2);
  });

  it('is told as one after a crash when the run before did not end in order', async () => {
    const dataDir = tempDir();
    const first = await start({ dataDir });
    await first.advance(65_000);
    running.splice(0);
    await first.historian.close();
    const second = await start({ dataDir, plant: first.plant });
    await second.advance(2000);
    expect(second.events.map(({ code }) => code)).toContain('system.restoredAfterCrash');
  });
});

describe('a failing disk', () => {
  it('stops neither scan nor plant; what waited is stored in order once it works again, and both are told', async () => {
    let broken = false;
    const wrap = (inner: Historian): Historian => ({
      ...forwarding(inner),
      commit: (scan) =>
        broken
          ? Promise.resolve(err({ kind: 'diskFull', message: 'no space left' }))
          : inner.commit(scan),
    });
    const run = await start({ wrap });
    await run.advance(60_000);
    broken = true;
    await run.advance(150_000);
    expect(run.engine.status()).toMatchObject({
      historian: { state: 'failing', detail: 'no space left' },
      scan: { count: 211, overruns: 0 },
    });
    expect(run.engine.status().alarms.map(({ id }) => id)).toContain('historian-failing');
    const unit = startable(run);
    const unrecorded = await run.during(run.engine.commands.submit(command(unit, 'start')));
    expect(unrecorded).toMatchObject({ ok: false, error: { receipt: { outcome: 'confirmed' } } });
    broken = false;
    await run.advance(30_000);
    expect(run.engine.status().historian).toMatchObject({ state: 'ok', pendingScans: 0 });
    const told = run.events.map(({ code }) => code);
    expect(told).toEqual(
      expect.arrayContaining([
        'system.historianFailing',
        'system.historianRecovered',
        'command.confirmed',
      ]),
    );
    const gridTags = profile.tags.filter(({ store }) => store === 'grid').map(({ id }) => id);
    const stored = await run.historian.raw({
      tags: gridTags,
      fromMs: startMs,
      toMs: startMs + 240_000,
      limit: 10_000,
      cursor: null,
    });
    expect(stored.ok && stored.value.rows.length).toBe(4 * gridTags.length);
    expect(told.filter((code) => code === 'system.rowsDropped')).toEqual([]);
  });
});

/** The methods of a historian bound to it, so that one of them can be replaced. */
function forwarding(inner: Historian): Historian {
  return {
    commit: (scan) => inner.commit(scan),
    trend: (query) => inner.trend(query),
    raw: (query) => inner.raw(query),
    latest: (tags, atMs) => inner.latest(tags, atMs),
    events: (filter) => inner.events(filter),
    receipts: (filter) => inner.receipts(filter),
    entries: (query) => inner.entries(query),
    derived: (query) => inner.derived(query),
    loadState: () => inner.loadState(),
    stats: () => inner.stats(),
    audit: (filter) => inner.audit(filter),
    auditCheck: () => inner.auditCheck(),
    close: () => inner.close(),
  };
}
