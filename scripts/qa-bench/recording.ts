import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { MachineTest, MonitorSettings, SensorTest } from '#core/signal/qa/settings.ts';

/** A recorded series with what the tests must know of its signals. */
export interface Recording {
  readonly name: string;
  readonly stepMin: number;
  readonly timesMs: readonly number[];
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly settings: MonitorSettings;
  /** Switches of the plant that stand for its machines. */
  readonly switches: readonly string[];
  /** Times the recording is run through with faults laid over it. */
  readonly copies: number;
}

/** Ranges of the transmitters by name of the column; units as recorded (US customary; see SOURCES of the series). */
interface Range {
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
  /** Recorded in steps so coarse that standing still for most of a day is normal. */
  readonly coarse?: true;
  /** Switch without which the signal says nothing, by the number in the signal's name. */
  readonly rests?: (line: string) => string;
}
/**
 * Mode 1 draws permeate. In the others (backwash, stand) flow and pressure are of another kind (medians
 * of the recording) and do not lie at their zero either, so that only like minutes are held against one another.
 */
const DRAWING = (line: string): string => `mbr_${line}_mode_1 alone`;
const MINES: readonly Range[] = [
  { pattern: /^mbr_(\d)_perm_flow$/, min: -1, max: 15, rests: DRAWING },
  { pattern: /^mbr_(\d)_tmp$/, min: 0, max: 15, rests: DRAWING },
  { pattern: /^mbr_\d_level$|^bio_\d_level$/, min: 0, max: 12 },
  { pattern: /^perm_tank_level$/, min: 0, max: 5 },
  { pattern: /^sewage_flow$/, min: -1, max: 50 },
  { pattern: /_do$/, min: -0.5, max: 20 },
  { pattern: /_tss$/, min: 0, max: 30_000 },
  { pattern: /^ras_ph$/, min: 0, max: 14, coarse: true },
  { pattern: /^perm_turb$/, min: 0, max: 5, coarse: true },
  { pattern: /^perm_cond$/, min: 0, max: 2000 },
  { pattern: /_blow_flow$/, min: 0, max: 150 },
  { pattern: /^ras_temp$|^bio_\d_temp$|^ambient_temp$/, min: 0, max: 120, coarse: true },
];
/** Where controllers put their valves: companions of the sensors, no sensors themselves. */
const DRIVES = /Valve\.Position/;
const MINES_SWITCHES = /^(mbr_\d_mode_\d|bio_\d_phase_\d)$/;
const BOULDER: readonly Range[] = [
  { pattern: /\.DO\./, min: 0, max: 20 },
  { pattern: /Header\.Flow/, min: 0, max: 5000 },
  { pattern: /Ammonia/, min: 0, max: 50 },
  { pattern: /Nitrate|NO2/, min: 0, max: 50 },
];

/** The measured series; the folder is that of MULJIGI_REFS or `../shared/refs` beside the repository. */
export async function recordings(): Promise<Result<readonly Recording[], string>> {
  const refs = resolve(process.env['MULJIGI_REFS'] ?? '../shared/refs', 'real');
  if (!existsSync(refs))
    return err(`the measured series are not in ${refs}; give their folder with MULJIGI_REFS`);
  return ok([
    await readRecording(
      join(refs, 'mines_mbr_1min_2010.csv'),
      'mines (membrane plant, 1 min, 30 days)',
      1,
      MINES,
      MINES_SWITCHES,
      14,
    ),
    await readRecording(
      join(refs, 'boulder_ammonia_5min_2019.csv'),
      'boulder (activated sludge, 5 min, 90 days)',
      5,
      BOULDER,
      /^$/,
      5,
    ),
  ]);
}

async function readRecording(
  path: string,
  name: string,
  stepMin: number,
  ranges: readonly Range[],
  switchNames: RegExp,
  copies: number,
): Promise<Recording> {
  const [head = '', ...lines] = (await readFile(path, 'utf8')).trim().split('\n');
  const names = head.trim().split(',');
  const rows = lines.map((line) => line.trim().split(','));
  const timesMs = rows.map((row) => Date.parse(row[0] ?? ''));
  const columns = new Map<string, Float64Array>();
  const switches: string[] = [];
  const drives: MachineTest[] = [];
  const sensors: SensorTest[] = [];
  names.forEach((column, i) => {
    const range = ranges.find(({ pattern }) => pattern.test(column));
    const isSwitch = switchNames.test(column);
    const isDrive = DRIVES.test(column);
    if (range === undefined && !isSwitch && !isDrive) return;
    columns.set(
      column,
      Float64Array.from(rows, (row) => (row[i] === '' || row[i] === 'NA' ? NaN : Number(row[i]))),
    );
    if (isSwitch) switches.push(column);
    if (isDrive) drives.push({ id: column, tags: [column] });
    if (range === undefined) return;
    const rests = range.rests?.(range.pattern.exec(column)?.[1] ?? '');
    sensors.push({
      tag: column,
      min: range.min,
      max: range.max,
      span: range.max - range.min,
      accuracyConstant: 0,
      accuracyFactor: 0.05,
      stepMin,
      pollMin: stepMin,
      mostPerMin: null,
      stuckWithin: 0,
      stuckForMin: range.coarse === true ? 1440 : 720,
      restsWithout: rests === undefined ? [] : [rests],
      follows: null,
    });
  });
  sensors.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const settings: MonitorSettings = {
    sensors,
    machines: switches,
    drives,
    crossChecks: [],
    areaM2: new Map(),
  };
  return { name, stepMin, timesMs, columns, settings, switches, copies };
}
