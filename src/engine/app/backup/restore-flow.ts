import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Entry, EntryBody } from '#core/records/entry.ts';
import type { BackupSettings, RestorePart } from '#contract/backup.ts';
import { backupFault, faultOf, readManifest } from '#engine/backup/index.ts';
import { journalIdOf } from '#engine/backup/inspect.ts';
import { GENESIS_HASH } from '#engine/historian/index.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { HISTORY_FILE, PARTIAL_PREFIX, SETTINGS_FILE } from '#engine/ports/backup.ts';
import type { BackupFault, BackupManifest, EncryptWith, OpenWith } from '#engine/ports/backup.ts';
import type { BackupContext } from './context.ts';
import type { JobControl } from './job-runner.ts';
import type { UnpackJob } from './jobs.ts';
import { makeFlow } from './make-flow.ts';
import { placeFolder, placeHistory } from './place.ts';
import type { Placed } from './place.ts';
import { RESTORED_PROFILE } from './places.ts';
import { faultBody, faultParams } from './records.ts';
import { backupName } from './schedule.ts';
import { readSettings } from './settings-text.ts';

export interface RestoreAsk {
  readonly dir: string;
  readonly parts: readonly RestorePart[];
  readonly open: OpenWith;
  readonly actor: string;
}
export interface Restored {
  readonly dir: string;
  /** Profile or another lineage of the history: read in full at the next start of the engine. */
  readonly restartNeeded: boolean;
}

/** Where the unpacked parts wait, on the disk of the data folder. Cleared away at start like any unfinished work. */
const WORK_DIR = `${PARTIAL_PREFIX}restore`;

/**
 * Brings a backup back while the plant goes on being polled: unpacks and checks it, makes a backup
 * of what is there, lets the scans wait, exchanges the files, opens them, and lets the scans go on.
 * Until the exchange nothing is changed; a fault of the exchange puts the former history back.
 */
