import { readFileSync } from 'node:fs';
import type { PlantProfile } from '#core/plant/profile.ts';
import { createRtuBus, createTcpBus } from '#engine/fieldbus/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import { openPtyPair } from '#test/fakes/pty-pair.ts';
import { parseColumnMap, parseRecording } from '#twin/replay/recording.ts';
import { createReplayPlant } from '#twin/replay/replay-plant.ts';
import type { ReplayPlant } from '#twin/replay/replay-plant.ts';
import { serveRtu } from '#twin/server/rtu.ts';
import { serveTcp } from '#twin/server/tcp.ts';
import { checkReplay } from './replay-check.ts';
import type { ReplayResult } from './replay-check.ts';

export interface ReplayFiles {
  readonly profile: PlantProfile;
  readonly recordingFile: string;
  readonly mapFile: string;
  readonly dataDir: string;
  /** Fewer than all rows for a short run. */
  readonly rows: number | null;
  readonly onProgress?: (row: number) => void;
}

const SERIAL = { baudRate: 115_200, parity: 'none', stopBits: 1 } as const;

/** Serves a recording over Modbus TCP on this machine, or RTU over a socat pty pair, and checks it all the way to disk. */
export async function replayOverWire(
  over: 'tcp' | 'rtu',
  files: ReplayFiles,
): Promise<ReplayResult> {
  const { profile, dataDir, onProgress } = files;
  const maps = parseColumnMap(readFileSync(files.mapFile, 'utf8'));
  if (!maps.ok) throw new Error(maps.error.join('\n'));
  const recording = parseRecording(readFileSync(files.recordingFile, 'utf8'), maps.value);
  if (!recording.ok) throw new Error(recording.error.join('\n'));
  const made = createReplayPlant({ profile, recording: recording.value, fromMs: null });
  if (!made.ok) throw new Error(made.error.join('\n'));
  const plant: ReplayPlant = made.value;
  const all = recording.value.timesMs.length;
  const common = {
    profile,
    recording: recording.value,
    plant,
    dataDir,
    rows: Math.min(files.rows ?? all, all),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const tools = { clock: systemClock, log: silentLog };
  if (over === 'tcp') {
    const server = await serveTcp({ host: '127.0.0.1', port: 0, handlePdu: plant.handlePdu });
    try {
      return await checkReplay({
        ...common,
        bus: createTcpBus({ host: '127.0.0.1', port: server.port, timeoutMs: 1000, ...tools }),
      });
    } finally {
      await server.close();
    }
  }
  const pair = await openPtyPair();
  const server = await serveRtu({
    path: pair.b,
    ...SERIAL,
    dataBits: 8,
    handlePdu: plant.handlePdu,
  });
  try {
    return await checkReplay({
      ...common,
      bus: createRtuBus({ path: pair.a, ...SERIAL, timeoutMs: 1000, ...tools }),
    });
  } finally {
    await server.close();
    await pair.close();
  }
}
