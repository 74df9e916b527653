import type { ShellBridge } from '#contract/bridge.ts';
import { PROTOCOL_VERSION } from '#contract/api.ts';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { alarms } from './alarm-store.ts';
import { access, clearedBy, isGated } from './access-store.ts';
import { backupWriter } from './backup-store.ts';
import { EngineClient } from './engine-client.ts';
import type { CallFault, CallOptions, EnginePort } from './engine-client.ts';
import { laboratory } from './laboratory-store.ts';
import { reports } from './reports-store.ts';
import { plantWriter, usePlant } from './plant-store.ts';
import { rounds } from './rounds-store.ts';
import { setup } from './setup-store.ts';
import { replaced } from './together-news.ts';
import { trustWriter } from './trust-store.ts';
import { analysis } from './analysis-store.ts';
import { whatIf } from './what-if-store.ts';
import { work } from './work-store.ts';

/**
 * Keeps the window joined to the engine: asks the shell for a port, greets, fetches profile
 * and snapshot, follows the deltas, and starts again with growing pauses when the port closes
 * or the engine falls silent. Everything it learns goes to the plant store.
 */

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5_000;
/** A scan comes each second; after this long without any frame the engine is asked. */
const SILENT_AFTER_MS = 6_000;
const PORT_WAIT_MS = 5_000;

let client: EngineClient | null = null;
let retryMs = RETRY_FIRST_MS;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let resubscribing = false;
/** Whether a port was asked for and has not come yet; one that nobody here asked for is not taken. */
let asked = false;
/** Whether a picture stood before, whose news may have been missed. */
let wasThere = false;

/** A log-in and a signature, one after the other, are the most a command can be asked for. */
const MOST_ASKS = 3;

/**
 * Calls the engine over the present connection; `disconnected` when there is none. A command that the
 * gate refuses for want of a log-in or a second signature brings up the dialog for it and is then
 * given again, so that nothing that was typed is lost. Given up there, the refusal is the answer.
 */
export async function callEngine<N extends CallName>(name: N, params: Params<N>, options?: CallOptions): Promise<Result<ResultOf<N>, CallFault>> {
  let answer = await callOnce(name, params, options);
  for (let asked = 0; asked < MOST_ASKS; asked++) {
    if (answer.ok || answer.error.kind !== 'engine' || !isGated(name)) return answer;
    const ask = clearedBy(answer.error.error);
    if (ask === null || !(await access.ask(ask))) return answer;
    answer = await callOnce(name, params, options);
  }
  return answer;
}

function callOnce<N extends CallName>(name: N, params: Params<N>, options?: CallOptions): Promise<Result<ResultOf<N>, CallFault>> {
  return client === null ? Promise.resolve(err({ kind: 'disconnected' })) : client.call(name, params, options);
}

/** Brings the session of before a reload back, if there is one, and asks who is logged in. */
async function findSession(on: EngineClient): Promise<void> {
  const token = access.token();
  if (token !== null) {
    const resumed = await on.call('access.resume', { token });
    if (resumed.ok) {
      access.entered(resumed.value);
      return;
    }
    if (resumed.error.kind === 'engine') access.forget();
  }
  await askAccess(on);
}

async function askAccess(on: EngineClient): Promise<void> {
  const status = await on.call('access.status', {});
  if (status.ok && on === client) access.take(status.value);
}

/** How far the set-up is; with new values of the site the profile is another one. */
async function askSetup(on: EngineClient, site: boolean): Promise<void> {
  const profile = site ? await on.call('profile.get', {}) : null;
  if (profile?.ok === true && on === client) plantWriter.setProfile(profile.value);
  const view = await on.call('setup.view', {});
  if (view.ok && on === client) setup.take(view.value);
}

/** Starts following the engine for the life of the page; returns the function that ends it. */
export function followEngine(bridge: ShellBridge): () => void {
  const onMessage = (event: MessageEvent<unknown>): void => {
    const { data, source, ports } = event;
    if (source !== window || typeof data !== 'object' || data === null) return;
    if (!('muljigi' in data) || data.muljigi !== 'engine-port' || ports[0] === undefined || !asked) return;
    asked = false;
    clearTimeout(retryTimer);
    void open(bridge, ports[0] as EnginePort);
  };
  window.addEventListener('message', onMessage);
  const stopStates = bridge.onEngineState((state) => {
    plantWriter.setProcess(state);
    if (state.state === 'running' && (client === null || client.closed)) {
      retryMs = RETRY_FIRST_MS;
      request(bridge);
    }
  });
  const clock = setInterval(() => plantWriter.tick(), 1000);
  const watch = watchSilence();
  request(bridge);
  return () => {
    window.removeEventListener('message', onMessage);
    stopStates();
    clearInterval(clock);
    clearInterval(watch);
    clearTimeout(retryTimer);
    client?.close();
    client = null;
    wasThere = false;
  };
}

