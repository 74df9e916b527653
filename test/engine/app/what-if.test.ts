import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { WhatIfRun } from '#contract/what-if.ts';
import { whatIfRequest } from '#core/what-if/request.ts';
import type { WhatIfRequest } from '#core/what-if/request.ts';
import { WhatIfService } from '#engine/app/what-if-service.ts';
import { RUNS_KEPT, WhatIfStore } from '#engine/app/what-if-store.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { simulateEngine } from '../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
import { engineChildren } from './engine-child.ts';
import { tempDirs } from './temp-dir.ts';

// A process of its own works the futures out; a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });
const tempDir = tempDirs();
const start = engineChildren();
const root = path.resolve(import.meta.dirname, '../../..');
const profile = geumgang();
const request = (horizonDays: number, changes: unknown[] = []): WhatIfRequest =>
  whatIfRequest.parse({ horizonDays, changes });

/** Modbus functions that change something in a PLC. */
const WRITES = [5, 6, 15, 16, 23];

describe('a what-if beside the plant', () => {
  it('writes nothing to the bus while it runs, and the scans go on', async () => {
    const plant = createVirtualPlant({ profile, seed: 1, startMs: Date.UTC(2026, 5, 1) });
    const beat = profile.tags.find(({ id }) => id === profile.plc.ai.heartbeatTag)!;
    // Horn, lamps and their count go out each minute whatever else happens; they are held by a test of their own.
    const told = new Set(
      [
        profile.plc.annunciator?.aliveTag,
        ...(profile.plc.annunciator?.outputs ?? []).map(({ tag }) => tag),
      ].map((id) => profile.tags.find((tag) => tag.id === id)?.address),
    );
    const written: number[] = [];
    const watched: typeof plant = {
      ...plant,
      handlePdu(unit, pdu) {
        const address = ((pdu[1] ?? 0) << 8) | (pdu[2] ?? 0);
        if (
          WRITES.includes(pdu[0] ?? 0) &&
          (unit !== beat.slave || address !== beat.address) &&
          !told.has(address)
        )
          written.push(address);
        return plant.handlePdu(unit, pdu);
      },
    };
    const dataDir = tempDir();
    const run = await simulateEngine({ profile, dataDir, startMs: 0, seed: 1, plant: watched });
    await run.advance(20_000);
    const runs: WhatIfRun[] = [];
    const service = new WhatIfService({
      engine: run.engine,
      clock: systemClock,
      log: silentLog,
      profileDir: path.join(root, 'resources/profiles/geumgang-mbr'),
      dataDir,
    });
    service.onRun((each) => runs.push(each));
    const settings = JSON.stringify(plant.state.plc.settings);
    const scans = run.engine.status().scan.count;
    const asked = await service.start(
      request(1, [
        { kind: 'setpoint', tag: profile.display.blower.setpointTag, value: 4 },
        { kind: 'machine', machine: profile.machines[0]!.id, state: 'out' },
      ]),
      'kim',
    );
    expect(asked.ok).toBe(true);
    let seconds = 0;
    while (runs.at(-1)?.state === 'running') {
      await run.advance(1000);
      seconds++;
    }
    expect(runs.at(-1)).toMatchObject({ state: 'done', progress: 1 });
    expect(run.engine.status().scan.count).toBe(scans + seconds);
    expect(written).toEqual([]);
    expect(JSON.stringify(plant.state.plc.settings)).toBe(settings);
    const [unit] = profile.machines[0]!.units;
    expect(plant.tagValue(`${unit!.id}.remote`)).toBe(1);
    const kept = service.result(runs.at(-1)!.id);
    expect(kept.ok && kept.value.result.origin.kind).toBe('exact');
    await service.stop();
    await run.stop();
  });

  it('has no way to a bus by construction', () => {
    const folder = path.join(root, 'src/engine/app');
    for (const file of readdirSync(folder).filter((name) => name.startsWith('what-if'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(text, file).not.toMatch(
        /\bbus\(|\.bus\b|\.commands\b|\.acquisition\b|fieldbus|confirmWrite|\bDemand\b/,
      );
    }
    const process = readFileSync(path.join(folder, 'what-if-process.ts'), 'utf8');
    // Pipes only: no inherited handle, no channel.
    expect(process).toMatch(/stdio: \['pipe', 'pipe', 'pipe'\]/);
    expect(process).not.toMatch(/'ipc'|'inherit'/);
  });
});

describe('the answers that are kept', () => {
  it('are the last ten, found again after a restart, and a spoilt one is left out', async () => {
    const dir = path.join(tempDir(), 'what-if');
    const store = new WhatIfStore(dir, silentLog);
    const engine = { profile } as unknown as ConstructorParameters<
      typeof WhatIfService
    >[0]['engine'];
    const figures = {
      effluent: [],
      energyKwh: 1,
      energyByKind: [],
      costWon: 1,
      peakKw: 1,
      chemicals: [],
      membranes: [],
      water: { influentM3: 1, effluentM3: 1, spilledM3: 0, sludgeCakeM3: 0 },
      interlocks: [],
      trips: [],
    };
    for (let i = 1; i <= RUNS_KEPT + 2; i++)
      store.save(
        {
          id: `what-if-${String(i)}`,
          askedMs: i,
          who: 'kim',
          request: request(1),
          state: 'done',
          progress: 1,
          tookMs: 5,
          fault: null,
        },
        {
          request: request(1),
          origin: { kind: 'exact', atMs: i, notes: [] },
          startMs: i,
          stepS: 900,
          series: [],
          now: figures,
          changed: figures,
        },
      );
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'what-if-99.json'), '{"half');
    const service = new WhatIfService({
      engine,
      clock: systemClock,
      log: silentLog,
      profileDir: '',
      dataDir: path.dirname(dir),
    });
    expect(service.status().map(({ askedMs }) => askedMs)).toEqual(
      Array.from({ length: RUNS_KEPT }, (_, i) => RUNS_KEPT + 2 - i),
    );
    expect(service.result('what-if-12')).toMatchObject({ ok: true });
    expect(service.result('what-if-1')).toMatchObject({ ok: false });
    expect(service.result('../../etc/passwd')).toMatchObject({ ok: false });
    expect(readdirSync(dir)).not.toContain('what-if-1.json');
  });
});

describe('the engine process', () => {
  it('takes the process of a what-if with it when it is killed, and says so when it is there again', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const engine = await start({ dataDir });
    const client = await engine.client();
    await expect
      .poll(
        async () => {
          const asked = await client.call('whatIf.start', { request: request(14), who: 'kim' });
          return asked.ok;
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    const children = (): number[] =>
      readdirSync('/proc')
        .map(Number)
        .filter((pid) => {
          try {
            const text = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
            const parent = /PPid:\s+(\d+)/.exec(
              readFileSync(`/proc/${String(pid)}/status`, 'utf8'),
            );
            return text.includes('what-if/main') && Number(parent?.[1]) === engine.process.pid;
          } catch {
            return false;
          }
        });
    await expect.poll(() => children().length, { timeout: 20_000 }).toBe(1);
    const [pid] = children();
    await engine.stop('SIGKILL');
    const alive = (): boolean => {
      try {
        return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('what-if/main');
      } catch {
        return false;
      }
    };
    await expect.poll(alive, { timeout: 30_000 }).toBe(false);

    // Who asked finds the question again, and why there is no answer.
    const next = await start({ dataDir });
    const again = await next.client();
    const status = await again.call('whatIf.status', {});
    expect(status.ok ? status.value : []).toEqual([
      expect.objectContaining({
        state: 'failed',
        request: request(14),
        fault: { code: 'whatIf.interrupted', params: {} },
      }),
    ]);
    await next.stop('SIGKILL');
  });
});
