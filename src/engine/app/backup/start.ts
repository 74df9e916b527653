import type { BackupStatus } from '#contract/backup.ts';
import { listDrives } from '#engine/backup/index.ts';
import { AutomaticBackups } from './automatic.ts';
import type { BackupOptions } from './context.ts';
import { recordOf } from './records.ts';
import { BackupService } from './service.ts';

export interface RunningBackups {
  readonly service: BackupService;
  onStatus(listener: (status: BackupStatus) => void): void;
  /** Cancels what is under way, waits for it, and lets nothing begin. */
  stop(): Promise<void>;
}

/** A history that does not answer is asked again after this long, and each time after twice as long. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 60_000;

/** Brings backups up beside a running engine: what is left of earlier ones is looked at, then the schedule goes. */
export function startBackups(options: Omit<BackupOptions, 'drives'>): RunningBackups {
  const { clock, log, host } = options;
  const drives = listDrives;
  const service = new BackupService({ ...options, drives });
  const automatic = new AutomaticBackups({
    service,
    clock,
    log,
    drives,
    timeZone: host.profile.site.timeZone,
    onWaiting: () => {
      const { events, ...rest } = recordOf({
        kind: 'backup',
        id: 'waiting',
        atMs: clock.wallMs(),
        actor: 'engine',
        body: {},
        event: { code: 'backup.driveWaiting', priority: 4, params: {} },
      });
      void host.store.add({ ...rest, events, entries: [] });
    },
  });
  let isStopped = false;
  let cancel = (): void => undefined;
  // Without what a person chose, backups would go to another folder than his: the schedule waits for it.
  const begin = async (tries = 0): Promise<void> => {
    const isRead = await service.open().catch((error: unknown) => {
      log.error({ error: String(error) }, 'the state of the backups cannot be read');
      return true;
    });
    if (isStopped) return;
    if (isRead) {
      automatic.start();
      return;
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, MOST_PAUSE_MS);
    log.warn({ pauseMs }, 'the state of the backups cannot be read yet');
    cancel = clock.after(pauseMs, () => void begin(tries + 1));
  };
  void begin();
  return {
    service,
    onStatus: (listener) => service.onStatus(listener),
    async stop() {
      isStopped = true;
      cancel();
      automatic.stop();
      await service.stop();
    },
  };
}