function request(bridge: ShellBridge): void {
  clearTimeout(retryTimer);
  asked = true;
  bridge.requestEnginePort();
  retryTimer = setTimeout(() => request(bridge), PORT_WAIT_MS);
}

function retryLater(bridge: ShellBridge): void {
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => request(bridge), retryMs);
  retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
}

async function open(bridge: ShellBridge, port: EnginePort): Promise<void> {
  const previous = client;
  const mine = new EngineClient(port, () => {
    if (client !== mine) return;
    client = null;
    if (usePlant.getState().phase !== 'wrongVersion') plantWriter.setPhase('lost');
    retryLater(bridge);
  });
  client = mine;
  previous?.close();
  mine.on('snapshot', (delta) => {
    if (!plantWriter.applySnapshotDelta(delta)) void resubscribe(mine);
  });
  mine.on('event', (event) => plantWriter.addEvent(event));
  mine.on('whatIf', (run) => whatIf.takeRun(run));
  mine.on('backup', (status) => backupWriter.take(status));
  mine.on('laboratory', () => laboratory.changed());
  mine.on('reports', () => reports.changed());
  mine.on('access', () => {
    access.changed();
    void askAccess(mine);
  });
  mine.on('alarms', () => alarms.changed());
  mine.on('rounds', () => rounds.changed());
  mine.on('replaced', ({ what }) => replaced.one(what));
  mine.on('work', () => work.changed());
  mine.on('setup', ({ site, restartBy }) => {
    if (restartBy === null) void askSetup(mine, site);
    else plantWriter.setRestart(restartBy);
  });
  mine.on('analysisProgress', (progress) => analysis.takeProgress(progress));
  mine.on('exportRun', (run) => analysis.takeExport(run));
  mine.on('dataQuality', () => trustWriter.changed());

  const hello = await mine.call('hello', { protocol: PROTOCOL_VERSION, client: 'window' });
  if (!hello.ok) {
    if (hello.error.kind === 'engine' && hello.error.error.code === 'versionMismatch') plantWriter.setPhase('wrongVersion');
    mine.close();
    return;
  }
  if (hello.value.protocol !== PROTOCOL_VERSION) {
    plantWriter.setPhase('wrongVersion');
    mine.close();
    return;
  }
  plantWriter.setHello(hello.value);
  await findSession(mine);
  const profile = await mine.call('profile.get', {});
  if (!profile.ok) {
    mine.close();
    return;
  }
  plantWriter.setProfile(profile.value);
  if (await resubscribe(mine)) retryMs = RETRY_FIRST_MS;
  else mine.close();
}

async function resubscribe(on: EngineClient): Promise<boolean> {
  if (resubscribing) return true;
  resubscribing = true;
  // Where the picture stood while news were missed, nobody would ask again by himself: what follows the
  // connection sees it go and come back, what follows the engine's news is told of a change.
  if (usePlant.getState().phase === 'live') plantWriter.setPhase('lost');
  const full = await on.call('subscribe', {});
  resubscribing = false;
  if (!full.ok || on !== client) return false;
  plantWriter.setSnapshot(full.value);
  if (wasThere) askAllAgain();
  wasThere = true;
  void askSetup(on, false);
  void on.call('backup.status', {}).then((backup) => {
    if (backup.ok) backupWriter.take(backup.value);
  });
  return true;
}

/** Everything that is asked for when the engine tells of a change counts as changed. */
function askAllAgain(): void {
  whatIf.changed();
  trustWriter.changed();
  laboratory.changed();
  reports.changed();
  access.changed();
  alarms.changed();
  rounds.changed();
  work.changed();
  replaced.any();
}

/** Closes a connection over which nothing comes any more, so that a new one is sought. */
function watchSilence(): ReturnType<typeof setInterval> {
  let seen = -1;
  let watched: EngineClient | null = null;
  let asking = false;
  return setInterval(() => {
    const mine = client;
    if (mine === null || asking) return;
    if (mine !== watched || mine.framesIn !== seen) {
      watched = mine;
      seen = mine.framesIn;
      return;
    }
    asking = true;
    void mine.call('status.get', {}, { timeoutMs: 3000 }).then((answer) => {
      asking = false;
      if (!answer.ok && mine === client) mine.close();
    });
  }, SILENT_AFTER_MS);
}
