import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { QUALITIES } from '#core/signal/sample.ts';
import type { DayFigures, PresentReading, WhatIfJob } from '#core/what-if/messages.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Engine } from './engine.ts';
import { stored } from './stored-answer.ts';

type Origin = WhatIfJob['origin'];

export interface PresentOptions {
  readonly engine: Engine;
  readonly dataDir: string;
}

const DAY_MS = 86_400_000;
const HOURS_OF_A_DAY = 24;

/**
 * The plant as it stands now, for a copy of it: the virtual plant's own state where there is one,
 * else what the PLC reads, from which the state is estimated.
 */
export async function presentState(options: PresentOptions): Promise<Result<Origin, RpcError>> {
  const { engine } = options;
  const { connection } = engine;
  return connection.kind === 'virtual' ? virtualState(options, connection.seed) : readState(engine);
}

/** The virtual plant's state as it is now; when it does not answer, as it was saved last. */
async function virtualState(
  { engine, dataDir }: PresentOptions,
  seed: number,
): Promise<Result<Origin, RpcError>> {
  const answer = await engine.askVirtualPlant({ cmd: 'state' });
  if (answer.ok && answer.value['state'] !== undefined)
    return ok({ kind: 'exact', stateText: JSON.stringify(answer.value['state']) });
  const file = path.join(dataDir, `virtual-plant-${String(seed)}.json`);
  try {
    return ok({ kind: 'saved', stateText: await readFile(file, 'utf8') });
  } catch (error) {
    return err(
      rpcFault(
        'unavailable',
        `the virtual plant has not told its state yet (${error instanceof Error ? error.message : String(error)}); ask again in a few seconds`,
        'whatIf.noState',
      ),
    );
  }
}

/** Present readings of all tags with their age, and what the sensors read over the last day. */
async function readState(engine: Engine): Promise<Result<Origin, RpcError>> {
  const { samples, status } = engine.publisher.full(engine.status());
  const readings = Object.entries(samples).map(
    ([tag, [value, quality, , sourceTimeMs]]): PresentReading => ({
      tag,
      value,
      usable: value !== null && ['good', 'uncertain'].includes(QUALITIES[quality] ?? ''),
      ageS: sourceTimeMs === 0 ? null : Math.max(0, (status.wallMs - sourceTimeMs) / 1000),
    }),
  );
  const day = await dayFigures(engine, status.wallMs);
  return day.ok ? ok({ kind: 'estimated', atMs: status.wallMs, readings, day: day.value }) : day;
}

/** A past that cannot be read now is no empty one: a forecast from half of what is known would be a wrong one. */
async function dayFigures(engine: Engine, nowMs: number): Promise<Result<DayFigures[], RpcError>> {
  const asked = await engine.historian.trend({
    tags: engine.profile.sensors.map(({ tag }) => tag),
    fromMs: nowMs - DAY_MS,
    toMs: nowMs,
    buckets: HOURS_OF_A_DAY,
  });
  const trend = stored(asked);
  if (!trend.ok) return trend;
  const figures = trend.value.series.flatMap(({ tag, points }) => {
    let weight = 0;
    let sum = 0;
    let max = -Infinity;
    for (const [, , high, mean, , samples] of points) {
      if (mean === null || high === null || samples === 0) continue;
      weight += samples;
      sum += mean * samples;
      max = Math.max(max, high);
    }
    return weight === 0 ? [] : [{ tag, mean: sum / weight, max }];
  });
  return ok(figures);
}
