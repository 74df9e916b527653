import { Worker } from 'node:worker_threads';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { backupFault } from '#engine/backup/faults.ts';
import type { BackupFault } from '#engine/ports/backup.ts';
import type { AnswerOf, BackupJob, Phase, WorkerSaid } from './jobs.ts';

export interface JobThread<A> {
  /** Settles exactly once, when the thread is gone. */
  readonly outcome: Promise<Result<A, BackupFault>>;
  /** Asks it to stop at its next slice; what it had begun is removed by it. */
  cancel(): void;
}

const NURSERY_MB = 8;

/** Starts a thread for one job. */
export function startJob<J extends BackupJob>(
  job: J,
  onProgress: (phase: Phase, share: number) => void,
): JobThread<AnswerOf<J>> {
  const cancel = new SharedArrayBuffer(4);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { job, cancel },
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  });
  const outcome = new Promise<Result<AnswerOf<J>, BackupFault>>((resolve) => {
    let answer: Result<AnswerOf<J>, BackupFault> | null = null;
    worker.on('message', (said: WorkerSaid) => {
      if (said.say === 'progress') onProgress(said.phase, said.share);
      else answer = said.say === 'done' ? ok(said.answer as AnswerOf<J>) : err(said.fault);
    });
    worker.on('error', (error) => {
      answer = err(
        backupFault('io', `the backup thread failed: ${String(error)}`, {
          path: '',
          detail: String(error),
        }),
      );
    });
    worker.once('exit', () =>
      resolve(
        answer ??
          err(
            backupFault('io', 'the backup thread ended without an answer', {
              path: '',
              detail: 'thread ended',
            }),
          ),
      ),
    );
  });
  return { outcome, cancel: () => void Atomics.store(new Int32Array(cancel), 0, 1) };
}
