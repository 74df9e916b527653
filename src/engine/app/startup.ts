import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { RECORD_CLOCK_TAG } from '#core/control/plant-context.ts';
import { connectionSchema } from '#contract/connection.ts';
import type { Connection } from '#contract/connection.ts';
import { acquireDataDirLock } from '#engine/historian/index.ts';
import { openLog } from '#engine/platform/log.ts';
import type { LogHandle } from '#engine/platform/log.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import type { Clock } from '#core/time/clock.ts';
import { startRpcServer } from '#engine/rpc/server.ts';
import { AccessService, REGISTER_KEY } from './access/index.ts';
import { createAlarms } from './alarms/index.ts';
import { apiHandlers } from './api-handlers.ts';
import { startAnalysis } from './analysis/analysis.ts';
import type { EngineArguments } from './arguments.ts';
import { backupCandidates, profileInUse, startBackups } from './backup/index.ts';
import { CONNECTION_KEY, Engine } from './engine.ts';
import { createLaboratory } from './laboratory/index.ts';
import { createReports, screenAnswers } from './reports/index.ts';
import { KeepingService } from './keeping/keeping-service.ts';
import { DraftDesk } from './draft-desk.ts';
import { TogetherDesk, presentOf } from './together/index.ts';
import { openHistory } from './keeping/open-history.ts';
import { plantSource } from './plant-source.ts';
import type { PlantSource } from './plant-source.ts';
import { calibrationsOf, createRounds, workOf } from './rounds/index.ts';
import { folderFailure, historianFailure, profileFailure, startFailure } from './start-failure.ts';
import type { StartFailure } from './start-failure.ts';
import { applicationRoot } from './texts.ts';
import { WhatIfService } from './what-if-service.ts';
import { PLANT_KEY, SetupDesk, copiesElsewhere, placePlant, plantChanged, siteOver } from './setup/index.ts';
import type { PlantChange } from './setup/index.ts';
import { WorkDesk } from './work/index.ts';

export interface RunningEngine {
  readonly engine: Engine;
  readonly log: LogHandle['log'];
  /** Resolves when somebody asked the engine over the socket to stop, for good or for a new start. */
  readonly stopAsked: Promise<StopAsked>;
  /** Stops in order and frees the data folder; true when everything was stored. */
  stop(): Promise<boolean>;
}

export interface StopAsked {
  readonly who: string;
  /** The engine is to be started again at once: profile and time zone are read at a start only. */
  readonly again: boolean;
}

/** What an engine is given instead of the computer's clock and the plant of its connection, to live faster than real time. */
export interface EngineWorld {
  readonly clock: Clock;
  readonly source: (connection: Connection) => PlantSource;
}

const packageSchema = z.object({ version: z.string() });

/** Version of this installation, from its package.json. */
function engineVersion(): string {
  const file = path.join(applicationRoot(), 'package.json');
  return packageSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** Folder by folder: Node's own recursive mkdir spins for ever where the kernel refuses new entries, as under /proc. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  mkdirSync(dir, { mode: 0o750 });
}

function prepareFolder(dataDir: string): StartFailure | null {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK);
    return null;
  } catch (error) {
    return folderFailure(dataDir, error);
  }
}

/** The stored connection; without one the virtual plant, or for a recording the replay on this machine. */
function storedConnection(
  state: Readonly<Record<string, string>>,
  profile: PlantProfile,
): Connection {
  const text = state[CONNECTION_KEY];
  const parsed = connectionSchema.safeParse(
    text === undefined ? undefined : (JSON.parse(text) as unknown),
  );
  if (parsed.success) return parsed.data;
  return profile.tags.some((tag) => tag.id === RECORD_CLOCK_TAG)
    ? connectionSchema.parse({ kind: 'tcp', host: '127.0.0.1' })
    : connectionSchema.parse({ kind: 'virtual' });
}

/**
 * Brings the engine up: profile, data folder and its lock, log, historian, plant,
 * socket. Whatever was opened before a failure is closed again, and nothing stored is
 * touched by a start that fails.
 */
