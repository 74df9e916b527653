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
  void service
    .open()
    .catch((error: unknown) =>
      log.error({ error: String(error) }, 'the state of the backups cannot be read'),
    )
    .then(() => automatic.start());
  return {
    service,
    onStatus: (listener) => service.onStatus(listener),
    async stop() {
      automatic.stop();
      await service.stop();
    },
  };
}
