import type { PlantProfile } from '#core/plant/profile.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { checkOverrides } from '#core/process/registry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { runControlLine } from '../control-channel.ts';
import type { InfluentSource } from '../influent-source.ts';
import type { TwinState } from '../state.ts';
import { createVirtualPlant } from '../virtual-plant.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { DEFAULT_COARSE_TICK_MS, tickFault } from './tick.ts';

/** Something that is done to the plant during the run: a line of the control channel (`{"cmd":"setting",...}`). */
export interface SeriesChange {
  /** After this much plant time since the start of the run, s; 0 = before the first step. */
  readonly afterS: number;
  readonly command: Readonly<Record<string, unknown>>;
}

/** A figure of the plant that is no register, by the name of its column. */
export type Probe = (plant: VirtualPlant) => number;

export interface SeriesOptions {
  readonly profile: PlantProfile;
  /** Goes on from this state, which stays as it is; `seed` and `startMs` are then those of the state. */
  readonly from?: TwinState;
  readonly seed: number;
  /** Plant time at the start, ms UTC. */
  readonly startMs: number;
  readonly days: number;
  /** Step of the run, ms; 30 s unless told otherwise, `'scan'` for the PLC's own. */
  readonly tickMs?: number | 'scan';
  /** A row every so many seconds, whole steps of the run. */
  readonly sampleS: number;
  /** Tags of the register map, as the PLC has them. */
  readonly tags: readonly string[];
  readonly probes?: Readonly<Record<string, Probe>>;
  readonly parameters?: ParameterOverrides;
  readonly influent?: InfluentSource;
  readonly changes?: readonly SeriesChange[];
  /** Share of the run that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Asked between chunks; true ends the run with what there is. */
  readonly cancelled?: () => boolean;
}

/** Something that went wrong during the run, which goes on. */
export interface SeriesFault {
  /** Plant time, ms UTC. */
  readonly atMs: number;
  readonly fault: ProcessFault;
}

export interface Series {
  /** Plant time of each row, ms UTC. The first row is one period after the start. */
  readonly timesMs: Float64Array;
  /** Values by tag or name of the probe; NaN where there was none. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly faults: readonly SeriesFault[];
  /** State at the last row; plain data to go on from. */
  readonly final: TwinState;
  /** Whether it was cancelled, or broke off, before its end. */
  readonly complete: boolean;
}

/** A run that is moved on piece by piece, so that whoever holds it can do other things in between. */
export interface SeriesRun {
  readonly rows: number;
  /** Runs so many more rows; returns the share that is done, 1 at the end. */
  advance(rows: number): number;
  /** What there is up to now. */
  series(): Series;
}

const MAX_ROWS = 5_000_000;
const MAX_FAULTS = 1000;

/**
 * Prepares a run of the whole plant with its PLC. Nothing runs before `advance`.
 * @returns all that is wrong with what was asked for: step, parameters, period, tags
 */
export function startSeries(options: SeriesOptions): Result<SeriesRun, readonly ProcessFault[]> {
  const asked = options.tickMs ?? DEFAULT_COARSE_TICK_MS;
  const tickMs = asked === 'scan' ? options.profile.plc.scanMs : asked;
  const rows = Math.floor((options.days * 86_400) / options.sampleS);
  const faults = faultsOf(options, asked, tickMs, rows);
  if (faults.length > 0) return err(faults);
  const plant = createVirtualPlant({
    profile: options.profile,
    seed: options.seed,
    startMs: options.startMs,
    ...(asked === 'scan' ? {} : { tickMs: asked }),
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    ...(options.influent === undefined ? {} : { influent: options.influent }),
    ...(options.from === undefined ? {} : { resume: structuredClone(options.from) }),
  });
  const unknown = options.tags.filter((tag) => plant.tagValue(tag) === null);
  if (unknown.length > 0)
    return err(
      unknown.map((tag) => ({
        place: 'series',
        quantity: 'tag',
        value: tag,
        allowed: 'a tag of the register map',
        advice: 'correct the name or leave it out',
      })),
    );
  return ok(createRun(plant, options, rows));
}

/** Runs the whole span at once, in chunks between which progress is told and cancelling is asked for. */
export function runSeries(options: SeriesOptions): Result<Series, readonly ProcessFault[]> {
  const started = startSeries(options);
  if (!started.ok) return started;
  const run = started.value;
  const chunk = Math.max(1, Math.ceil(run.rows / 100));
  for (let share = 0; share < 1;) {
    if (options.cancelled?.() === true) break;
    share = run.advance(chunk);
    options.onProgress?.(share);
  }
  return ok(run.series());
}

