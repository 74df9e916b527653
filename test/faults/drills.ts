// Holds every drill on files, disk and clock, and prints what came of each: drills.ts [NAME...] [--json FILE]
// NAME: only drills whose name contains it.
import { writeFileSync } from 'node:fs';
import { argumentsOf, stop } from '../../scripts/lib/options.ts';
import { CLOCK_DRILLS } from './clock-drills.ts';
import { DISK_DRILLS } from './disk-drills.ts';
import { HISTORY_DRILLS } from './history-drills.ts';

const { values, positionals } = argumentsOf('faults:drills', {
  options: { json: { type: 'string' } },
  allowPositionals: true,
});
const all = [...HISTORY_DRILLS, ...DISK_DRILLS, ...CLOCK_DRILLS];
const drills = all.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (drills.length === 0)
  stop(
    'faults:drills',
    `no drill is called ${positionals.join(', ')}; there are: ${all.map(({ name }) => name).join('; ')}`,
    2,
  );
const report: ({
  readonly name: string;
  readonly expects: string;
  readonly outcome: string;
} & Partial<NonNullable<Awaited<ReturnType<(typeof all)[number]['run']>>>>)[] = [];
for (const { name, expects, run } of drills) {
  const result = await run();
  const outcome =
    result === null ? 'notHeld' : result.findings.length === 0 ? 'survived' : 'failed';
  report.push({ name, expects, outcome, ...result });
  process.stdout.write(
    `${outcome.padEnd(9)} ${name}: ${result?.told ?? 'this machine does not allow it'}\n`,
  );
  for (const finding of result?.findings ?? []) process.stdout.write(`          ${finding}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
const count = (asked: string): number => report.filter(({ outcome }) => outcome === asked).length;
const failed = count('failed');
process.stdout.write(
  `${report.length} drills, ${failed} failed, ${count('notHeld')} not held on this machine\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
