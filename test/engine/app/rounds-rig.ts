import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import { createLaboratory } from '#engine/app/laboratory/index.ts';
import type { LaboratoryParts } from '#engine/app/laboratory/laboratory-handlers.ts';
import { calibrationsOf, createRounds, workOf } from '#engine/app/rounds/index.ts';
import type { RoundsParts } from '#engine/app/rounds/index.ts';
import { WorkDesk } from '#engine/app/work/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { simulateEngine } from '../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';
/** The real engine on its real history with laboratory, work and rounds, for tests of the rounds. */
export const profile = geumgang();
const dir = mkdtempSync(path.join(tmpdir(), 'rounds-'));
/** Monday 1 June 2026, 08:59 in Seoul. */
export const startMs = Date.UTC(2026, 4, 31, 23, 59);
export const who = 'Kim';
export let run: SimulatedEngine;
export let laboratory: LaboratoryParts;
export let work: WorkDesk;
export let rounds: RoundsParts;
/** The technician's clock runs ahead of the plant's, so that a day needs no day of simulated water. */
export let aheadMs = 0;
export const clock: Clock = {
  wallMs: () => run.clock.wallMs() + aheadMs,
  monoMs: () => run.clock.monoMs(),
  after: (delayMs, fn) => run.clock.after(delayMs, fn),
};
/** Lets hours pass for the rounds, and their watch look. */
export const pass = async (ms: number): Promise<void> => {
  aheadMs += ms;
  await run.advance(32_000);
};

/** What stands as an alarm. */
export const standing = new Set<string>();
export const open = (): RoundsParts =>
  createRounds({
    engine: run.engine,
    clock,
    log: silentLog,
    laboratory: laboratory.readings,
    openWork: workOf(work, run.engine),
    openCalibration: calibrationsOf(run.engine),
    alarms: {
      stand: ({ id }) => standing.add(id),
      end: ({ id }) => standing.delete(id),
    },
  });
/** What the next process finds: nothing but the history. */
export const restart = (): void => {
  rounds.watch.stop();
  rounds = open();
  rounds.watch.start();
};

export async function startRig(): Promise<void> {
  run = await simulateEngine({ profile, dataDir: dir, startMs, seed: 1 });
  laboratory = createLaboratory(run.engine, run.clock, silentLog);
  work = new WorkDesk(run.engine, run.clock, silentLog);
  run.engine.quality.compareWith(laboratory.readings);
  rounds = open();
  rounds.watch.start();
  await run.advance(30_000);
}
export async function stopRig(): Promise<void> {
  rounds.watch.stop();
  await run.stop();
  rmSync(dir, { recursive: true, force: true });
}

export async function value<T>(asked: Promise<Result<T, RpcError>>): Promise<T> {
  const answer = await run.during(asked);
  if (!answer.ok) throw new Error(`${answer.error.messageCode ?? ''} ${answer.error.message}`);
  return answer.value;
}
export async function refusal<T>(asked: Promise<Result<T, RpcError>>): Promise<string | null> {
  const answer = await run.during(asked);
  return answer.ok ? null : answer.error.messageCode;
}
export const events = async (): Promise<string[]> => {
  const answer = await run.during(
    run.historian.events({
      fromMs: null,
      toMs: null,
      kinds: ['round'],
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 200,
    }),
  );
  return answer.ok
    ? answer.value.map(({ code, params }) => `${code} ${String(params['list'])}`)
    : [];
};
export const line = async (checklistId: string) =>
  (await value(rounds.view.today())).lines.find((each) => each.checklistId === checklistId)!;
export const save = (id: string, itemId: string, part: Partial<AnswerDraft>) =>
  value(rounds.walk.save({ id, itemId, answer: { ...EMPTY_ANSWER, ...part }, who }));
/** A value of a sensor, in the unit of an item in bar or its own. */
export const live = (tag: string, factor = 1): string =>
  ((run.engine.state.samples.get(tag)?.value ?? 0) * factor).toFixed(1);
