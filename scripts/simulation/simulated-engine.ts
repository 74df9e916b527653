import type { Connection } from '#contract/connection.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { tcpWireCost } from '#core/signal/poll-plan.ts';
import type { Clock } from '#core/time/clock.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { Engine } from '#engine/app/engine.ts';
import type { PlantSource } from '#engine/app/plant-source.ts';
import { createLoopbackBus } from '#engine/fieldbus/index.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { KeptHistorian } from '#engine/ports/recovery.ts';
import { runControlLine } from '#twin/control-channel.ts';
import { createScenarioPlayer } from '#twin/scenario/player.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';

/**
 * Engine, bus, PLC and plant in one process on one simulated clock: the real engine,
 * real Modbus PDUs and a real database, hundreds of times faster than the clock on the
 * wall.
 */
export interface SimulatedEngine {
  readonly clock: SimulatedClock;
  readonly engine: Engine;
  readonly plant: VirtualPlant;
  readonly historian: Historian;
  /** Lets plant and engine live for this long. */
  advance(ms: number): Promise<void>;
  /** Waits for something while plant time passes; the answer comes within this much plant time or it is a failure. */
  during<T>(work: Promise<T>, withinMs?: number): Promise<T>;
  stop(): Promise<boolean>;
}

export interface SimulationOptions {
  readonly profile: PlantProfile;
  readonly dataDir: string;
  readonly startMs: number;
  readonly seed: number;
  /** A plant that lives on through a restart of the engine. */
  readonly plant?: VirtualPlant;
  /** Scenarios that can be chosen. */
  readonly scenarios?: readonly Scenario[];
  /** What the PC's clock shows beyond the plant's time, ms; it may jump while the engine runs. */
  readonly clockOffsetMs?: () => number;
  /** Stands between the engine and the historian, e.g. a disk that fails. */
  readonly wrap?: (historian: KeptHistorian) => Historian;
}

const CONNECTION: Connection = { kind: 'virtual', speed: 1, seed: 1 };
/** The disk works in real time: simulated time waits when so many scans are on their way. */
const MAX_WAITING = 40;
const STEP_MS = 20;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The plant as the engine meets it: real Modbus PDUs, no wire between them. */
export function loopbackSource(
  plant: VirtualPlant,
  clock: SimulatedClock,
  scenarios: readonly Scenario[],
): PlantSource {
  let tell: Parameters<PlantSource['start']>[2] = () => undefined;
  const player = createScenarioPlayer(plant, { onNotice: (notice) => tell(notice) });
  return {
    text: 'simulation',
    start(onBus, _onRestart, onNotice) {
      tell = onNotice;
      const handle = (unit: number, pdu: Uint8Array): Uint8Array => {
        player.advance(clock.wallMs() - plant.nowMs());
        return plant.handlePdu(unit, pdu);
      };
      onBus(createLoopbackBus({ handle, clock, log: silentLog }), tcpWireCost());
    },
    ask: (command) => {
      const host = { cut: () => undefined, player, scenarios };
      const answer = runControlLine(JSON.stringify(command), plant, host);
      return Promise.resolve(
        answer.ok ? ok(answer) : err({ kind: 'refused' as const, message: answer.error }),
      );
    },
    stop: () => Promise.resolve(),
  };
}

export async function simulateEngine(options: SimulationOptions): Promise<SimulatedEngine> {
  const { profile, dataDir, seed } = options;
  const startMs = options.plant?.nowMs() ?? options.startMs;
  const clock = new SimulatedClock(startMs);
  const plant = options.plant ?? createVirtualPlant({ profile, seed, startMs });
  const opened = await openHistorian({ dataDir, log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const historian = options.wrap?.(opened.value) ?? opened.value;
  const { clockOffsetMs } = options;
  const pcClock: Clock =
    clockOffsetMs === undefined
      ? clock
      : {
          wallMs: () => clock.wallMs() + clockOffsetMs(),
          monoMs: () => clock.monoMs(),
          after: (delayMs, fn) => clock.after(delayMs, fn),
        };
  const created = await Engine.create({
    profile,
    historian,
    clock: pcClock,
    log: silentLog,
    connection: CONNECTION,
    source: () => loopbackSource(plant, clock, options.scenarios ?? []),
  });
  if (!created.ok) throw new Error(created.error.message);
  const engine = created.value;
  engine.start();
  await turn();

  /** Lets the disk work in real time until no more than this many scans are on their way, unless it fails. */
  const settle = async (most: number): Promise<void> => {
    for (let waits = 0; ; waits++) {
      const { state, pendingScans } = engine.store.status();
      if (state === 'failing' || pendingScans <= most) return;
      await (waits < 20 ? turn() : pause());
    }
  };
  const advance = async (ms: number): Promise<void> => {
    await clock.advance(ms, async () => {
      await turn();
      await settle(MAX_WAITING);
    });
    await settle(0);
  };
  return {
    clock,
    engine,
    plant,
    historian,
    advance,
    async during(work, withinMs = 60_000) {
      let over = false;
      void work
        .finally(() => {
          over = true;
        })
        .catch(() => undefined);
      for (let spent = 0; !over && spent < withinMs; spent += STEP_MS) await advance(STEP_MS);
      return work;
    },
    async stop() {
      const stopping = engine.stop();
      let over = false;
      void stopping.finally(() => {
        over = true;
      });
      // Time-outs of the stop run on the simulated clock too.
      while (!over) {
        await clock.advance(STEP_MS, turn);
        await pause();
      }
      return stopping;
    },
  };
}
