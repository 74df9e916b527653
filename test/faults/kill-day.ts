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

/** Key of the typed text that ends with a step. */
const endedBy = (step: DayStep | null): string => `form:${step?.ends ?? ''}`;
const PASSWORD = 'a-long-drill-for-engines';
const NAME = 'drill';
/** A step with nothing named takes about this long. */
const USUAL_MS = 12;
/** On a busy machine a start takes its time; that is not what is looked at here. */
const UP_WITHIN_MS = 300_000;

type Cut = 'atOnce' | 'midway' | 'answered';
const CUTS: readonly Cut[] = ['atOnce', 'midway', 'answered'];

export interface DayKillOptions {
  /** The first steps that are taken without a cut. */
  readonly from: number;
  /** Every pass is a new folder; with three, each step meets each kind of cut. */
  readonly passes: number;
}

/** Goes through all steps with one cut each, pass by pass. Stops at the first finding and leaves the folder for a look. */
export async function killDay(
  random: () => number,
  { from, passes }: DayKillOptions,
  say: (line: string) => void = () => undefined,
): Promise<DayKillReport> {
  const report = {
    cuts: 0,
    steps: DAY_STEPS.length - from,
    keptBeforeAnswer: 0,
    goneBeforeAnswer: 0,
    findings: [] as string[],
    keyMs: [] as number[],
  };
  for (let pass = 0; pass < passes && report.findings.length === 0; pass++)
    await onePass(random, from, pass, report, (line) => say(`pass ${String(pass + 1)}: ${line}`));
  return report;
}

type Report = { -readonly [K in keyof DayKillReport]: DayKillReport[K] } & {
  readonly findings: string[];
  readonly keyMs: number[];
};

async function onePass(
  random: () => number,
  from: number,
  pass: number,
  report: Report,
  say: (line: string) => void,
): Promise<void> {
  const { findings } = report;
  const lane = await Lane.open();
  const held = new Map<string, DayStep>();
  let inFlight: DayStep | null = null;

  /** What is wrong with what a new engine shows. */
  const judge = (world: World): void => {
    const at = `pass ${String(pass + 1)}, after cut ${String(report.cuts)}`;
    findings.push(...doubles(world).map((words) => `${at}: ${words}`));
    for (const [key, step] of held)
      if (key !== inFlight?.key && key !== endedBy(inFlight) && !step.holds(world))
        findings.push(`${at}: lost: ${step.name}`);
    if (inFlight === null) return;
    const isThere = inFlight.holds(world);
    const isBefore =
      (inFlight.absent?.(world) ?? false) || held.get(inFlight.key)?.holds(world) === true;
    if (isThere) report.keptBeforeAnswer++;
    else report.goneBeforeAnswer++;
    if (!isThere && !isBefore)
      findings.push(`${at}: neither there nor not there: ${inFlight.name}`);
  };

  /** Takes a step until it is there; what a cut left done already is refused the second time, as it should be. */
  const take = async (client: RpcClient, step: DayStep): Promise<void> => {
    const fromMs = performance.now();
    const outcome = await step.call(client);
    if (/^(answer|form):/.test(step.key) && outcome.ok)
      report.keyMs.push(performance.now() - fromMs);
    if (!outcome.ok && !step.holds(await lookAt(client)))
      findings.push(`${step.name}: ${outcome.error.message}`);
    held.set(step.key, step);
    held.delete(endedBy(step));
  };

  const life = async (work: (client: RpcClient) => Promise<void>): Promise<void> => {
    const engine = lane.start();
    const gone = once(engine, 'exit');
    try {
      const client = await Promise.race([
        lane.connect(engine),
        // Nothing waits for this once the engine is up.
        new Promise<null>((resolve) => setTimeout(resolve, UP_WITHIN_MS, null).unref()),
      ]);
      if (client === null)
        throw new Error(
          `the engine did not come up (${String(engine.exitCode ?? engine.signalCode ?? 'still starting')})`,
        );
      await enter(client);
      judge(await settled(client, held, inFlight));
      if (findings.length > 0) return;
      if (inFlight !== null) await take(client, inFlight);
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
        for (const step of DAY_STEPS.slice(0, from)) await take(client, step);
      });
    for (const [i, step] of DAY_STEPS.slice(from).entries()) {
      const cut = CUTS[(i + pass) % CUTS.length] ?? 'midway';
      await life(async (client) => {
        if (cut === 'answered') return take(client, step);
        void step.call(client).catch(() => undefined);
        await pause(cut === 'atOnce' ? random() * 2 : random() * (step.takesMs ?? USUAL_MS));
        inFlight = step;
      });
      if (findings.length > 0) return;
      report.cuts++;
      say(`${step.name}: cut ${cut}`);
    }
    await life(() => Promise.resolve());
  } finally {
    await lane.end(findings.length > 0);
  }
}

async function enter(client: RpcClient): Promise<void> {
  for (const untilMs = performance.now() + UP_WITHIN_MS; ;) {
    const status = await client.call('access.status', {});
    const inside = !status.ok
      ? status
      : status.value.state === 'people'
        ? await client.call('access.login', { name: NAME, password: PASSWORD, code: null })
        : await client.call('access.setUp', { name: NAME, password: PASSWORD, language: 'en' });
    if (inside.ok) return;
    // A busy machine may take longer than a call is waited for.
    if (inside.error.code !== 'unavailable' || performance.now() > untilMs)
      throw new Error(inside.error.message);
  }
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
