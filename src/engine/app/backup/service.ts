import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type {
  BackupJobView,
  BackupSettings,
  BackupStatus,
  RestorePart,
  RestorePreview,
} from '#contract/backup.ts';
import type { ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { clearPartial, lookInto, newKeyPair, readManifest } from '#engine/backup/index.ts';
import { HISTORY_FILE } from '#engine/ports/backup.ts';
import type { BackupFault, EncryptWith, FoundBackup, OpenWith } from '#engine/ports/backup.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import type { BackupContext, BackupOptions } from './context.ts';
import { JobNote } from './job-note.ts';
import { JobRunner } from './job-runner.ts';
import type { JobControl } from './job-runner.ts';
import { makeFlow } from './make-flow.ts';
import { NO_PAST, addToPast } from './past.ts';
import type { Past } from './past.ts';
import { LOCAL_FOLDER, notePlaces, refusedFolder } from './places.ts';
import { asRpc, freeOrNull, givenPlaces, listBackups, usualPlaces } from './listing.ts';
import { itemOf, previewAnswer } from './present.ts';
import { recordOf } from './records.ts';
import type { Told } from './records.ts';
import { chosenNow, restoreFlow } from './restore-flow.ts';
import { slotOf } from './schedule.ts';
import { SETTINGS_ID, firstSettings, settingsOf, settingsText } from './settings-text.ts';
import { startJob } from './thread.ts';
import { testFlow } from './test-flow.ts';

const RESERVE_BYTES = 500_000_000;
const ENTRIES_READ = 200;

/**
 * Backups as the window and the schedule see them: settings, state, work under way. The work itself
 * is done by threads; one piece at a time.
 */
export class BackupService {
  readonly #options: BackupOptions;
  readonly #runner: JobRunner;
  readonly context: BackupContext;
  #settings: BackupSettings;
  #past: Past = NO_PAST;
  #local: readonly FoundBackup[] = [];
  #restartNeeded = false;
  #listeners: ((status: BackupStatus) => void)[] = [];

  constructor(options: BackupOptions) {
    this.#options = options;
    this.#settings = firstSettings(options.host.profile);
    this.#runner = new JobRunner(
      options.clock,
      () => this.#tellChange(),
      new JobNote(options.dataDir, options.log),
    );
    this.context = {
      options,
      settings: () => this.#settings,
      localFolder: () => this.localFolder(),
      reserveBytes: options.reserveBytes ?? RESERVE_BYTES,
      tell: (told) => this.#tell(told),
      settingsNow: () => this.#settingsNow(),
    };
  }

  /** Reads settings and past, clears what an interrupted backup left; false when they cannot be read now. */
  async open(): Promise<boolean> {
    const { dataDir, log, host } = this.#options;
    const settings = await host.historian.entries({
      kinds: ['dataSetting'],
      id: SETTINGS_ID,
      versions: 'latest',
      limit: 1,
    });
    if (settings.ok) this.#settings = settingsOf(settings.value[0]?.body, host.profile);
    // The history may come back while a backup is being made; what that writes is no leftover.
    const cleared = this.busy
      ? 0
      : [dataDir, this.localFolder()].reduce((sum, folder) => sum + clearPartial(folder), 0);
    if (cleared > 0) log.info({ cleared }, 'unfinished backups cleared away');
    const isRead = await this.#readPast();
    this.refresh();
    return settings.ok && isRead;
  }

  onStatus(listener: (status: BackupStatus) => void): void {
    this.#listeners.push(listener);
  }

  localFolder(): string {
    return this.#settings.folder ?? path.join(this.#options.dataDir, LOCAL_FOLDER);
  }

  get busy(): boolean {
    return this.#runner.running !== null;
  }

  get past(): Past {
    return this.#past;
  }

  get local(): readonly FoundBackup[] {
    return this.#local;
  }

  /** Looks into the standard folder again. */
  refresh(): void {
    this.#local = lookInto(this.localFolder()).found;
  }

  status(): BackupStatus {
    const { clock, host } = this.#options;
    const nowMs = clock.wallMs();
    const zone = host.profile.site.timeZone;
    const slot = (job: Parameters<typeof slotOf>[0]): number =>
      slotOf(job, this.#settings, zone, nowMs).nextMs;
    const [newest] = this.#local;
    const folder = this.localFolder();
    return {
      settings: this.#settings,
      folder,
      freeBytes: freeOrNull(folder),
      neededBytes: (newest?.bytes ?? 0) + this.context.reserveBytes,
      last:
        newest === undefined
          ? null
          : {
              dir: newest.dir,
              kind: newest.manifest.kind,
              takenMs: newest.manifest.takenMs,
              bytes: newest.bytes,
            },
      lastExternal: this.#past.lastExternal,
      failed: this.#past.failed,
      next: {
        dailyMs: slot('daily'),
        weeklyMs: slot('weekly'),
        monthlyMs: slot('monthly'),
        restoreTestMs: slot('restoreTest'),
      },
      monthlyDue:
        this.#settings.external.mode !== 'off' &&
        (this.#past.lastExternal?.takenMs ?? 0) <
          slotOf('monthly', this.#settings, zone, nowMs).lastMs,
      restoreTest: this.#past.restoreTest,
      restartNeeded: this.#restartNeeded,
      job: this.#runner.running,
      lastJob: this.#runner.last,
    };
  }

  async list(folder: string | null): Promise<ResultOf<'backup.list'>> {
    const { external } = this.#settings;
    // A system that cannot list its drives still has folders.
    const drives = await this.#options.drives().catch(() => []);
    const places =
      folder === null
        ? usualPlaces(this.localFolder(), external.folder, drives)
        : givenPlaces(folder);
    return listBackups(places, this.#past.testedDirs);
  }

  drives(): ReturnType<BackupOptions['drives']> {
    return this.#options.drives();
  }

  /** What a restore of this backup would change. */
  async preview(dir: string, open: OpenWith): Promise<Result<RestorePreview, BackupFault>> {
    const { dataDir, profileDir, host } = this.#options;
    const manifest = readManifest(dir);
    if (!manifest.ok) return manifest;
    const settings = await this.#settingsNow();
    if (!settings.ok) return settings;
    const job = startJob(
      {
        do: 'preview',
        dir,
        open,
        dbPath: path.join(dataDir, HISTORY_FILE),
        profileDir,
        settings: settings.value,
      },
      () => undefined,
    );
    const answer = await job.outcome;
    if (!answer.ok) return answer;
    const found = lookInto(dir).found[0];
    const place = dir.startsWith(this.localFolder()) ? 'local' : 'folder';
    return ok(
      previewAnswer(
        itemOf(found ?? { dir, manifest: manifest.value, bytes: 0 }, place, this.#past.testedDirs),
        manifest.value,
        answer.value,
        dataDir,
        host.profile.site.id,
      ),
    );
  }

  /** Starts a backup. `who` is a person's name or `engine`. */
  start(
    kind: 'daily' | 'weekly' | 'monthly' | 'manual',
    folder: string | null,
    encrypt: EncryptWith,
    who: string,
  ): Result<BackupJobView, RpcError> {
    return this.#runner.begin({
      what: 'backup',
      kind,
      who,
      work: async (control) => {
        const made = await makeFlow(
          this.context,
          { kind, actor: actorOf(who), folder, encrypt },
          control,
        );
        await this.#afterWork();
        if (made.ok && made.value.manifest.encryption === 'none') this.#releaseJournal();
        return made.ok ? ok({ dir: made.value.dir }) : made;
      },
    });
  }

  cancel(id: string): Result<BackupJobView, RpcError> {
    return this.#runner.cancel(id);
  }

  /** Tries the newest backup of the standard folder, or a named one. */
  test(dir: string | null, open: OpenWith, who: string): Result<BackupJobView, RpcError> {
    this.refresh();
    const target = dir ?? this.#local[0]?.dir;
    if (target === undefined)
      return err(rpcFault('notFound', 'there is no backup to test yet', 'backup.none'));
    return this.#runner.begin({
      what: 'test',
      kind: null,
      who,
      work: (control) =>
        this.#afterward(
          testFlow(this.context, { dir: target, open, actor: actorOf(who) }, control),
        ),
    });
  }

  /** Brings a backup back. `takenMs` is the one the person saw in the preview. */
  restore(ask: {
    dir: string;
    parts: readonly RestorePart[];
    open: OpenWith;
    who: string;
    takenMs: number;
  }): Result<BackupJobView, RpcError> {
    const manifest = readManifest(ask.dir);
    if (!manifest.ok) return err(asRpc(manifest.error));
    if (manifest.value.takenMs !== ask.takenMs)
      return err(
        rpcFault(
          'refused',
          'the backup in this folder is not the one that was previewed',
          'backup.changed',
        ),
      );
    const { parts, dir, open } = ask;
    return this.#runner.begin({
      what: 'restore',
      kind: manifest.value.kind,
      who: ask.who,
      work: async (control: JobControl) => {
        const done = await restoreFlow(
          this.context,
          { dir, parts, open, actor: actorOf(ask.who) },
          control,
        );
        if (done.ok) this.#restartNeeded ||= done.value.restartNeeded;
        await this.open();
        return done;
      },
    });
  }

  /** Stores what a person chose. */
  async choose(settings: BackupSettings, who: string): Promise<Result<BackupStatus, RpcError>> {
    const { clock, dataDir } = this.#options;
    const refused = refusedFolder(settings, this.#settings);
    if (refused !== null) return err(refused);
    const atMs = clock.wallMs();
    const done = await this.#options.host.store.add(
      recordOf({
        kind: 'dataSetting',
        id: SETTINGS_ID,
        atMs,
        actor: actorOf(who),
        body: { ...settings },
        event: { code: 'backup.settings', priority: 5, params: {} },
      }),
    );
    const answer = stored(done);
    if (!answer.ok) return answer;
    this.#settings = settings;
    notePlaces(
      dataDir,
      [settings.folder, settings.external.folder].filter((folder) => folder !== null),
    );
    this.refresh();
    this.#tellChange();
    return ok(this.status());
  }

  /** Makes the site's key pair. The recovery code is in the answer and is kept nowhere. */
  async newKey(who: string): Promise<Result<ResultOf<'backup.newKey'>, RpcError>> {
    const pair = await newKeyPair();
    const chosen = await this.choose({ ...this.#settings, recipient: pair.recipient }, who);
    return chosen.ok ? ok({ recipient: pair.recipient, recoveryCode: pair.identity }) : chosen;
  }

  /** How automatic ones of a place are encrypted. */
  encryptFor(external: boolean): EncryptWith {
    const { encrypt, recipient } = this.#settings;
    const on = encrypt === 'all' || (encrypt === 'external' && external);
    return on && recipient !== null ? { kind: 'key', recipient } : { kind: 'none' };
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
  }

  /** For the schedule and tests: resolves when the present work has ended. */
  idle(): Promise<void> {
    return this.#runner.idle();
  }

  async #afterward<T>(work: Promise<T>): Promise<T> {
    const done = await work;
    await this.#afterWork();
    return done;
  }

  async #afterWork(): Promise<void> {
    await this.#readPast();
    this.refresh();
  }

  /** Two verified backups hold it: what lies in the journal up to the older one may go. */
  #releaseJournal(): void {
    const covered =
      this.#local.filter(({ manifest }) => manifest.encryption === 'none')[1]?.manifest
        .journalSeq ?? null;
    if (covered !== null) this.#options.releaseJournal?.(covered);
  }

  /** On its way to disk when this resolves late or never: the queue keeps it. */
  async #tell(told: Told): Promise<void> {
    await this.#options.host.store.add(recordOf(told));
  }

  async #readPast(): Promise<boolean> {
    const { historian } = this.#options.host;
    const entries = await historian.entries({
      kinds: ['backup', 'restoreTest'],
      versions: 'latest',
      limit: ENTRIES_READ,
    });
    if (entries.ok) this.#past = entries.value.toReversed().reduce<Past>(addToPast, NO_PAST);
    return entries.ok;
  }

  async #settingsNow(): Promise<Result<string, BackupFault>> {
    const entries = await chosenNow(this.context);
    if (!entries.ok) return entries;
    const chosen = Object.fromEntries(entries.value.map(({ id, body }) => [id, body]));
    return ok(
      settingsText({
        connection: this.#options.host.connection,
        chosen: chosen as Parameters<typeof settingsText>[0]['chosen'],
      }),
    );
  }

  #tellChange(): void {
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }
}