export async function restoreFlow(
  context: BackupContext,
  ask: RestoreAsk,
  control: JobControl,
): Promise<Result<Restored, BackupFault>> {
  const { options } = context;
  const startedMs = options.clock.wallMs();
  const id = backupName('beforeRestore', startedMs, options.host.profile.site.timeZone).replace(
    'beforeRestore',
    'restore',
  );
  const work = path.join(options.dataDir, WORK_DIR);
  const name = path.basename(ask.dir);
  let outcome: Result<Restored & { readonly before: string }, BackupFault>;
  try {
    outcome = await bringBack(context, ask, control, work, id);
  } catch (error) {
    outcome = err(faultOf(error, ask.dir));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const body: EntryBody = {
    dir: ask.dir,
    parts: [...ask.parts],
    tookMs: options.clock.wallMs() - startedMs,
  };
  if (outcome.ok) {
    await context.tell({
      kind: 'restore',
      id,
      atMs: options.clock.wallMs(),
      actor: ask.actor,
      body: { ...body, result: 'ok', before: outcome.value.before },
      event: { code: 'backup.restored', priority: 3, params: { name } },
    });
    return ok({ dir: ask.dir, restartNeeded: outcome.value.restartNeeded });
  }
  const { error } = outcome;
  const cancelled = error.code === 'cancelled';
  options.log.warn({ code: error.code, reason: error.message }, 'restore ended without a change');
  await context.tell({
    kind: 'restore',
    id,
    atMs: options.clock.wallMs(),
    actor: ask.actor,
    body: { ...body, result: cancelled ? 'cancelled' : 'failed', fault: faultBody(error) },
    event: cancelled
      ? null
      : { code: 'backup.restoreFailed', priority: 2, params: { name, ...faultParams(error) } },
  });
  return outcome;
}

async function bringBack(
  context: BackupContext,
  ask: RestoreAsk,
  control: JobControl,
  work: string,
  id: string,
): Promise<Result<Restored & { readonly before: string }, BackupFault>> {
  const { options } = context;
  const { host, dataDir } = options;
  const manifest = readManifest(ask.dir);
  if (!manifest.ok) return manifest;
  const stranger = otherSite(manifest.value, host.profile.site.id, ask.parts);
  if (stranger !== null) return err(stranger);
  const roles = ask.parts.flatMap((part): UnpackJob['roles'] =>
    part === 'history' ? ['history', 'model', 'settings'] : [part],
  );
  const unpacked = await control.thread(
    {
      do: 'unpack',
      dir: ask.dir,
      open: ask.open,
      workDir: work,
      roles,
      reserveBytes: context.reserveBytes,
    },
    0,
    0.45,
  );
  if (!unpacked.ok) return unpacked;
  const unreadable = ask.parts.includes('profile')
    ? profileFault(path.join(work, 'profile'))
    : null;
  if (unreadable !== null) return err(unreadable);
  const settings = context.settings();
  const before = await makeFlow(
    context,
    { kind: 'beforeRestore', actor: ask.actor, folder: null, encrypt: encryptLocal(settings) },
    control,
    0.45,
    0.95,
  );
  if (!before.ok) return before;
  control.commit('swap');

  let restartNeeded = false;
  if (ask.parts.includes('history')) {
    const kept = await chosenNow(context);
    if (!kept.ok) return kept;
    const history = path.join(work, HISTORY_FILE);
    restartNeeded = journalIdOf(history) !== journalIdOf(path.join(dataDir, HISTORY_FILE));
    const exchanged = await exchangeHistory(context, history, id);
    if (!exchanged.ok) return exchanged;
    // What a person chose in the window stays unless the settings come back too.
    if (!ask.parts.includes('settings')) keepSettings(context, kept.value, ask.actor);
    if (existsSync(path.join(work, 'models')))
      placeFolder(dataDir, 'models', path.join(work, 'models'), id);
  }
  if (ask.parts.includes('profile')) {
    placeFolder(dataDir, RESTORED_PROFILE, path.join(work, 'profile'), id);
    restartNeeded = true;
  }
  if (ask.parts.includes('settings'))
    await bringSettings(context, path.join(work, SETTINGS_FILE), ask.actor);
  return ok({ dir: ask.dir, restartNeeded, before: before.value.dir });
}

/** The history of another plant may only come with its profile. */
function otherSite(
  manifest: BackupManifest,
  siteId: string,
  parts: readonly RestorePart[],
): BackupFault | null {
  if (manifest.siteId === siteId || (parts.includes('profile') && parts.includes('history')))
    return null;
  return backupFault(
    'otherSite',
    `the backup is of plant ${manifest.siteId}, this is ${siteId}; bring history and profile back together`,
    { site: manifest.siteId },
  );
}

function profileFault(dir: string): BackupFault | null {
  const profile = readProfile(dir);
  if (profile.ok) return null;
  const [issue] = profile.error;
  const detail = issue === undefined ? 'profile' : `${issue.file} ${issue.path}: ${issue.rule}`;
  return backupFault('damaged', `the profile of the backup does not fit this program: ${detail}`, {
    path: dir,
    detail,
  });
}

const encryptLocal = ({ encrypt, recipient }: BackupSettings): EncryptWith =>
  encrypt === 'all' && recipient !== null ? { kind: 'key', recipient } : { kind: 'none' };

/** Lets scans wait, exchanges the files, opens the history, and lets them go on. A fault puts the former one back. */
async function exchangeHistory(
  context: BackupContext,
  unpacked: string,
  id: string,
): Promise<Result<null, BackupFault>> {
  const { exchange, dataDir, host, log } = context.options;
  await host.commands.pause();
  await host.store.hold();
  let placed: Placed | null = null;
  try {
    const done = await exchange(() => {
      placed = placeHistory(dataDir, unpacked, id);
      return Promise.resolve(ok(null));
    });
    if (done.ok) {
      // The verified backup from before holds what was put aside.
      (placed as Placed | null)?.forget();
      return ok(null);
    }
    log.error(
      { kind: done.error.kind, reason: done.error.message },
      'restored history cannot be opened, putting the former one back',
    );
    const back = await exchange(() => {
      (placed as Placed | null)?.undo();
      return Promise.resolve(ok(null));
    });
    const { message } = back.ok ? done.error : back.error;
    return err(backupFault('io', message, { path: dataDir, detail: message }));
  } finally {
    const newest = await host.historian.receipts({ limit: 1 });
    host.commands.resume(newest.ok ? (newest.value[0]?.hash ?? GENESIS_HASH) : null);
    host.store.release();
  }
}

/** What a person chose in the window; a history that cannot be read now is a fault, not a plant without settings. */
export async function chosenNow(
  context: BackupContext,
): Promise<Result<readonly Entry[], BackupFault>> {
  const { host, dataDir } = context.options;
  const entries = await host.historian.entries({
    kinds: ['dataSetting'],
    versions: 'latest',
    limit: 1000,
  });
  if (entries.ok) return entries;
  const { message } = entries.error;
  return err(backupFault('io', message, { path: dataDir, detail: message }));
}

function keepSettings(context: BackupContext, kept: readonly Entry[], actor: string): void {
  const { host, clock } = context.options;
  const atMs = clock.wallMs();
  void host.store.add({
    grid: [],
    changes: [],
    events: [],
    receipts: [],
    state: { 'engine.connection': JSON.stringify(host.connection) },
    entries: kept.map(({ kind, id, tag, body }) => ({
      kind,
      id,
      tag,
      body,
      tsMs: atMs,
      writtenMs: atMs,
      actor,
    })),
  });
}

async function bringSettings(context: BackupContext, file: string, actor: string): Promise<void> {
  const { host, clock, log } = context.options;
  const settings = readSettings(readFileSync(file, 'utf8'));
  if (!settings.ok) {
    log.warn({ reason: settings.error }, 'settings of the backup cannot be read');
    return;
  }
  const atMs = clock.wallMs();
  const { chosen, connection } = settings.value;
  await host.store.add({
    grid: [],
    changes: [],
    events: [],
    receipts: [],
    state: {},
    entries: Object.entries(chosen).map(([id, body]) => ({
      kind: 'dataSetting',
      id,
      tag: null,
      body: body as EntryBody,
      tsMs: atMs,
      writtenMs: atMs,
      actor,
    })),
  });
  if (connection !== null && JSON.stringify(connection) !== JSON.stringify(host.connection))
    await host.setConnection(connection, actor);
}
