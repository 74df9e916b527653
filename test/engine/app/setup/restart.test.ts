import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SetupDesk } from '#engine/app/setup/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';

/** When the engine may be started anew: not while a command is on its way, nor while a copy is being made. */
const profile = geumgang();
const dir = mkdtempSync(path.join(tmpdir(), 'restart-'));
let run: SimulatedEngine;
beforeAll(async () => {
  run = await simulateEngine({ profile, dataDir: dir, startMs: Date.UTC(2026, 5, 2), seed: 1 });
  await run.advance(10_000);
});
afterAll(async () => {
  await run.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('waits for the command on its way and for a backup, then holds back what comes later', async () => {
  let isCopying = false;
  const asked: string[] = [];
  const desk = new SetupDesk({
    engine: run.engine,
    clock: run.clock,
    log: silentLog,
    dataDir: dir,
    givenProfileDir: dir,
    profileDir: dir,
    given: profile,
    connectionGiven: true,
    state: {},
    hasAdministrator: () => true,
    copiesElsewhere: () => true,
    jobUnderWay: () => isCopying,
    restart: (who) => asked.push(who),
  });
  const command = (requestId: string) =>
    run.engine.commands.submit({
      type: 'machine',
      requestId,
      who: 'Kim',
      why: '',
      unit: 'M-111',
      action: 'start',
    });
  const underWay = command('restart-1');
  expect(await desk.restart('Kim')).toMatchObject({
    error: { messageCode: 'setup.commandUnderWay' },
  });
  await run.during(underWay);
  isCopying = true;
  expect(await desk.restart('Kim')).toMatchObject({ error: { messageCode: 'setup.jobUnderWay' } });
  isCopying = false;
  expect(asked).toEqual([]);
  expect(await run.during(desk.restart('Kim'))).toEqual({ ok: true, value: {} });
  expect(asked).toEqual(['Kim']);
  let isDone = false;
  void command('restart-2').then(() => (isDone = true));
  await run.advance(5000);
  expect(isDone).toBe(false);
  run.engine.commands.resume(null);
  await run.advance(2000);
  expect(isDone).toBe(true);
});
