import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantProfile } from '#core/plant/profile.ts';
import { runSeries } from '#twin/run/series.ts';
import type { SeriesChange } from '#twin/run/series.ts';

/** Columns of a simulated run, one value a minute. */
export interface Run {
  readonly startMs: number;
  readonly tags: readonly string[];
  readonly minutes: number;
  readonly columns: ReadonlyMap<string, Float32Array>;
}

export interface RunOptions {
  readonly profile: PlantProfile;
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  readonly changes: readonly SeriesChange[];
}

/** Sensors, run bits and drives: all that the tests are shown. */
export function tagsOf(profile: PlantProfile): string[] {
  const known = new Set(profile.tags.map(({ id }) => id));
  const units = profile.machines.flatMap((machine) => machine.units.map(({ id }) => id));
  return [
    ...profile.sensors.map(({ tag }) => tag),
    ...['run', 'speed', 'rate'].flatMap((role) =>
      units.map((id) => `${id}.${role}`).filter((tag) => known.has(tag)),
    ),
  ];
}

const CACHE = join(tmpdir(), 'muljigi-qa-bench');

/** Everything a simulated run depends on besides its options. */
async function sourceKey(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['src/twin', 'src/core/process']) {
    const root = join(import.meta.dirname, '../..', folder);
    const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'));
    for (const name of names.sort()) hash.update(name).update(await readFile(join(root, name)));
  }
  return hash.digest('hex');
}
let source: Promise<string> | null = null;

/** A run of the virtual plant with its faults, from the cache of the temp folder where it stands there. */
export async function simulate(options: RunOptions): Promise<Run> {
  source ??= sourceKey();
  const { profile, ...rest } = options;
  // The tests' own settings, alarms, screens and what people do do not change what the plant does.
  const {
    quality: _quality,
    history: _history,
    display: _display,
    alarms: _alarms,
    rounds: _rounds,
    stores: _stores,
    ...plant
  } = profile;
  const key = createHash('sha256')
    .update(await source)
    .update(JSON.stringify(plant))
    .update(JSON.stringify(rest))
    .digest('hex')
    .slice(0, 32);
  const tags = tagsOf(profile);
  const minutes = options.days * 1440;
  const path = join(CACHE, `${key}.f32`);
  const bytes = await readFile(path).catch(() => null);
  const size = 4 * minutes * tags.length;
  const data =
    bytes?.length === size
      ? new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + size))
      : await simulateAnew(options, tags, minutes, path);
  const columns = new Map(
    tags.map((tag, i) => [tag, data.subarray(i * minutes, (i + 1) * minutes)]),
  );
  return { startMs: options.startMs, tags, minutes, columns };
}

async function simulateAnew(
  options: RunOptions,
  tags: readonly string[],
  minutes: number,
  path: string,
): Promise<Float32Array> {
  const series = runSeries({ ...options, sampleS: 60, tags });
  if (!series.ok) throw new Error(JSON.stringify(series.error));
  const data = new Float32Array(minutes * tags.length);
  tags.forEach((tag, i) => {
    const column = series.value.columns[tag];
    if (column !== undefined) data.set(column, i * minutes);
  });
  if (!series.value.complete) throw new Error(JSON.stringify(series.value.faults.at(-1)));
  await mkdir(CACHE, { recursive: true });
  // Written aside and renamed: a run that is broken off leaves no half file.
  await writeFile(`${path}.part`, new Uint8Array(data.buffer));
  await rename(`${path}.part`, path);
  return data;
}
