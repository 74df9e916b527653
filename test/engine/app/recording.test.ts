import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { err } from '#core/result.ts';
import { PROVENANCE_CODE } from '#core/signal/sample.ts';
import { tcpWireCost } from '#core/signal/poll-plan.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { Engine } from '#engine/app/engine.ts';
import { createLoopbackBus } from '#engine/fieldbus/index.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { createReplayPlant } from '#twin/replay/replay-plant.ts';
import { tempDirs } from './temp-dir.ts';

const tempDir = tempDirs();
const SPEED = 60;
const recordedMs = Date.UTC(2010, 3, 10, 6, 10);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Ten minutes of made-up rows, one a minute, on the profile of the recorded plant. */
async function replayed() {
  const profile = readProfile(
    path.resolve(import.meta.dirname, '../../../resources/profiles/mines-mbr'),
  );
  if (!profile.ok) throw new Error(JSON.stringify(profile.error));
  const rows = Array.from({ length: 10 }, (_, row) => row);
  const plant = createReplayPlant({
    profile: profile.value,
    fromMs: null,
    recording: {
      timesMs: Float64Array.from(rows, (row) => recordedMs + row * 60_000),
      values: new Map([
        ['REC-CLOCK.time', Float64Array.from(rows, (row) => recordedMs / 1000 + row * 60)],
        ['FIT-100.pv', Float64Array.from(rows, (row) => row)],
      ]),
    },
  });
  if (!plant.ok) throw new Error(plant.error.join());
  const clock = new SimulatedClock(Date.UTC(2026, 10, 21));
  const opened = await openHistorian({ dataDir: tempDir(), log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const handle = (unit: number, pdu: Uint8Array): Uint8Array => {
    plant.value.advance(clock.monoMs() * SPEED - (plant.value.nowMs() - recordedMs));
    return plant.value.handlePdu(unit, pdu);
  };
  const engine = await Engine.create({
    profile: profile.value,
    historian: opened.value,
    clock,
    log: silentLog,
    connection: { kind: 'tcp', host: '127.0.0.1', port: 502, timeoutMs: 1000 },
    source: () => ({
      text: 'replay',
      ask: () => Promise.resolve(err({ kind: 'realPlant' })),
      stop: () => Promise.resolve(),
      start: (onBus) => onBus(createLoopbackBus({ handle, clock, log: silentLog }), tcpWireCost()),
    }),
  });
  if (!engine.ok) throw new Error(engine.error.message);
  engine.value.start();
  await turn();
  return { engine: engine.value, historian: opened.value, clock, profile: profile.value };
}

describe('a recording as the plant', () => {
  it('is dated by its own clock, marked as recorded, stored minute by minute, and takes no command', async () => {
    const { engine, historian, clock, profile } = await replayed();
    await clock.advance(9500, turn);
    while (engine.store.status().pendingScans > 0) await turn();

    const { samples, status } = engine.publisher.full(engine.status());
    expect(status.control).toEqual({ mode: 'observe', aiSwitch: null, heartbeatOk: null });
    expect(samples['FIT-100.pv']).toEqual([
      9,
      0,
      PROVENANCE_CODE.recorded,
      recordedMs + 9 * 60_000,
    ]);

    const stored = await historian.raw({
      tags: ['FIT-100.pv'],
      fromMs: recordedMs,
      toMs: recordedMs + 3_600_000,
      limit: 100,
      cursor: null,
    });
    expect(
      stored.ok &&
        stored.value.rows.map(({ tsMs, value, provenance }) => [
          (tsMs - recordedMs) / 60_000,
          value,
          provenance,
        ]),
    ).toEqual(Array.from({ length: 9 }, (_, row) => [row, row, 'recorded']));

    // Its minutes go through the tests of the signals as those of a plant do.
    for (let tries = 0; !engine.quality.isCaughtUp && tries < 1000; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await clock.advance(1, turn);
    }
    const trust = engine.quality.overview().sensors.find(({ tag }) => tag === 'FIT-100.pv');
    expect(trust).toMatchObject({ state: 'learning', substitution: null });
    expect(trust?.score).toBeGreaterThan(50);

    const unit = profile.machines.flatMap(({ units }) => units)[0]!.id;
    const answer = engine.commands.submit({
      type: 'machine',
      requestId: 'recording-1',
      who: 'kim',
      why: '',
      unit,
      action: 'stop',
    });
    while (engine.store.status().pendingScans > 0) await turn();
    const receipt = await answer;
    expect(receipt.ok && receipt.value.outcome).toBe('refused');
    expect(
      receipt.ok && receipt.value.verdicts.find(({ layer }) => layer === 'mode'),
    ).toMatchObject({ verdict: 'refuse', code: 'mode.observe' });
    expect(engine.state.heartbeat.count).toBe(1);

    const stopping = engine.stop();
    await clock.advance(6000, turn);
    expect(await stopping).toBe(true);
  });
});