export async function startEngine(
  args: EngineArguments,
  human: boolean,
  world?: EngineWorld,
): Promise<Result<RunningEngine, StartFailure>> {
  const { dataDir } = args;
  const profileDir = profileInUse(dataDir, args.profileDir);
  const profile = readProfile(profileDir);
  if (!profile.ok) return err(profileFailure(profileDir, profile.error));
  const unusable = prepareFolder(dataDir);
  if (unusable !== null) return err(unusable);
  const lock = acquireDataDirLock(dataDir);
  if (!lock.ok) return err(historianFailure(dataDir, lock.error));
  const release: (() => unknown)[] = [() => lock.value.release()];
  const fail = async (failure: StartFailure): Promise<Result<never, StartFailure>> => {
    for (const undo of release.reverse()) await undo();
    return err(failure);
  };

  let handle: LogHandle;
  try {
    handle = openLog({ dir: path.join(dataDir, 'logs'), level: args.logLevel, human });
  } catch (error) {
    return fail(folderFailure(dataDir, error));
  }
  const { log } = handle;
  release.push(() => handle.close());
  log.info(
    { version: engineVersion(), node: process.version, profileDir, dataDir },
    'engine starting',
  );

  const clock = world?.clock ?? systemClock;
  const plant = profile.value.site.id;
  let change: PlantChange | null;
  try {
    change = placePlant(dataDir, plant);
  } catch (error) {
    return fail(folderFailure(dataDir, error));
  }
  if (change !== null) log.warn({ from: change.from, to: change.to }, 'another plant is run from now on');
  const opened = await openHistory({
    dataDir,
    log,
    lock: lock.value,
    clock,
    recovery: { candidates: () => Promise.resolve(backupCandidates(dataDir, plant)) },
  });
  if (!opened.ok) {
    log.error(
      { kind: opened.error.kind, reason: opened.error.message },
      'historian cannot be opened',
    );
    return fail(historianFailure(dataDir, opened.error));
  }
  const { historian, interim } = opened.value;
  release.push(() => historian.close());

  const stored = interim === null ? await historian.loadState() : ok(interim.state);
  if (!stored.ok) return fail(historianFailure(dataDir, stored.error));
  const kept: Readonly<Record<string, string>> = { ...stored.value, ...change?.state };
  const { site, limits, tariffs } = profile.value;
  const given = { site, limits, tariffs };
  Object.assign(profile.value, siteOver(profile.value, kept));
  const engine = await Engine.create({
    profile: profile.value,
    historian,
    interim,
    clock,
    log,
    connection: args.connection ?? storedConnection(stored.value, profile.value),
    source: world?.source ?? ((connection) => plantSource(connection, { clock, log, profileDir, dataDir })),
  });
  if (!engine.ok) return fail(historianFailure(dataDir, engine.error));

  const access = new AccessService({
    clock,
    log,
    dataDir,
    siteName: profile.value.site.name.en,
    store: (scan) => engine.value.store.add(scan),
    register: kept[REGISTER_KEY],
    isVirtual: () => engine.value.connection.kind === 'virtual',
  });
  const analysis = startAnalysis({ profile: profile.value, historian, clock, log, dataDir, version: engineVersion() });
  const backups = startBackups({
    host: engine.value,
    exchange: async (work) => {
      const outcome = await historian.exchange(work);
      engine.value.quality.reload();
      laboratory.readings.reload();
      workDesk.reload();
      void alarms.desk.incidents.load();
      rounds.reload();
      reports.reload();
      await access.keepPeople();
      await setup.reload();
      drafts.reload();
      return outcome;
    },
    releaseJournal: (throughSeq) => void historian.releaseJournal(throughSeq),
    clock,
    log,
    dataDir,
    profileDir,
    appVersion: engineVersion(),
  });
  let askStop: (asked: StopAsked) => void = () => undefined;
  const stopAsked = new Promise<StopAsked>((resolve) => {
    askStop = resolve;
  });
  const setup = new SetupDesk({
    engine: engine.value,
    clock,
    log,
    dataDir,
    givenProfileDir: args.profileDir,
    profileDir,
    given,
    connectionGiven: args.connection !== null,
    state: kept,
    hasAdministrator: () => access.book.isSetUp,
    copiesElsewhere: () => copiesElsewhere(backups.service.status().settings),
    jobUnderWay: () => backups.service.status().job !== null,
    restart: (who) => setImmediate(() => askStop({ who, again: true })),
  });
  const { store } = engine.value;
  if (interim === null && (change !== null || kept[PLANT_KEY] === undefined))
    void store
      .add({
        grid: [],
        changes: [],
        events: change === null ? [] : [plantChanged(change, clock.wallMs())],
        receipts: [],
        state: { ...change?.state, [PLANT_KEY]: plant },
      })
      .then((outcome) => (outcome.ok ? change?.settled() : undefined));
  const drafts = new DraftDesk({
    historian,
    store: (state) => store.add({ grid: [], changes: [], events: [], receipts: [], state }),
    clock,
    log,
  });
  const laboratory = createLaboratory(engine.value, clock, log);
  const workDesk = new WorkDesk(engine.value, clock, log);
  const alarms = createAlarms({ engine: engine.value, clock, log, openWork: (request) => workDesk.open(request) });
  workDesk.alarms.join(alarms.desk);
  const rounds = createRounds({
    engine: engine.value,
    clock,
    log,
    laboratory: laboratory.readings,
    openWork: workOf(workDesk, engine.value),
    openCalibration: calibrationsOf(engine.value),
    alarms: alarms.desk,
  });
  const keeping = new KeepingService({
    profile: profile.value,
    historian,
    store: engine.value.store,
    clock,
    log,
  });
  const whatIf = new WhatIfService({ engine: engine.value, clock, log, profileDir, dataDir });
  const reports = createReports(engine.value, {
    questions: analysis.questions,
    clock,
    log,
    dataDir,
    answers: screenAnswers(engine.value.quality, whatIf),
  });
  const together = new TogetherDesk({
    historian,
    present: presentOf({ engine: engine.value, backups: backups.service, reports, work: workDesk, rounds, access }),
  });
  const server = await startRpcServer({
    path: args.socket,
    log,
    onGone: (id) => access.gone(id),
    handlers: apiHandlers({
      engine: engine.value,
      clock,
      log,
      dataDir,
      version: engineVersion(),
      whatIf,
      analysis,
      reports,
      laboratory,
      alarms,
      work: workDesk,
      rounds,
      backups: backups.service,
      keeping,
      access,
      setup,
      drafts,
      together,
      stop: (who) => setImmediate(() => askStop({ who, again: false })),
    }),
  });
  if (!server.ok) return fail(startFailure('socket', { detail: server.error.message }));
  engine.value.publisher.onDelta((delta) => server.value.publish('snapshot', delta));
  engine.value.publisher.onEvent((event) => server.value.publish('event', event));
  engine.value.quality.compareWith(laboratory.readings);
  engine.value.quality.onChange((change) => server.value.publish('dataQuality', change));
  access.onChange((change) => server.value.publish('access', change));
  setup.onChange((change) => server.value.publish('setup', change));
  together.onReplaced((replaced) => server.value.publish('replaced', replaced));
  whatIf.onRun((run) => server.value.publish('whatIf', run));
  backups.onStatus((status) => server.value.publish('backup', status));
  analysis.questions.onProgress((progress) => server.value.publish('analysisProgress', progress));
  analysis.exports.onRun((run) => server.value.publish('exportRun', run));
  laboratory.readings.onChange((change) => server.value.publish('laboratory', change));
  workDesk.onChange((change) => server.value.publish('work', change));
  alarms.desk.onChange((change) => server.value.publish('alarms', change));
  rounds.desk.onChange((change) => server.value.publish('rounds', change));
  opened.value.onEvent((event) => engine.value.publisher.event(event));
  opened.value.onJournalCut(() => keeping.tellJournalCut());
  // Commands wait only when nothing tells the newest receipt.
  let commandsWait = interim !== null && interim.lastReceiptHash === null;
  opened.value.onBack(() => {
    void backups.service.open();
    laboratory.readings.reload();
    workDesk.reload();
    void alarms.desk.incidents.load();
    rounds.reload();
    reports.reload();
    drafts.reload();
    if (!commandsWait) return;
    commandsWait = false;
    void historian.receipts({ limit: 1 }).then((newest) => {
      if (newest.ok) engine.value.commands.resume(newest.value[0]?.hash ?? null);
    });
  });
  reports.onChange((change) => server.value.publish('reports', change));
  keeping.start();
  reports.start();
  workDesk.start();
  void alarms.desk.incidents.load();
  rounds.watch.start();
  engine.value.start();
  return ok({
    engine: engine.value,
    log,
    stopAsked,
    async stop() {
      log.info({}, 'engine stopping');
      await whatIf.stop();
      keeping.stop();
      await reports.stop();
      access.stop();
      workDesk.stop();
      rounds.stop();
      await backups.stop();
      await analysis.stop();
      laboratory.imports.stop();
      laboratory.readings.stop();
      alarms.desk.incidents.stop();
      const flushed = await engine.value.stop();
      await server.value.close();
      if (!flushed) log.error({}, 'not everything could be stored before the stop');
      await handle.close();
      lock.value.release();
      return flushed;
    },
  });
}
