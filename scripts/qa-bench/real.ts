import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';
import type { MinuteSample } from '#core/signal/qa/finding.ts';
import { advanceMonitor, firstMonitor } from '#core/signal/qa/monitor.ts';
import type { MachineTest, MonitorSettings, SensorTest } from '#core/signal/qa/settings.ts';
import { figuresOf } from './report.ts';
import type { Figures } from './report.ts';
import type { Label, RunFindings, Told } from './measure.ts';
import { DRIFT_GROWS_H, HOURS, KINDS, SIZES } from './schedule.ts';
import type { Kind } from './schedule.ts';

/** A recorded series with what the tests must know of its signals. */
interface Recording {
  readonly name: string;
  readonly stepMin: number;
  readonly timesMs: readonly number[];
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly settings: MonitorSettings;
  /** Switches of the plant that stand for its machines. */
  readonly switches: readonly string[];
  readonly copies: number;
}

export interface RealFigures {
  readonly name: string;
  /** Faults laid over the recording. */
  readonly figures: Figures;
  /** The recording as it is. */
  readonly clean: Figures;
}

/** Ranges of the transmitters by name of the column; units as recorded (US customary; see SOURCES of the series). */
interface Range {
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
  /** Recorded in steps so coarse that standing still for a day is normal. */
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
export async function realFigures(
  print: (line: string) => void,
): Promise<Result<readonly RealFigures[], string>> {
  const refs = resolve(process.env['MULJIGI_REFS'] ?? '../shared/refs', 'real');
  if (!existsSync(refs))
    return err(`the measured series are not in ${refs}; give their folder with MULJIGI_REFS`);
  const mines = await readRecording(
    join(refs, 'mines_mbr_1min_2010.csv'),
    'mines (membrane plant, 1 min, 30 days)',
    1,
    MINES,
    MINES_SWITCHES,
    14,
  );
  const boulder = await readRecording(
    join(refs, 'boulder_ammonia_5min_2019.csv'),
    'boulder (activated sludge, 5 min, 90 days)',
    5,
    BOULDER,
    /^$/,
    5,
  );
  return ok([mines, boulder].map((recording) => measure(recording, print)));
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
      stuckForMin: range.coarse === true ? null : 720,
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

interface Laid {
  readonly label: Label;
  readonly sensor: SensorTest;
  readonly kind: Kind;
  readonly size: number;
  readonly sign: number;
}

/** Days of the recording before the first fault, while the tests learn. */
const LEARN_DAYS = 19.5;
const LANES = 3;
const GAP_H = 12;
const SPIKES_PER_H = 0.3;
const HOUR_MS = 3_600_000;

function measure(recording: Recording, print: (line: string) => void): RealFigures {
  const clean = figuresOf([follow(recording, 'as recorded', [])]);
  print(`${recording.name}: as recorded, ${String(clean.falseAlarms)} alarms`);
  const planned = lay(recording);
  const runs = planned.map((laid, i) => follow(recording, `copy ${String(i + 1)}`, laid));
  return { name: recording.name, figures: figuresOf(runs), clean };
}

/** Faults over the copies of the recording, shuffled; what finds no room is left out evenly. */
function lay({ settings, timesMs, copies }: Recording): Laid[][] {
  const random = seedRandom(5, 3);
  const wanted = settings.sensors.flatMap((sensor) =>
    KINDS.flatMap((kind) =>
      SIZES[kind].map((size) => ({ sensor, kind, size, key: nextUniform(random) })),
    ),
  );
  wanted.sort((a, b) => a.key - b.key);
  const startMs = timesMs[0] ?? 0;
  const endMs = timesMs.at(-1) ?? 0;
  return Array.from({ length: copies }, (_, copy) => {
    const laid: Laid[] = [];
    for (let lane = 0; lane < LANES; lane++) {
      let atMs = startMs + (LEARN_DAYS * 24 + lane * 7) * HOUR_MS;
      for (;;) {
        const from = atMs;
        const at = wanted.findIndex(
          ({ sensor, kind, size }) =>
            from + HOURS[kind](size) * HOUR_MS <= endMs &&
            laid.every((each) => each.sensor !== sensor || from > each.label.toMs + 96 * HOUR_MS),
        );
        const [next] = at < 0 ? [] : wanted.splice(at, 1);
        if (next === undefined) break;
        const { sensor, kind, size } = next;
        const toMs = from + HOURS[kind](size) * HOUR_MS;
        const label = {
          run: `copy ${String(copy + 1)}`,
          tag: sensor.tag,
          kind,
          size,
          fromMs: from,
          toMs,
        };
        laid.push({ label, sensor, kind, size, sign: nextUniform(random) < 0.5 ? -1 : 1 });
        atMs = toMs + GAP_H * HOUR_MS;
      }
    }
    return laid;
  });
}

/** The tests over the recording with faults laid over it. */
function follow(recording: Recording, run: string, laid: readonly Laid[]): RunFindings {
  const { settings, timesMs, columns, switches } = recording;
  const state = firstMonitor(settings);
  const random = seedRandom(9, run.length + laid.length);
  const held = new Map<Laid, number>();
  const findings = new Map<string, Told>();
  let before: readonly number[] = [];
  timesMs.forEach((tsMs, row) => {
    const samples = new Map<string, MinuteSample>();
    for (const sensor of settings.sensors) {
      let value = columns.get(sensor.tag)?.[row] ?? Number.NaN;
      for (const fault of laid)
        if (fault.sensor === sensor && tsMs >= fault.label.fromMs && tsMs < fault.label.toMs)
          value = spoil(fault, value, tsMs, recording.stepMin, held, random);
      const usable = Number.isFinite(value);
      samples.set(sensor.tag, { value: usable ? value : null, fresh: usable });
    }
    for (const { id } of settings.drives)
      samples.set(id, { value: columns.get(id)?.[row] ?? null, fresh: true });
    const now = switches.map((name) => columns.get(name)?.[row] ?? 0);
    const running = new Map<string, boolean>();
    switches.forEach((name, i) => {
      if (before[i] !== now[i]) return;
      running.set(name, (now[i] ?? 0) > 0.5);
      if ((now[i] ?? 0) > 0.5) running.set(`${name} alone`, true);
    });
    before = now;
    const step = advanceMonitor(
      settings,
      state,
      { tsMs, samples },
      { inCare: new Set(), running, utcOffsetMin: -420 },
    );
    for (const { finding } of step.findings)
      if (finding.severity !== 'note' && !findings.has(finding.id))
        findings.set(finding.id, { tag: finding.tag, check: finding.check, toldMs: tsMs, finding });
  });
  return {
    run,
    fromMs: timesMs[0] ?? 0,
    toMs: timesMs.at(-1) ?? 0,
    tags: settings.sensors.map(({ tag }) => tag),
    findings: [...findings.values()],
    labels: laid.map(({ label }) => label),
  };
}

/** What the faulty transmitter would have shown. */
function spoil(
  fault: Laid,
  value: number,
  tsMs: number,
  stepMin: number,
  held: Map<Laid, number>,
  random: ReturnType<typeof seedRandom>,
): number {
  const { sensor, kind, size, sign, label } = fault;
  const part = (size / 100) * sensor.span;
  const within = (x: number): number => Math.min(sensor.max, Math.max(sensor.min, x));
  switch (kind) {
    case 'spike':
      return nextUniform(random) < 1 - Math.exp((-SPIKES_PER_H * stepMin) / 60)
        ? within(value + (nextUniform(random) < 0.5 ? -part : part))
        : value;
    case 'stuck': {
      const first = held.get(fault) ?? value;
      held.set(fault, first);
      return first;
    }
    case 'drift': {
      const grown = Math.min(1, (tsMs - label.fromMs) / (DRIFT_GROWS_H * HOUR_MS));
      return within(value + sign * part * grown);
    }
    case 'bias':
      return within(value + sign * part);
    case 'noise':
      return within(value + part * nextGaussian(random));
    case 'dropout':
      return nextUniform(random) < size / 100 ? sensor.min : value;
  }
}
