import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Connection } from '#contract/connection.ts';
import type { BackupJobView } from '#contract/backup.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import { BackupService } from '#engine/app/backup/service.ts';
import type { BackupHost } from '#engine/app/backup/context.ts';
import { ReopeningHistorian } from '#engine/app/reopening-historian.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { acquireDataDirLock, openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { ExternalDrive } from '#engine/ports/backup.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { DAY0_MS, must, sample, scan } from '../../historian/rig.ts';
import { tempDirs } from '../temp-dir.ts';

export const profileDir = path.resolve(
  import.meta.dirname,
  '../../../../resources/profiles/geumgang-mbr',
);

/** Real historian, real store queue, real threads; no plant. */
export interface BackupRig {
  readonly dataDir: string;
  readonly historian: Historian;
  readonly store: StoreQueue;
  readonly service: BackupService;
  readonly clock: Clock & { atMs: number };
  /** Plugged in right now. */
  readonly drives: ExternalDrive[];
  /** Minutes of one tag, an event each hour, through the queue. */
  fill(fromMinute: number, minutes: number): Promise<void>;
  ended(begun: Result<BackupJobView, { readonly message: string }>): Promise<BackupJobView>;
  close(): Promise<void>;
}

export const TAG = 'DO-301.pv';

/** A clock that stands where it is put; its timers are real. */
function handClock(): Clock & { atMs: number } {
  return {
    atMs: DAY0_MS,
    wallMs() {
      return this.atMs;
    },
    monoMs: () => performance.now(),
    after(delayMs, fn) {
      const timer = setTimeout(fn, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

export function backupRigs(): (
  dataDir?: string,
  options?: { readonly reserveBytes?: number },
) => Promise<BackupRig> {
  const tempDir = tempDirs();
  const open: BackupRig[] = [];
  afterEach(async () => {
    for (const rig of open.splice(0)) await rig.close();
  });
  return async (given, options = {}) => {
    const dataDir = given ?? path.join(tempDir(), 'data');
    mkdirSync(dataDir, { recursive: true });
    const lock = must(acquireDataDirLock(dataDir));
    const clock = handClock();
    const openOne = () => openHistorian({ dataDir, log: silentLog, lock });
    const reopening = new ReopeningHistorian({
      first: must(await openOne()),
      open: openOne,
      clock,
      log: silentLog,
    });
    const store = new StoreQueue({
      historian: reopening,
      clock,
      log: silentLog,
      onCommitted: () => undefined,
    });
    const drives: ExternalDrive[] = [];
    let connection: Connection = { kind: 'virtual', speed: 1, seed: 1 };
    const host: BackupHost = {
      profile: geumgang(),
      historian: reopening,
      store,
      get connection() {
        return connection;
      },
      setConnection: (next) => {
        connection = next;
        return Promise.resolve();
      },
      commands: { pause: () => Promise.resolve(), resume: () => undefined },
    };
    const service = new BackupService({
      host,
      clock,
      log: silentLog,
      dataDir,
      profileDir,
      appVersion: '0.1.0',
      drives: () => Promise.resolve(drives),
      reserveBytes: options.reserveBytes ?? 1_000_000,
      exchange: (work) => reopening.exchange(work),
    });
    await service.open();
    let closed = false;
    const rig: BackupRig = {
      dataDir,
      historian: reopening,
      store,
      service,
      clock,
      drives,
      async fill(fromMinute, minutes) {
        const scans: ScanRecord[] = [];
        for (let minute = fromMinute; minute < fromMinute + minutes; minute++) {
          const tsMs = DAY0_MS + minute * 60_000;
          scans.push(
            scan({
              grid: [sample(TAG, tsMs, minute)],
              events:
                minute % 60 === 0
                  ? [
                      {
                        tsMs,
                        kind: 'system',
                        priority: 5,
                        code: 'system.started',
                        subject: null,
                        params: {},
                        actor: 'engine',
                      },
                    ]
                  : [],
            }),
          );
        }
        await Promise.all(scans.map((each) => store.add(each)));
      },
      async ended(begun) {
        if (!begun.ok) throw new Error(begun.error.message);
        await service.idle();
        const last = service.status().lastJob;
        if (last?.id !== begun.value.id) throw new Error('another job ended');
        return last;
      },
      async close() {
        if (closed) return;
        closed = true;
        await service.stop();
        await store.flush(2000);
        await reopening.close();
        lock.release();
      },
    };
    open.push(rig);
    return rig;
  };
}
