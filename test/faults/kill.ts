// Kills with SIGKILL at random moments under full load and checks after each kill that nothing
// acknowledged is lost: kill.ts [--n ROUNDS] [--part engine|historian|day] [--lanes N] [--damage SHARE] [--seed N] [--json FILE]
// --part day: the power goes at every step of a round, an order, a delivery and a report; --from N takes the first N without a cut, --passes N (3: every step meets every kind of cut).
// Without --part: N rounds of the whole engine, then a third as many of the historian alone.
import { writeFileSync } from 'node:fs';
import { atMost, figure, percentile } from '#bench/metric.ts';
import type { Metric } from '#bench/metric.ts';
import { optionsOf, stop } from '../../scripts/lib/options.ts';
import { killEngineRounds } from './kill-engine.ts';
import type { EngineKillReport } from './kill-engine.ts';
import { killDay } from './kill-day.ts';
import { killRounds, seeded } from './kill-historian.ts';

const values = optionsOf('faults:kill', {
  options: {
    n: { type: 'string', default: '50' },
    part: { type: 'string' },
    from: { type: 'string', default: '0' },
    passes: { type: 'string', default: '3' },
    damage: { type: 'string' },
    lanes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    json: { type: 'string' },
  },
});
const rounds = Number(values.n);
const lanes = Number(values.lanes);
const damageShare = Number(values.damage ?? 0);
if (!Number.isInteger(rounds) || rounds < 1)
  stop('faults:kill', `--n is ${values.n}; give a whole number of rounds, 1 or more`, 2);
if (!Number.isInteger(lanes) || lanes < 1)
  stop('faults:kill', `--lanes is ${values.lanes}; give a whole number, 1 or more`, 2);
if (!(damageShare >= 0 && damageShare <= 1))
  stop('faults:kill', `--damage is ${String(values.damage)}; give a share of 0 to 1`, 2);
const PARTS = ['engine', 'historian', 'day'];
if (values.part !== undefined && !PARTS.includes(values.part))
  stop('faults:kill', `--part is ${values.part}; give ${PARTS.join(', ')}, or leave it out`, 2);
const seed = values.seed === undefined ? Date.now() % 1e9 : Number(values.seed);
if (!Number.isInteger(seed))
  stop('faults:kill', `--seed is ${String(values.seed)}; give a whole number`, 2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
print(`seed ${seed}`);
const findings: string[] = [];
const metrics: Metric[] = [];

if (values.part === 'day') {
  const report = await killDay(
    seeded(seed),
    { from: Number(values.from), passes: Number(values.passes) },
    print,
  );
  findings.push(...report.findings);
  metrics.push(
    figure('steps of the day that were cut', report.steps, ''),
    figure('cuts', report.cuts, ''),
    figure('cut before the answer, and there all the same', report.keptBeforeAnswer, ''),
    figure('cut before the answer, and not there', report.goneBeforeAnswer, ''),
    atMost('lost, half written or twice', report.findings.length, '', 0),
    figure('a key stroke from asking to durable, median', percentile(report.keyMs, 0.5), 'ms'),
    figure('a key stroke from asking to durable, slowest', Math.max(...report.keyMs), 'ms'),
  );
}
if (values.part === undefined || values.part === 'engine')
  metrics.push(...engineMetrics(await allLanes(lanes)));
if (values.part === undefined || values.part === 'historian') {
  const report = await killRounds(
    values.part === undefined ? Math.ceil(rounds / 3) : rounds,
    seeded(seed),
  );
  findings.push(...report.findings);
  metrics.push(
    figure('historian alone: rounds killed', report.rounds, ''),
    figure('historian alone: scans acknowledged', report.acknowledged, ''),
    figure('historian alone: days moved', report.sealedDays, ''),
    atMost('historian alone: lost, damaged or not opening', report.findings.length, '', 0),
    atMost(
      'historian alone: open, answer and close after a kill, worst',
      Math.max(...report.reopenMs),
      'ms',
      3_000,
    ),
  );
}
for (const finding of findings) print(finding);
for (const { ok, metric, value, unit, target } of metrics)
  print(`${ok ? 'ok    ' : 'MISSED'}  ${metric}: ${value} ${unit}  ${target}`.trimEnd());
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(metrics, null, 2)}\n`);
process.exitCode = metrics.every(({ ok }) => ok) ? 0 : 1;

/** Rounds shared out among lanes, each with a plant and an engine of its own. */
async function allLanes(lanes: number): Promise<EngineKillReport[]> {
  const share = Math.ceil(rounds / lanes);
  return Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killEngineRounds(
        share,
        seeded(seed + lane),
        (line) => print(`lane ${lane}: ${line}`),
        values.damage === undefined ? undefined : damageShare,
      ),
    ),
  );
}

function engineMetrics(reports: readonly EngineKillReport[]): Metric[] {
  const sum = (pick: (report: EngineKillReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  findings.push(...reports.flatMap((report) => report.findings));
  const poll = reports.flatMap((report) => report.pollMs);
  const control = reports.flatMap((report) => report.controlMs);
  return [
    figure(
      'rounds killed',
      sum(({ rounds: count }) => count),
      '',
    ),
    figure(
      'of them before the plant was under control',
      sum(({ early }) => early),
      '',
    ),
    figure(
      'database damaged between two lives',
      sum(({ damaged }) => damaged),
      '',
    ),
    figure(
      'histories brought back',
      sum(({ recoveries }) => recoveries),
      '',
    ),
    figure(
      'records acknowledged',
      sum(({ acknowledged }) => acknowledged),
      '',
    ),
    atMost('acknowledged records lost, files not whole', findings.length, '', 0),
    ...spread('start to first answer of the plant', poll, 3_000),
    ...spread('start to control (heartbeat accepted)', control, 5_000),
  ];
}

function spread(name: string, samples: readonly number[], limitMs: number): Metric[] {
  return [
    figure(`${name}, p50`, percentile(samples, 0.5), 'ms'),
    figure(`${name}, p95`, percentile(samples, 0.95), 'ms'),
    atMost(`${name}, max`, Math.max(...samples), 'ms', limitMs),
  ];
}
