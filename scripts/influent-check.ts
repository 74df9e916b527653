import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compareInfluent } from './influent/compare.ts';
import { readBoulderAmmonia, readBoulderFlow, readMinesSewage } from './influent/measured.ts';
import { readProfileDir } from '#twin/profile-dir.ts';

/**
 * Holds the generator of the incoming water against measured inflow: fits its pattern to the
 * first half of a series and compares what it makes with the second half, in distribution.
 */

const USAGE = `Usage: npm run influent:check -- [--json FILE] [--refs DIR]

Fits the influent generator to measured series (first half) and compares its values with the
second half: distribution of values and of changes, quantiles, autocorrelation.`;

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { json: { type: 'string' }, refs: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
const refs =
  values.refs ?? process.env['MULJIGI_REFS'] ?? path.resolve(root, '..', 'shared', 'refs');
const folder = path.join(refs, 'real');
if (!existsSync(folder)) {
  process.stderr.write(`${folder}: no measured data there; give --refs DIR or set MULJIGI_REFS\n`);
  process.exit(2);
}
const profile = await readProfileDir(path.join(root, 'resources/profiles/geumgang-mbr'));
if (!profile.ok) {
  process.stderr.write(`${profile.error.join('\n')}\n`);
  process.exit(3);
}
const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const reports = [
  compareInfluent(profile.value.influent, {
    name: 'Boulder influent flow, hourly',
    field: 'flow',
    series: readBoulderFlow(text('boulder_flow_hourly_2019.csv')),
    // Set before the fit was tried: the second half of the year differs from the first.
    targets: { values: 0.1, changes: 0.1, acf1: 0.05, acfDay: 0.15 },
  }),
  compareInfluent(profile.value.influent, {
    name: 'Colorado School of Mines MBR, sewage drawn, 6 h means',
    field: 'flow',
    series: readMinesSewage(text('mines_mbr_1min_2010.csv')),
    // 60 values: chance alone gives 0.17 in one of twenty.
    targets: { values: 0.17, changes: 0.17, acf1: 0.25, acfDay: 0.25 },
  }),
  compareInfluent(profile.value.influent, {
    name: 'Boulder ammonium in an aerated zone, hourly (a controlled basin, pattern only)',
    field: 'strength',
    series: readBoulderAmmonia(text('boulder_ammonia_5min_2019.csv')),
    targets: { values: 0.15, changes: 0.15, acf1: 0.1, acfDay: 0.25 },
  }),
];

const figure = (value: number): string => value.toFixed(3);
for (const report of reports) {
  process.stdout.write(`\n${report.name}\n`);
  process.stdout.write(
    `  ${report.fitted} values fitted, ${report.heldOut} held out, generator ${report.generated} values of ${report.seeds} seeds\n`,
  );
  process.stdout.write(
    `  noise ${report.noise.map((s) => `${figure(s.relativeSd)} over ${s.correlationS / 3600} h`).join(', ')}\n`,
  );
  for (const line of report.lines)
    process.stdout.write(
      `  ${line.figure.padEnd(34)} measured ${figure(line.measured)}  generator ${figure(line.generated)}${line.target === null ? '' : `  distance ${figure(line.distance)}  target ${figure(line.target)}  ${line.distance <= line.target ? 'met' : 'MISSED'}`}\n`,
    );
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(reports, null, 2)}\n`);
const missed = reports.flatMap((report) =>
  report.lines.filter((line) => line.target !== null && line.distance > line.target),
);
process.stdout.write(`\n${missed.length} of the targets missed\n`);
