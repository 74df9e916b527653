// Holds every drill on files, disk and clock, and prints what came of each: drills.ts [NAME...] [--json FILE]
// NAME: only drills whose name contains it.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLOCK_DRILLS } from './clock-drills.ts';
import { DISK_DRILLS } from './disk-drills.ts';
import { HISTORY_DRILLS } from './history-drills.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
});
const all = [...HISTORY_DRILLS, ...DISK_DRILLS, ...CLOCK_DRILLS];
const drills = all.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const report = [];
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
const failed = report.filter(({ outcome }) => outcome === 'failed').length;
process.stdout.write(`${report.length} drills, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
