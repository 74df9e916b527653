import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { faultOf } from '#engine/backup/faults.ts';
import type { BackupJob, JobWatch, Phase, WorkerSaid } from './jobs.ts';

/**
 * Thread of one job: make, test, preview or bring out a backup. It has its own connections and runs
 * behind everything else; the scan and the commits do not wait for it.
 */
const PROGRESS_STEP = 0.005;

const { job, cancel } = workerData as {
  readonly job: BackupJob;
  readonly cancel: SharedArrayBuffer;
};
const cancelled = new Int32Array(cancel);
const say = (said: WorkerSaid): void => parentPort?.postMessage(said);
// Linux sets the priority of the calling thread alone; elsewhere this would slow the whole engine.
// Somebody waits for a preview or a restore; a copy may take its time.
const { PRIORITY_LOW, PRIORITY_BELOW_NORMAL } = constants.priority;
const awaited = job.do === 'preview' || job.do === 'unpack';
if (process.platform === 'linux') setPriority(awaited ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW);

let toldPhase: Phase | null = null;
let toldShare = 0;
const watch: JobWatch = {
  cancelled: () => Atomics.load(cancelled, 0) !== 0,
  at(phase, share) {
    if (phase === toldPhase && share - toldShare < PROGRESS_STEP) return;
    toldPhase = phase;
    toldShare = share;
    say({ say: 'progress', phase, share });
  },
};

/** Each job loads only what it needs: the thread is up sooner. */
async function run(): Promise<WorkerSaid> {
  switch (job.do) {
    case 'make':
      return { say: 'done', answer: await (await import('./make.ts')).makeBackup(job, watch) };
    case 'test':
      return { say: 'done', answer: await (await import('./unpack.ts')).testBackup(job, watch) };
    case 'preview':
      return {
        say: 'done',
        answer: await (await import('./preview.ts')).previewRestore(job, watch),
      };
    case 'unpack':
      return { say: 'done', answer: await (await import('./unpack.ts')).unpackBackup(job, watch) };
  }
}

const place = job.do === 'make' ? job.folder : job.dir;
say(
  await run().catch((error: unknown): WorkerSaid => ({
    say: 'fault',
    fault: faultOf(error, place),
  })),
);
