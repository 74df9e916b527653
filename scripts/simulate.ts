import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { keepHeapSmall } from '#engine/platform/small-heap.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { simulateEngine } from './simulation/simulated-engine.ts';

/**
 * `npm run simulate -- --hours 24 [--profile DIR] [--seed N] [--start ISO] [--data-dir DIR] [--json FILE]`:
 * engine and virtual plant together on a simulated clock, as fast as the computer can.
 */
keepHeapSmall();
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    profile: { type: 'string', default: defaultProfileDir() },
    seed: { type: 'string', default: '1' },
    start: { type: 'string', default: '2026-06-01T00:00:00+09:00' },
    'data-dir': { type: 'string' },
    json: { type: 'string' },
  },
});

const hours = Number(values.hours);
const startMs = Date.parse(values.start);
const seed = Number(values.seed);
if (!(hours > 0) || Number.isNaN(startMs) || !Number.isInteger(seed)) {
  process.stderr.write(
    'simulate: --hours must be a positive number, --start an ISO time, --seed a whole number\n',
  );
  process.exit(2);
}
const profile = readProfile(values.profile);
if (!profile.ok) {
  process.stderr.write(
    `${profile.error.map((issue) => `${issue.file} ${issue.path}: ${issue.value} - ${issue.rule}`).join('\n')}\n`,
  );
  process.exit(3);
}

const dataDir = values['data-dir'] ?? mkdtempSync(path.join(tmpdir(), 'muljigi-simulate-'));
const simulation = await simulateEngine({ profile: profile.value, dataDir, startMs, seed });
const { engine } = simulation;
const events = new Map<string, number>();
engine.publisher.onEvent(({ code }) => events.set(code, (events.get(code) ?? 0) + 1));

const startedAt = performance.now();
let mostMb = 0;
for (let hour = 0; hour < hours; hour++) {
  await simulation.advance(Math.min(1, hours - hour) * 3_600_000);
  const mb = process.memoryUsage.rss() / 2 ** 20;
  mostMb = Math.max(mostMb, mb);
  process.stderr.write(
    `${new Date(simulation.clock.wallMs()).toISOString()}  ${(performance.now() / 1000).toFixed(0)} s  ${mb.toFixed(0)} MB  alarms ${
      engine
        .status()
        .alarms.map(({ id }) => id)
        .join(', ') || '-'
    }\n`,
  );
}
const tookS = (performance.now() - startedAt) / 1000;
const status = engine.status();
const summary = {
  hours,
  tookS,
  timesRealTime: (hours * 3600) / tookS,
  scans: status.scan.count,
  overruns: status.scan.overruns,
  gridRows: engine.store.gridRows,
  changeRows: engine.store.changeRows,
  residentMb: mostMb,
  today: status.today,
  alarms: status.alarms.map(({ id }) => id),
  control: status.control,
  events: Object.fromEntries([...events].sort()),
};
await simulation.stop();
if (values['data-dir'] === undefined) rmSync(dataDir, { recursive: true, force: true });
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
process.exit(0);
