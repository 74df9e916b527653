// Copies a history while it is written, as the backup does: workerData { dbPath, target }.
import { parentPort, workerData } from 'node:worker_threads';
import { snapshotBackup } from '#engine/historian/snapshot-backup.ts';

const { dbPath, target } = workerData as { readonly dbPath: string; readonly target: string };
const startedMs = performance.now();
const done = await snapshotBackup(dbPath, target);
if (!done.ok) throw new Error(done.error.message);
parentPort?.postMessage({
  seconds: (performance.now() - startedMs) / 1_000,
  bytes: done.value?.bytes ?? 0,
});
