import { Worker } from 'node:worker_threads';
import type { Fit, FitReport, Outputs } from '#core/calibration/fit.ts';
import type { Point } from '#core/optimise/problem.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import type { Result } from '#core/result.ts';
import { runSite } from './site-run.ts';
import type { SiteRun } from './site-run.ts';
import type { WorkerAnswer } from './worker.ts';

/**
 * Runs the model at points; one output for each, null where it could not run. Null for all when
 * `stop`, asked before each run, says so: what ran up to then is lost and asked for again.
 */
export type Evaluate = (
  points: readonly Point[],
  stop?: () => boolean,
) => Promise<readonly Outputs[] | null>;

export interface DriveHooks {
  readonly onProgress?: (fit: Fit) => void;
  /** Asked between runs; true ends the search with the best so far. */
  readonly stop?: () => boolean;
}

/** Moves a fit on to its end. */
export async function driveFit(
  fit: Fit,
  evaluate: Evaluate,
  hooks: DriveHooks = {},
): Promise<Result<FitReport, ProcessFault[]>> {
  for (;;) {
    const report = fit.report();
    if (report !== null) return report;
    // Start and slopes are few, and without them nothing can be said.
    const mayStop = fit.part === 'search' || fit.part === 'refine';
    const outputs = await evaluate(fit.ask(), mayStop ? hooks.stop : undefined);
    if (outputs === null) fit.breakOff();
    else {
      fit.tell(outputs);
      hooks.onProgress?.(fit);
    }
  }
}

/** Values by name for the model. */
const named = (names: readonly string[], point: Point): ParameterOverrides =>
  Object.fromEntries(names.map((name, i) => [name, point[i] ?? Number.NaN]));

export interface SiteEvaluator {
  readonly evaluate: Evaluate;
  /** Faults of the last run that could not be done. */
  readonly faults: () => readonly ProcessFault[];
  close(): Promise<void>;
}

/**
 * Runs of the virtual plant at points, `threads` at a time.
 * @param pick takes from a run's steps what is compared
 */
export function siteEvaluator(
  run: SiteRun,
  names: readonly string[],
  pick: (steps: readonly (readonly number[])[]) => Outputs,
  threads: number,
): SiteEvaluator {
  let faults: readonly ProcessFault[] = [];
  const take = (answer: WorkerAnswer): Outputs => {
    if (answer.ok) return pick(answer.value);
    faults = answer.error;
    return null;
  };
  if (threads <= 1)
    return {
      // A turn of the event loop between runs lets signals in.
      evaluate: async (points, stop) => {
        const outputs: Outputs[] = [];
        for (const point of points) {
          if (stop?.() === true) return null;
          outputs.push(take(runSite(run, named(names, point))));
          await new Promise((resolve) => setImmediate(resolve));
        }
        return outputs;
      },
      faults: () => faults,
      close: () => Promise.resolve(),
    };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: run }),
  );
  return {
    async evaluate(points, stop) {
      const outputs = new Array<Outputs>(points.length).fill(null);
      let next = 0;
      let stopped = false;
      await Promise.all(
        workers.map(async (worker) => {
          while (next < points.length) {
            stopped ||= stop?.() === true;
            if (stopped) return;
            const mine = next++;
            outputs[mine] = take(await askWorker(worker, named(names, points[mine] ?? [])));
          }
        }),
      );
      return stopped ? null : outputs;
    },
    faults: () => faults,
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function askWorker(worker: Worker, parameters: ParameterOverrides): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', answer);
      worker.off('error', fail);
    };
    const answer = (message: WorkerAnswer): void => {
      done();
      resolve(message);
    };
    const fail = (error: Error): void => {
      done();
      reject(error);
    };
    worker.on('message', answer);
    worker.on('error', fail);
    worker.postMessage(parameters);
  });
}
