import type { PlantProfile } from '#core/plant/profile.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Result } from '#core/result.ts';
import type { BackupSettings } from '#contract/backup.ts';
import type { Connection } from '#contract/connection.ts';
import type { BackupFault, ExternalDrive } from '#engine/ports/backup.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { StoreQueue } from '../store-queue.ts';
import type { Told } from './records.ts';

/** What backup and restore need of the running engine; small, so that a test can stand in for the rest. */
export interface BackupHost {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly store: Pick<StoreQueue, 'add' | 'hold' | 'release'>;
  readonly connection: Connection;
  setConnection(connection: Connection, who: string): Promise<void>;
  /** After the history was exchanged: the chain of receipts goes on from its newest. Until then no command is taken. */
  readonly commands: { pause(): Promise<void>; resume(lastHash: string | null): void };
}

export interface BackupOptions {
  readonly host: BackupHost;
  /** Closes the history, lets the files be exchanged and opens it again. */
  readonly exchange: (
    work: () => Promise<Result<null, HistorianFault>>,
  ) => Promise<Result<null, HistorianFault>>;
  /** What lies in the journal through this number is in verified backups. */
  readonly releaseJournal?: (throughSeq: number) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  /** Profile folder the engine was started with and reads. */
  readonly profileDir: string;
  readonly appVersion: string;
  readonly drives: () => Promise<readonly ExternalDrive[]>;
  /** Kept free on the disk of the data folder, bytes. */
  readonly reserveBytes?: number;
}

/** What the parts of the service share. */
export interface BackupContext {
  readonly options: BackupOptions;
  settings(): BackupSettings;
  /** Folder of daily, weekly and manual ones. */
  localFolder(): string;
  readonly reserveBytes: number;
  /** Brings entry and event to disk, through the queue. */
  tell(told: Told): Promise<void>;
  /** The settings of this moment as `settings.json` holds them; a fault where they cannot be read, since a copy without them would be none. */
  settingsNow(): Promise<Result<string, BackupFault>>;
}
