import { defaultProfileDir } from '#engine/app/arguments.ts';
import { startEngine } from '#engine/app/startup.ts';
import type { RunningEngine } from '#engine/app/startup.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { loopbackSource } from './simulated-engine.ts';

/**
 * The whole engine as the window meets it (all its parts, its socket, its files) on a clock that
 * can be hurried: by default it keeps pace with the clock on the wall, so that people and the
 * window work with it as ever, and between two steps of a day it lives through hours in seconds.
 * Same as in service: every part of the engine, PDUs, database, socket. Not the same: the plant
 * lives in the engine's process, and work in threads takes as long as it takes while plant time flies.
 */
export interface SpedOptions {
  readonly dataDir: string;
  readonly socket: string;
  /** Plant time at the start, ms UTC. */
  readonly startMs: number;
  readonly seed: number;
}

export interface SpedEngine {
  readonly plant: VirtualPlant;
  nowMs(): number;
  /** Plant seconds per second of the wall clock from now on; at most as many as the machine can do. */
  pace(speed: number): void;
  /** Lives through this much plant time as fast as the machine can, then goes on at its pace. */
  jump(ms: number): Promise<void>;
  stop(): Promise<boolean>;
}

const TICK_MS = 20;
/** The disk works in real time: plant time waits when so many scans are on their way. */
const MOST_WAITING = 40;
/** Plant time that is never caught up with: a PC that was held up goes on from where it stood. */
const MOST_BEHIND_MS = 2000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts it and gives it back when its socket listens. Rejects with the reason when the engine does not come up. */
export async function startSpedEngine(options: SpedOptions): Promise<SpedEngine> {
  const { dataDir, socket, startMs, seed } = options;
  const profileDir = defaultProfileDir();
  const profile = readProfile(profileDir);
  if (!profile.ok) throw new Error('the default profile cannot be read');
  const clock = new SimulatedClock(startMs);
  const plant = createVirtualPlant({ profile: profile.value, seed, startMs });
  let over = false;
  let speed = 1;
  let jumps: { readonly ms: number; readonly done: () => void }[] = [];

  let running: RunningEngine | null = null;
  /** One turn of the process after each instant, and a wait for the disk where it falls behind. */
  const drain = async (): Promise<void> => {
    await turn();
    while (running !== null) {
      const { state, pendingScans } = running.engine.store.status();
      if (state === 'failing' || pendingScans <= MOST_WAITING) return;
      await pause(1);
    }
  };
  const live = async (): Promise<void> => {
    let lastMs = performance.now();
    while (!over) {
      const jump = jumps[0];
      if (jump !== undefined) {
        await clock.advance(jump.ms, drain);
        jumps = jumps.slice(1);
        jump.done();
        lastMs = performance.now();
        continue;
      }
      const nowMs = performance.now();
      // Whole milliseconds, as a PC's clock shows them; the rest is carried on.
      const dueMs = Math.floor(Math.min((nowMs - lastMs) * speed, Math.max(MOST_BEHIND_MS, TICK_MS * speed)));
      lastMs = dueMs === 0 ? lastMs : nowMs;
      await clock.advance(dueMs, drain);
      await pause(Math.max(0, TICK_MS - (performance.now() - nowMs)));
    }
  };
  // The start itself may wait on the clock, so time passes from the first moment.
  const living = live();
  const started = await startEngine(
    {
      profileDir,
      dataDir,
      socket,
      connection: { kind: 'virtual', speed: 1, seed },
      logLevel: 'warn',
    },
    false,
    { clock, source: () => loopbackSource(plant, clock, []) },
  );
  if (!started.ok) {
    over = true;
    throw new Error(started.error.text);
  }
  running = started.value;
  const { stop, stopAsked } = started.value;
  let stopping: Promise<boolean> | null = null;
  const end = (): Promise<boolean> => {
    stopping ??= stop().finally(() => {
      over = true;
    });
    return stopping;
  };
  void stopAsked.then(end);
  return {
    plant,
    nowMs: () => clock.wallMs(),
    pace(next) {
      speed = next;
    },
    jump: (ms) =>
      new Promise<void>((resolve) => {
        jumps = [...jumps, { ms, done: resolve }];
      }),
    async stop() {
      const flushed = await end();
      await living;
      return flushed;
    },
  };
}
