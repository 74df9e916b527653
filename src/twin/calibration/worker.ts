import { parentPort, workerData } from 'node:worker_threads';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { runSite } from './site-run.ts';
import type { SiteRun } from './site-run.ts';

/** Thread of a calibration: is given a run once and parameters one after the other. */
export type WorkerAnswer = ReturnType<typeof runSite>;

const run = workerData as SiteRun;

parentPort?.on('message', (parameters: ParameterOverrides) => {
  parentPort?.postMessage(runSite(run, parameters) satisfies WorkerAnswer);
});
