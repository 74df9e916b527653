import path from 'node:path';
import type { PlantProfile } from '#core/plant/profile.ts';
import { AccessService } from '#engine/app/access/index.ts';
import { createAlarms } from '#engine/app/alarms/index.ts';
import { startAnalysis } from '#engine/app/analysis/analysis.ts';
import { apiHandlers } from '#engine/app/api-handlers.ts';
import { TogetherDesk, presentOf } from '#engine/app/together/index.ts';
import { DraftDesk } from '#engine/app/draft-desk.ts';
import { startBackups } from '#engine/app/backup/start.ts';
import { KeepingService } from '#engine/app/keeping/keeping-service.ts';
import { createLaboratory } from '#engine/app/laboratory/index.ts';
import { createReports, screenAnswers } from '#engine/app/reports/index.ts';
import { calibrationsOf, createRounds, workOf } from '#engine/app/rounds/index.ts';
import { SetupDesk } from '#engine/app/setup/index.ts';
import { WorkDesk } from '#engine/app/work/index.ts';
import { ReopeningHistorian } from '#engine/app/reopening-historian.ts';
import { WhatIfService } from '#engine/app/what-if-service.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { startRpcServer } from '#engine/rpc/server.ts';
import { readLibrary } from '#twin/scenario/library.ts';
import { simulateEngine } from '../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../scripts/simulation/simulated-engine.ts';

export interface ContractEngine {
  readonly run: SimulatedEngine;
  readonly client: RpcClient;
  close(): Promise<void>;
}

const profileDir = path.resolve(import.meta.dirname, '../../resources/profiles/geumgang-mbr');

/** A simulated engine with all its services behind a real socket, and a client on it. */
export async function startContractEngine(options: {
  readonly dir: string;
  readonly profile: PlantProfile;
  readonly startMs: number;
  readonly stop: (who: string) => void;
}): Promise<ContractEngine> {
  const { dir, profile, startMs, stop } = options;
  const { scenarios } = await readLibrary(
    path.resolve(profileDir, '../../scenarios'),
    profile.site.id,
  );
  const kept: ReopeningHistorian[] = [];
  const run = await simulateEngine({
    profile,
    dataDir: dir,
    startMs,
    seed: 1,
    scenarios,
    wrap: (first) => {
      const open = () => Promise.reject(new Error('nothing is opened again here'));
      const historian = new ReopeningHistorian({ first, open, clock: systemClock, log: silentLog });
      kept.push(historian);
      return historian;
    },
  });
  const { engine, clock } = run;
  const [historian] = kept;
  if (historian === undefined) throw new Error('the simulated engine opened no history');
  const parts = { clock: systemClock, log: silentLog, dataDir: dir };
  const whatIf = new WhatIfService({ ...parts, engine, profileDir });
  const analysis = startAnalysis({ ...parts, profile, historian, version: '0.0.0' });
  const backups = startBackups({
    ...parts,
    host: engine,
    exchange: () => Promise.reject(new Error('nothing is restored here')),
    profileDir,
    appVersion: '0.0.0',
  });
  const keeping = new KeepingService({
    profile,
    historian,
    store: engine.store,
    clock: systemClock,
    log: silentLog,
  });
  const access = new AccessService({
    ...parts,
    clock,
    siteName: profile.site.name.en,
    store: (scan) => engine.store.add(scan),
    register: undefined,
    isVirtual: () => true,
    cost: { N: 16, r: 1, p: 1 },
  });
  const laboratory = createLaboratory(engine, clock, silentLog);
  const reports = createReports(engine, {
    questions: analysis.questions,
    clock,
    log: silentLog,
    dataDir: dir,
    answers: screenAnswers(engine.quality, whatIf),
  });
  const work = new WorkDesk(engine, clock, silentLog);
  const alarms = createAlarms({
    engine,
    clock,
    log: silentLog,
    openWork: (request) => work.open(request),
  });
  const rounds = createRounds({
    engine,
    clock,
    log: silentLog,
    laboratory: laboratory.readings,
    openWork: workOf(work, engine),
    openCalibration: calibrationsOf(engine),
  });
  const setup = new SetupDesk({
    engine,
    clock,
    log: silentLog,
    dataDir: dir,
    givenProfileDir: profileDir,
    profileDir,
    given: { site: profile.site, limits: profile.limits, tariffs: profile.tariffs },
    connectionGiven: true,
    state: {},
    hasAdministrator: () => true,
    copiesElsewhere: () => false,
    jobUnderWay: () => false,
    // The process goes on here: what waits for a new one must not.
    restart: () => engine.commands.resume(null),
  });
  const drafts = new DraftDesk({
    historian: engine.historian,
    store: (state) => engine.store.add({ grid: [], changes: [], events: [], receipts: [], state }),
    clock,
    log: silentLog,
  });
  const together = new TogetherDesk({
    historian: engine.historian,
    present: presentOf({ engine, backups: backups.service, reports, work, rounds, access }),
  });
  const started = await startRpcServer({
    path: path.join(dir, 'engine.sock'),
    log: silentLog,
    handlers: apiHandlers({
      engine,
      clock,
      log: silentLog,
      dataDir: dir,
      version: '0.0.0',
      whatIf,
      analysis,
      reports,
      backups: backups.service,
      keeping,
      access,
      laboratory,
      work,
      rounds,
      alarms,
      setup,
      drafts,
      together,
      stop,
    }),
  });
  if (!started.ok) throw new Error(started.error.message);
  const server = started.value;
  reports.onChange((each) => server.publish('reports', each));
  engine.publisher.onDelta((delta) => server.publish('snapshot', delta));
  engine.publisher.onEvent((event) => server.publish('event', event));
  access.onChange((change) => server.publish('access', change));
  setup.onChange((change) => server.publish('setup', change));
  together.onReplaced((replaced) => server.publish('replaced', replaced));
  whatIf.onRun((each) => server.publish('whatIf', each));
  engine.quality.onChange((change) => server.publish('dataQuality', change));
  backups.service.onStatus((status) => server.publish('backup', status));
  analysis.exports.onRun((each) => server.publish('exportRun', each));
  const opened = await RpcClient.open(path.join(dir, 'engine.sock'));
  if (!opened.ok) throw new Error(opened.error);
  const client = opened.value;
  return {
    run,
    client,
    async close() {
      client.close();
      rounds.stop();
      await reports.stop();
      access.stop();
      await analysis.stop();
      await backups.stop();
      await server.close();
      await run.stop();
    },
  };
}
