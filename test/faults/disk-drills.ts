import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { silentLog } from '#engine/platform/log.ts';
import { Folder, held, must, realClock, smallDisk, stoppableDisk } from './drill-rig.ts';
import type { Drill } from './drill-rig.ts';

const diskFull: Drill = {
  name: 'disk full while recording',
  expects: 'scans wait in order; all are stored when there is room; nothing acknowledged is lost',
  async run() {
    const disk = smallDisk('6m');
    if (disk === null) return null;
    try {
      return await held(
        async (folder, findings) => {
          const ballast = join(disk.dir, 'ballast');
          writeFileSync(ballast, Buffer.alloc(2_000_000));
          const historian = await folder.opened();
          const fault = await folder.fill(historian, 20_000, 1);
          if (fault !== 'diskFull') findings.push(`refused as ${fault ?? 'nothing'}`);
          const queue = new StoreQueue({
            historian,
            clock: realClock,
            log: silentLog,
            onCommitted: () => undefined,
          });
          const waiting = queue.add(folder.nextScan());
          await waiting;
          if (queue.status().state !== 'failing') findings.push('the queue does not tell of it');
          rmSync(ballast);
          if (!(await queue.flush(20_000))) findings.push('what waited was not stored');
          folder.acknowledged++;
          await historian.close();
          findings.push(...folder.check());
          return `${folder.acknowledged} scans stored, the last after room was made`;
        },
        new Folder(join(disk.dir, 'data')),
      );
    } finally {
      disk.end();
    }
  },
};

const readOnly: Drill = {
  name: 'disk turned read-only while recording',
  expects:
    'scans wait, are refused while it lasts, and are stored when it can be written again; nothing acknowledged is lost',
  async run() {
    const disk = stoppableDisk();
    if (disk === null) return null;
    try {
      return await held(
        async (folder, findings) => {
          const first = await folder.opened();
          await folder.fill(first, 100);
          disk.stop();
          const kind = await folder.fill(first, 5, 1);
          if (kind !== 'readOnly' && kind !== 'io')
            findings.push(`refused as ${kind ?? 'nothing'}`);
          const stored = must(await first.loadState())['scan'];
          if (stored !== String(folder.acknowledged - 1))
            findings.push(`reads scan ${stored ?? 'none'} while the disk is stopped`);
          await first.close();
          disk.again();
          const again = await folder.opened();
          await folder.fill(again, 50);
          await again.close();
          findings.push(...folder.check());
          return `refused as ${kind ?? ''}; what was stored could be read all the time`;
        },
        new Folder(join(disk.dir, 'data')),
      );
    } finally {
      disk.end();
    }
  },
};

const slowDisk: Drill = {
  name: 'slow disk, 300 ms before each commit',
  expects: 'scans wait in the queue and are all stored; questions are answered meanwhile',
  run: () =>
    held(async (folder, findings) => {
      const historian = await folder.opened({ slowDiskMs: 300 });
      const queue = new StoreQueue({
        historian,
        clock: realClock,
        log: silentLog,
        onCommitted: () => undefined,
      });
      const store = { commit: (scan: Parameters<typeof queue.add>[0]) => queue.add(scan) };
      const filled = folder.fill(store, 12, 1);
      let answers = 0;
      let slowestMs = 0;
      while (folder.acknowledged < 12) {
        const startedMs = performance.now();
        must(await historian.loadState());
        slowestMs = Math.max(slowestMs, performance.now() - startedMs);
        answers++;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await filled;
      await historian.close();
      findings.push(...folder.check());
      if (answers < 20) findings.push(`only ${answers} questions were answered meanwhile`);
      return `${answers} questions answered meanwhile, the slowest in ${Math.round(slowestMs)} ms`;
    }),
};

/** Drills on the disk itself. */
export const DISK_DRILLS: readonly Drill[] = [diskFull, readOnly, slowDisk];