function faultsOf(
  options: SeriesOptions,
  asked: number | 'scan',
  tickMs: number,
  rows: number,
): ProcessFault[] {
  const faults = checkOverrides(options.parameters ?? {});
  const tick = asked === 'scan' ? null : tickFault(asked);
  if (tick !== null) faults.push(tick);
  const wrong = (quantity: string, value: number, allowed: string, advice: string): void => {
    faults.push({ place: 'series', quantity, value: String(value), allowed, advice });
  };
  const sampleMs = options.sampleS * 1000;
  if (!(sampleMs > 0) || (tick === null && sampleMs % tickMs !== 0))
    wrong('sampleS, s', options.sampleS, `a multiple of ${tickMs / 1000}`, 'sample on whole steps');
  if (!(rows >= 1) || rows > MAX_ROWS)
    wrong('days', options.days, `1 to ${MAX_ROWS} rows of sampleS`, 'give another span or period');
  for (const { afterS } of options.changes ?? [])
    if (!(afterS >= 0)) wrong('afterS, s', afterS, '0 or more', 'give a time within the run');
  return faults;
}

function createRun(plant: VirtualPlant, options: SeriesOptions, rows: number): SeriesRun {
  const sampleMs = options.sampleS * 1000;
  const startMs = plant.nowMs();
  const timesMs = new Float64Array(rows);
  const columns: Record<string, Float64Array> = {};
  const readers: { name: string; read: () => number; column: Float64Array; told: boolean }[] = [];
  const add = (name: string, read: () => number): void => {
    const column = new Float64Array(rows).fill(Number.NaN);
    columns[name] = column;
    readers.push({ name, read, column, told: false });
  };
  for (const tag of options.tags) add(tag, () => plant.tagValue(tag) ?? Number.NaN);
  for (const [name, probe] of Object.entries(options.probes ?? {})) add(name, () => probe(plant));
  const changes = [...(options.changes ?? [])].sort((a, b) => a.afterS - b.afterS);
  const faults: SeriesFault[] = [];
  let row = 0;
  let nextChange = 0;
  let broken = false;

  const tell = (fault: ProcessFault): void => {
    if (faults.length < MAX_FAULTS) faults.push({ atMs: plant.nowMs(), fault });
  };
  const change = ({ command }: SeriesChange): void => {
    const answer = runControlLine(JSON.stringify(command), plant, { cut: () => undefined });
    if (answer.ok) return;
    tell({
      place: 'change',
      quantity: String(command['cmd']),
      value: JSON.stringify(command),
      allowed: 'a command of the control channel',
      advice: answer.error,
    });
  };
  /** The plant keeps what is shorter than a step for its next call. */
  const advanceTo = (ms: number): void => {
    plant.advance(Math.max(0, ms - plant.nowMs() - plant.state.remainderMs));
  };
  /** Up to a moment of the run, with the changes that fall before it. */
  const runTo = (untilMs: number): void => {
    for (let next = changes[nextChange]; next !== undefined; next = changes[nextChange]) {
      const atMs = startMs + next.afterS * 1000;
      if (atMs >= untilMs) break;
      advanceTo(atMs);
      change(next);
      nextChange++;
    }
    advanceTo(untilMs);
  };
  const takeRow = (): void => {
    timesMs[row] = plant.nowMs();
    for (const reader of readers) {
      const value = reader.read();
      reader.column[row] = value;
      if (Number.isFinite(value) || reader.told) continue;
      reader.told = true;
      tell({
        place: reader.name,
        quantity: 'value',
        value: String(value),
        allowed: 'a number',
        advice: 'look at the changes and parameters of this run',
      });
    }
    row++;
  };

  return {
    rows,
    advance(more) {
      const end = Math.min(rows, row + more);
      try {
        while (row < end && !broken) {
          runTo(startMs + (row + 1) * sampleMs);
          takeRow();
        }
      } catch (error) {
        // A bug of a model must not take the process of whoever looks ahead with it.
        broken = true;
        tell({
          place: 'virtual plant',
          quantity: 'run',
          value: error instanceof Error ? error.message : String(error),
          allowed: 'no error',
          advice: 'the run ends here; report it with the state it began from',
        });
      }
      return broken ? 1 : row / rows;
    },
    series: () => ({
      timesMs: timesMs.subarray(0, row),
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, column.subarray(0, row)]),
      ),
      faults,
      final: plant.state,
      complete: row === rows,
    }),
  };
}
