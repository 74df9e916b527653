import { afterEach, describe, expect, it } from 'vitest';
import { ok } from '#core/result.ts';
import { createAlarms } from '#engine/app/alarms/index.ts';
import type { AlarmParts } from '#engine/app/alarms/index.ts';
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

interface Rig extends SimulatedEngine, AlarmParts {
  plantDo(command: object): Promise<void>;
  /** What the PLC itself holds of horn, flash and lamp. */
  peer(): string;
  codes(): Promise<readonly string[]>;
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
  const { engine, clock } = simulation;
  const openWork = () => Promise.resolve(ok(null));
  const alarms = createAlarms({ engine, clock, log: silentLog, openWork });
  // Read coils 2 to 4 of unit 1, as any other master would.
  const question = Uint8Array.of(1, 0, 2, 0, 3);
  return {
    ...simulation,
    ...alarms,
    plantDo: async (command) => {
      expect((await engine.askVirtualPlant(command)).ok).toBe(true);
    },
    peer: () => {
      const bits = simulation.plant.handlePdu(1, question)[2] ?? 0;
      return `${bits & 1 ? 'horn ' : ''}${bits & 2 ? 'flash ' : ''}${bits & 4 ? 'lamp' : ''}`.trim();
    },
    codes: async () => {
      const all = { kinds: null, maxPriority: null, subject: null, beforeSeq: null, limit: 1000 };
      const events = await simulation.historian.events({ fromMs: startMs, toMs: null, ...all });
      return events.ok ? events.value.map(({ code }) => code) : [];
    },
  };
}

const who = '김기사';
/** A blower that trips: priority 1, the horn. */
async function trip(run: Rig): Promise<string> {
  const unit = ['B-401A', 'B-401B'].find(
    (id) => run.engine.state.samples.get(`${id}.run`)?.value === 1,
  );
  await run.plantDo({ cmd: 'overcurrent', unit, times: 1.5 });
  await run.advance(8000);
  return unit ?? '';
}
const unseen = (run: Rig): string[] =>
  run.engine
    .status()
    .alarms.flatMap(({ state, occurrence }) => (state === 'unacknowledged' ? [occurrence] : []));

describe('horn and lamps of a running engine', () => {
  it('follow the alarms to the coils of the PLC while nobody has switched control over', async () => {
    const run = await rig();
    await run.plantDo({ cmd: 'aiSwitch', on: false });
    await run.advance(10_000);
    expect(run.peer()).toBe('');
    await run.plantDo({ cmd: 'stock', machine: 'pacPump', litres: 1 });
    await run.advance(20_000);
    expect(run.peer()).toBe('flash lamp');
    const unit = await trip(run);
    expect(run.peer()).toBe('horn flash lamp');
    expect(run.engine.status().annunciator?.outputs.map(({ held }) => held)).toEqual([
      true,
      true,
      true,
    ]);

    expect(await run.during(run.desk.annunciator.silence({ minutes: 1, who }))).toEqual(ok({}));
    await run.advance(500);
    expect(run.peer()).toBe('flash lamp');
    expect(unseen(run)).toHaveLength(2);
    await run.advance(61_000);
    expect(run.peer()).toBe('horn flash lamp');
    const occurrences = unseen(run);
    await run.during(run.desk.acknowledge({ occurrences, comment: '', who }));
    await run.advance(2500);
    expect(run.peer()).toBe('lamp');
    await run.plantDo({ cmd: 'overcurrent', unit, times: 0 });
    await run.plantDo({ cmd: 'resetFault', unit });
    await run.plantDo({ cmd: 'stock', machine: 'pacPump', litres: 4000 });
    await run.advance(40_000);
    expect(run.peer()).toBe('');
    expect(run.engine.status().alarms).toEqual([]);
    expect(await run.codes()).toContain('alarm.silenced');
  });

  it('are told again after a restart of the engine or of the PLC, and fall by themselves when the engine is gone', async () => {
    const dataDir = tempDir();
    const first = await rig(dataDir);
    await first.advance(10_000);
    await trip(first);
    await first.during(first.desk.annunciator.silence({ minutes: 1, who }));
    await first.advance(1500);
    expect(first.peer()).toBe('flash lamp');
    await first.stop();
    running.splice(0);

    const second = await rig(dataDir, first.plant);
    await second.advance(5000);
    // The silence goes on where it stood, and ends in its time.
    expect(second.peer()).toBe('flash lamp');
    await second.advance(62_000);
    expect(second.peer()).toBe('horn flash lamp');
    await second.plantDo({ cmd: 'powerCut', of: 'plc', s: 8 });
    await second.advance(30_000);
    expect(second.peer()).toBe('horn flash lamp');
    const beacon = (): number | null => second.plant.tagValue('PLC.beacon');
    await second.stop();
    running.splice(0);
    // The last count is a minute old at most.
    second.plant.advance(110_000);
    expect(second.peer()).toBe('horn flash lamp');
    second.plant.advance(80_000);
    expect(second.peer()).toBe('');
    expect(beacon()).toBe(1);
  });

  it('are tried out for three seconds, and nobody is told that they sounded when they did not', async () => {
    const run = await rig();
    await run.advance(10_000);
    expect(await run.during(run.desk.annunciator.test({ who }), 5000)).toEqual(ok({}));
    expect(run.peer()).toBe('horn flash lamp');
    await run.advance(5000);
    expect(run.peer()).toBe('');
    await run.plantDo({ cmd: 'linkCut', s: 30 });
    await run.advance(300);
    const refused = await run.during(run.desk.annunciator.test({ who }), 10_000);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'refused', messageCode: 'alarmDesk.annunciatorNotConfirmed' },
    });
    await run.engine.acquisition.detach();
    await run.advance(2000);
    expect(await run.desk.annunciator.test({ who })).toMatchObject({
      ok: false,
      error: { messageCode: 'alarmDesk.annunciatorAway' },
    });
    expect((await run.codes()).filter((code) => code === 'alarm.annunciatorTested')).toHaveLength(
      2,
    );
  });
});
