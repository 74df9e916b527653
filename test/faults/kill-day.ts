import { once } from 'node:events';
import type { RpcClient } from '#engine/rpc/client.ts';
import { DAY_STEPS } from './day-steps.ts';
import type { DayStep } from './day-steps.ts';
import { doubles, lookAt } from './day-world.ts';
import type { World } from './day-world.ts';
import { Lane, pause } from './engine-lane.ts';

/**
 * The power goes at every step of a round, an order, a delivery and a report: as soon as it was asked for, in
 * its middle, and right after it was acknowledged. After each cut a new engine must show everything that was
 * acknowledged, the step that was cut whole or not at all, and nothing twice.
 */
export interface DayKillReport {
  readonly cuts: number;
  readonly steps: number;
  /** Cuts after which the step that was asked for was there all the same, and those after which it was not. */
  readonly keptBeforeAnswer: number;
  readonly goneBeforeAnswer: number;
  readonly findings: readonly string[];
  /** From asking to the answer that it is on disk, of one key stroke, ms. */
  readonly keyMs: readonly number[];
}

const PASSWORD = 'a-long-drill-for-engines';
const NAME = 'drill';
/** A step with nothing named takes about this long. */
const USUAL_MS = 12;
/** On a busy machine a start takes its time; that is not what is looked at here. */
const UP_WITHIN_MS = 300_000;

type Cut = 'atOnce' | 'midway' | 'answered';
const CUTS: readonly Cut[] = ['atOnce', 'midway', 'answered'];

/**
 * @param from how many of the first steps are taken without a cut
 * @param steps how many steps in all, from the first on
 */
export async function killDay(
  random: () => number,
  say: (line: string) => void = () => undefined,
  from = 0,
  steps = DAY_STEPS.length,
): Promise<DayKillReport> {
  const lane = await Lane.open();
  const findings: string[] = [];
  const keyMs: number[] = [];
  const held = new Map<string, DayStep>();
  let cuts = 0;
  let keptBeforeAnswer = 0;
  let goneBeforeAnswer = 0;
  let inFlight: DayStep | null = null;

  /** What is wrong with what a new engine shows. */
  const judge = (world: World): void => {
    const at = `after cut ${String(cuts)}`;
    findings.push(...doubles(world).map((words) => `${at}: ${words}`));
    for (const [key, step] of held)
      if (key !== inFlight?.key && !step.holds(world)) findings.push(`${at}: lost: ${step.name}`);
    if (inFlight === null) return;
    const isThere = inFlight.holds(world);
    const before = held.get(inFlight.key);
    const isBefore = (inFlight.absent?.(world) ?? false) || before?.holds(world) === true;
    if (isThere) keptBeforeAnswer++;
    else goneBeforeAnswer++;
    if (!isThere && !isBefore)
      findings.push(`${at}: neither there nor not there: ${inFlight.name}`);
  };

  const life = async (work: (client: RpcClient) => Promise<void>): Promise<void> => {
    const engine = lane.start();
    const gone = once(engine, 'exit');
    try {
      const client = await Promise.race([
        lane.connect(engine),
        pause(UP_WITHIN_MS).then(() => null),
      ]);
      if (client === null)
        throw new Error(
          `the engine did not come up (${String(engine.exitCode ?? engine.signalCode ?? 'still starting')})`,
        );
      await enter(client);
      const world = await settled(client, held, inFlight);
      judge(world);
      inFlight = null;
      await work(client);
    } finally {
      engine.kill('SIGKILL');
      await gone;
    }
  };
  try {
    if (from > 0)
      await life(async (client) => {
        for (const step of DAY_STEPS.slice(0, from)) {
          const outcome = await step.call(client);
          if (!outcome.ok) findings.push(`${step.name}: ${outcome.error.message}`);
          held.set(step.key, step);
        }
      });
    for (const step of DAY_STEPS.slice(from, steps)) {
      for (const cut of CUTS) {
        await life(async (client) => {
          const fromMs = performance.now();
          const asked = step.call(client).then(
            (outcome) => outcome,
            (error: unknown) => ({ ok: false as const, error: { message: String(error) } }),
          );
          if (cut === 'answered') {
            const outcome = await asked;
            if (step.key.startsWith('answer:')) keyMs.push(performance.now() - fromMs);
            if (!outcome.ok) {
              // What a cut left done already is refused the second time, as it should be.
              const world = await lookAt(client);
              if (!step.holds(world)) findings.push(`${step.name}: ${outcome.error.message}`);
            }
            held.set(step.key, step);
            return;
          }
          await pause(cut === 'atOnce' ? random() * 2 : random() * (step.takesMs ?? USUAL_MS));
          inFlight = step;
        });
        cuts++;
        if (findings.length > 0)
          return { cuts, steps: steps - from, keptBeforeAnswer, goneBeforeAnswer, findings, keyMs };
      }
      say(`${step.name}: cut ${String(CUTS.length)} times, ${String(findings.length)} findings`);
    }
    await life(() => Promise.resolve());
  } finally {
    await lane.end(findings.length > 0);
  }
  return { cuts, steps: steps - from, keptBeforeAnswer, goneBeforeAnswer, findings, keyMs };
}

async function enter(client: RpcClient): Promise<void> {
  const status = await client.call('access.status', {});
  if (!status.ok) throw new Error(status.error.message);
  const inside =
    status.value.state === 'people'
      ? await client.call('access.login', { name: NAME, password: PASSWORD, code: null })
      : await client.call('access.setUp', { name: NAME, password: PASSWORD, language: 'en' });
  if (!inside.ok) throw new Error(inside.error.message);
}

const SETTLE_MS = 5000;

/** What follows a finished round is opened right after a start; it is waited for, and nothing else is. */
async function settled(
  client: RpcClient,
  held: ReadonlyMap<string, DayStep>,
  inFlight: DayStep | null,
): Promise<World> {
  const untilMs = performance.now() + SETTLE_MS;
  for (;;) {
    const world = await lookAt(client);
    const waits =
      world.round?.state === 'done' &&
      world.fromRound.length < 2 &&
      (held.has('end') || inFlight?.key === 'end');
    if (!waits || performance.now() > untilMs) return world;
    await pause(50);
  }
}
