// Lives the technician's day in the real window, in both languages, the daily round by keyboard and by touch:
// day.ts [--json FILE] [--short]. With --short the hours between two steps are left out. Prints each step with its time and the figures, and keeps pictures in docs/screens/day.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { atMost, figure } from '#bench/metric.ts';
import type { Metric } from '#bench/metric.ts';
import { optionsOf, stop } from './lib/options.ts';

const ROUND_LIMIT_MS = 60_000;
const STEPS_OF_A_DAY = 10;

const lived = z.object({
  steps: z.array(
    z.object({
      language: z.string(),
      step: z.string(),
      machineMs: z.number(),
      inputs: z.number(),
      deadEnds: z.array(z.string()),
    }),
  ),
  rounds: z.array(z.object({ language: z.string(), by: z.string(), machineMs: z.number() })),
});

const values = optionsOf('day', {
  options: { json: { type: 'string' }, short: { type: 'boolean', default: false } },
});
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'muljigi-day-figures-'));
const file = path.join(folder, 'day.json');
const outcome = spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'e2e', 'day.spec.ts'], {
  cwd: root,
  stdio: 'inherit',
  // What continuous integration leaves out is wanted here.
  env: {
    ...process.env,
    CI: '',
    MULJIGI_DAY: values.short ? 'short' : 'whole',
    MULJIGI_DAY_JSON: file,
  },
});
let text: string;
try {
  text = readFileSync(file, 'utf8');
} catch {
  stop('day', 'the day did not come to an end in the window; its words are above', 1);
}
rmSync(folder, { recursive: true, force: true });
const { steps, rounds } = lived.parse(JSON.parse(text));
for (const { language, step, machineMs, inputs, deadEnds } of steps)
  process.stdout.write(
    `${language}  ${step.padEnd(24)} ${String(machineMs).padStart(7)} ms ${String(inputs).padStart(5)} inputs  ${deadEnds.join('; ')}\n`,
  );
const slowest = (by: string): number =>
  Math.max(...rounds.filter((each) => each.by === by).map(({ machineMs }) => machineMs));
const isThere = (by: string): number => rounds.filter((each) => each.by === by).length;
const metrics: Metric[] = [
  atMost(
    'daily round by keyboard alone, slower language',
    slowest('keyboard'),
    'ms',
    ROUND_LIMIT_MS,
  ),
  atMost('daily round by touch alone, slower language', slowest('touch'), 'ms', ROUND_LIMIT_MS),
  figure('daily rounds walked', isThere('keyboard') + isThere('touch'), ''),
  atMost(
    'dead ends',
    steps.reduce((sum, { deadEnds }) => sum + deadEnds.length, 0),
    '',
    0,
  ),
  figure('steps', steps.length, ''),
  figure(
    'machine time of all steps',
    steps.reduce((sum, { machineMs }) => sum + machineMs, 0),
    'ms',
  ),
  atMost(
    'steps that did not come to their end',
    Math.max(0, 2 * (STEPS_OF_A_DAY + 1) - steps.length),
    '',
    0,
  ),
];
for (const { ok, metric, value, unit, target } of metrics)
  process.stdout.write(
    `${ok ? 'ok    ' : 'MISSED'}  ${metric}: ${String(value)} ${unit}  ${target}`.trimEnd() + '\n',
  );
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ metrics, steps, rounds }, null, 2)}\n`);
process.exitCode = outcome.status === 0 && metrics.every(({ ok }) => ok) ? 0 : 1;
