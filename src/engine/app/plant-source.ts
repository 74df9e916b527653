import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Connection } from '#contract/connection.ts';
import { rtuWireCost, tcpWireCost } from '#core/signal/poll-plan.ts';
import type { WireCost } from '#core/signal/poll-plan.ts';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import { createBus, createTcpBus } from '#engine/fieldbus/index.ts';
import { SupervisedChild } from '#engine/platform/child-process.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';
import { applicationRoot } from './texts.ts';
import { TwinChannel } from './twin-channel.ts';
import type { TwinAnswer, TwinFault, TwinNotice } from './twin-channel.ts';

/** Where buses come from: the wire of a stored connection, or the virtual plant we run ourselves. */
export interface PlantSource {
  readonly text: string;
  /** Calls back with a bus to poll, again after each restart of the virtual plant. */
  start(
    onBus: (bus: FieldBus, cost: WireCost) => void,
    onRestart: (reason: string) => void,
    onNotice: (notice: TwinNotice) => void,
  ): void;
  /** Asks on the virtual plant's control channel; a real plant has none. */
  ask(command: object): Promise<Result<TwinAnswer, TwinFault>>;
  stop(): Promise<void>;
}

export interface SourceTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly profileDir: string;
  readonly dataDir: string;
}

/** A connection in a few words, for the log and the status line. */
function connectionText(connection: Connection): string {
  switch (connection.kind) {
    case 'virtual':
      return `virtual x${String(connection.speed)}`;
    case 'tcp':
      return `tcp ${connection.host}:${String(connection.port)}`;
    case 'rtu':
      return `rtu ${connection.path} ${String(connection.baudRate)} ${connection.parity}`;
  }
}

const readyLine = z.object({ ready: z.literal(true), port: z.int() });

/** `src/twin/main.ts` in a checkout, `twin/main.js` beside the engine in a build. */
const twinScript = (): string => {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts')
    ? path.resolve(path.dirname(here), '../../twin/main.ts')
    : path.resolve(path.dirname(here), '../twin/main.js');
};

function virtualPlant(
  connection: Extract<Connection, { kind: 'virtual' }>,
  tools: SourceTools,
): PlantSource {
  const { clock, log, profileDir, dataDir } = tools;
  let child: SupervisedChild | null = null;
  let channel: TwinChannel | null = null;
  return {
    text: connectionText(connection),
    start(onBus, onRestart, onNotice) {
      channel = new TwinChannel(clock, (line) => child?.send(line) ?? false, onNotice);
      mkdirSync(dataDir, { recursive: true });
      child = new SupervisedChild({
        name: 'virtual-plant',
        script: twinScript(),
        args: [
          '--profile',
          profileDir,
          '--port',
          '0',
          '--speed',
          String(connection.speed),
          '--seed',
          String(connection.seed),
          '--state',
          path.join(dataDir, `virtual-plant-${String(connection.seed)}.json`),
          '--scenarios',
          path.join(applicationRoot(), 'resources', 'scenarios'),
          '--stdin-guard',
        ],
        clock,
        log,
        onLine: (line) => {
          const data = parse(line);
          if (channel?.take(data) === true) return;
          const ready = readyLine.safeParse(data);
          if (!ready.success) return;
          onBus(
            createTcpBus({ host: '127.0.0.1', port: ready.data.port, timeoutMs: 1000, clock, log }),
            tcpWireCost(),
          );
        },
        onRestart: (reason) => {
          channel?.ended();
          onRestart(reason);
        },
      });
      child.start();
    },
    ask: (command) =>
      channel?.ask(command) ?? Promise.resolve(err({ kind: 'notRunning' as const })),
    stop: async () => {
      channel?.ended();
      await child?.stop();
    },
  };
}

/** Makes the source of a connection; nothing runs before `start`. */
export function plantSource(connection: Connection, tools: SourceTools): PlantSource {
  if (connection.kind === 'virtual') return virtualPlant(connection, tools);
  const { clock, log } = tools;
  return {
    text: connectionText(connection),
    start(onBus) {
      const cost =
        connection.kind === 'rtu' ? rtuWireCost({ baudRate: connection.baudRate }) : tcpWireCost();
      onBus(createBus(connection, { clock, log }), cost);
    },
    ask: () => Promise.resolve(err({ kind: 'realPlant' as const })),
    stop: () => Promise.resolve(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
