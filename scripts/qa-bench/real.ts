import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';
import type { MinuteSample } from '#core/signal/qa/finding.ts';
import { advanceMonitor, firstMonitor } from '#core/signal/qa/monitor.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import type { SensorTest } from '#core/signal/qa/settings.ts';
import { figuresOf } from './report.ts';
import type { Figures } from './report.ts';
import type { Label, RunFindings, Told } from './measure.ts';
import { recordings } from './recording.ts';
import type { Recording } from './recording.ts';
import { DRIFT_GROWS_H, HOURS, KINDS, SIZES } from './schedule.ts';
import type { Kind } from './schedule.ts';

export interface RealFigures {
  readonly name: string;
  /** Faults laid over the recording. */
  readonly figures: Figures;
  /** The recording as it is. */
  readonly clean: Figures;
}

/** Seeds of when which fault is laid: those that are reported, and those that bounds may be chosen on. */
export const LAID = { report: 5, tuning: 6 } as const;

/** Figures of all measured series. */
export async function realFigures(
  seed: number,
  print: (line: string) => void,
): Promise<Result<readonly RealFigures[], string>> {
  const known = await recordings();
  if (!known.ok) return known;
  return ok(known.value.map((recording) => measure(recording, seed, print)));
}

/** What the tests say of a recording as it is, and of its copies with faults laid over them. */
export function runsOf(
  recording: Recording,
  seed: number,
): { readonly clean: RunFindings; readonly faulty: RunFindings[] } {
  const start = begin(recording);
  return {
    clean: follow(recording, 'as recorded', [], start),
    faulty: lay(recording, seed).map((laid, i) =>
      follow(recording, `copy ${String(i + 1)}`, laid, start),
    ),
  };
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

function measure(recording: Recording, seed: number, print: (line: string) => void): RealFigures {
  const runs = runsOf(recording, seed);
  const clean = figuresOf([runs.clean]);
  print(`${recording.name}: as recorded, ${String(clean.falseAlarms)} alarms`);
  return { name: recording.name, figures: figuresOf(runs.faulty), clean };
}

/** Faults over the copies of the recording, shuffled; what finds no room is left out evenly. */
function lay({ settings, timesMs, copies }: Recording, seed: number): Laid[][] {
  const random = seedRandom(seed, 3);
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

/** What is the same in all copies: the recording up to the first fault. */
interface Start {
  readonly rows: number;
  /** State of the tests as JSON, each copy goes on from one of its own. */
  readonly saved: string;
  readonly findings: ReadonlyMap<string, Told>;
}

function begin(recording: Recording): Start {
  const startMs = recording.timesMs[0] ?? 0;
  const endMs = startMs + LEARN_DAYS * 24 * HOUR_MS;
  const rows = recording.timesMs.findIndex((tsMs) => tsMs >= endMs);
  const state = firstMonitor(recording.settings);
  const findings = new Map<string, Told>();
  go(recording, state, findings, [], 0, rows, seedRandom(9, 0));
  return { rows, saved: JSON.stringify(state), findings };
}

/** The tests over the recording with faults laid over it, from where the first of them may begin. */
function follow(
  recording: Recording,
  run: string,
  laid: readonly Laid[],
  start: Start,
): RunFindings {
  const { settings, timesMs } = recording;
  const state = JSON.parse(start.saved) as MonitorState;
  const findings = new Map(start.findings);
  const random = seedRandom(9, run.length + laid.length);
  go(recording, state, findings, laid, start.rows, timesMs.length, random);
  return {
    run,
    fromMs: timesMs[0] ?? 0,
    toMs: timesMs.at(-1) ?? 0,
    tags: settings.sensors.map(({ tag }) => tag),
    findings: [...findings.values()],
    labels: laid.map(({ label }) => label),
  };
}

/** Rows `from` to `to` (not counted) of the recording. */
function go(
  recording: Recording,
  state: MonitorState,
  findings: Map<string, Told>,
  laid: readonly Laid[],
  from: number,
  to: number,
  random: ReturnType<typeof seedRandom>,
): void {
  const { settings, timesMs, columns, switches } = recording;
  const held = new Map<Laid, number>();
  let before: readonly number[] = switches.map((name) => columns.get(name)?.[from - 1] ?? 0);
  for (let row = from; row < to; row++) {
    const tsMs = timesMs[row] ?? 0;
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
  }
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
