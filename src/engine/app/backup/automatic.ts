import type { Clock } from '#core/time/clock.ts';
import type { ExternalDrive } from '#engine/ports/backup.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { BackupService } from './service.ts';
import { dueJobs } from './schedule.ts';
import type { Scheduled } from './schedule.ts';

export interface AutomaticOptions {
  readonly service: BackupService;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeZone: string;
  /** External drives right now; asked only while a monthly backup waits for one. */
  readonly drives: () => Promise<readonly ExternalDrive[]>;
  /** Told once when a monthly backup begins to wait for a drive. */
  readonly onWaiting: () => void;
  /** After a start the plant comes first. */
  readonly firstAfterMs?: number;
  readonly everyMs?: number;
}

const FIRST_AFTER_MS = 180_000;
const EVERY_MS = 60_000;
/** What failed is not tried again at once: a full disk does not empty itself within a minute. */
const AGAIN_AFTER_MS = 3_600_000;

/** Does what is due, one after the other: also what was missed while the PC was off. */
export class AutomaticBackups {
  readonly #options: AutomaticOptions;
  readonly #triedMonoMs = new Map<Scheduled, number>();
  #cancel: () => void = () => undefined;
  #waiting = false;
  #stopped = false;

  constructor(options: AutomaticOptions) {
    this.#options = options;
  }

  start(): void {
    this.#arm(this.#options.firstAfterMs ?? FIRST_AFTER_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #arm(inMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(inMs, () => {
      void this.look()
        .catch((error: unknown) =>
          this.#options.log.error({ error: String(error) }, 'automatic backup failed unexpectedly'),
        )
        .then(() => this.#arm(this.#options.everyMs ?? EVERY_MS));
    });
  }

  /** Does what is due and can be done now, one after the other; resolves when all of it has ended. */
  async look(): Promise<void> {
    const { service, clock } = this.#options;
    // What is due is asked anew each time: one backup may cover another.
    const left = new Set<Scheduled>();
    for (
      let job = this.#due(left)[0];
      job !== undefined && !service.busy && !this.#stopped;
      job = this.#due(left)[0]
    ) {
      left.add(job);
      if (!(await this.#begin(job))) continue;
      this.#triedMonoMs.set(job, clock.monoMs());
      await service.idle();
      if (service.status().lastJob?.state === 'done') this.#triedMonoMs.delete(job);
    }
  }

  /** What is due and was neither done in this round nor failed a short while ago. */
  #due(left: ReadonlySet<Scheduled>): Scheduled[] {
    const { service, clock, timeZone } = this.#options;
    service.refresh();
    const here = service.local.map(({ manifest }) => ({
      kind: manifest.kind,
      takenMs: manifest.takenMs,
    }));
    // The standard folder is the truth about its own kinds: a backup that was deleted by hand is missing.
    const elsewhere = service.past.made.filter(({ kind }) => kind === 'monthly');
    const done = {
      backups: [...elsewhere, ...here],
      restoreTestMs: service.past.restoreTest?.atMs ?? null,
    };
    return dueJobs(service.status().settings, timeZone, clock.wallMs(), done).filter((job) => {
      const triedMs = this.#triedMonoMs.get(job);
      return (
        !left.has(job) && (triedMs === undefined || clock.monoMs() - triedMs >= AGAIN_AFTER_MS)
      );
    });
  }

  async #begin(job: Scheduled): Promise<boolean> {
    const { service } = this.#options;
    if (job === 'restoreTest') return service.test(null, { kind: 'none' }, 'engine').ok;
    if (job !== 'monthly') return service.start(job, null, service.encryptFor(false), 'engine').ok;
    const folder = await this.#externalFolder();
    return (
      folder !== null && service.start('monthly', folder, service.encryptFor(true), 'engine').ok
    );
  }

  /** Where the monthly one goes by itself: the fixed place, or the one drive that can be written. */
  async #externalFolder(): Promise<string | null> {
    const { service, drives, onWaiting } = this.#options;
    const { external } = service.status().settings;
    if (external.folder !== null) return external.mode === 'auto' ? external.folder : null;
    const usable = (await drives()).filter(({ writable }) => writable);
    const found = external.mode === 'auto' ? (usable[0]?.mount ?? null) : null;
    const waits = usable.length === 0;
    if (waits && !this.#waiting) onWaiting();
    this.#waiting = waits;
    return found;
  }
}
