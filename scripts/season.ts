// Lets the virtual plant live through a year in a few minutes, into a data folder that the application then opens.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { DEFAULT_COARSE_TICK_MS, tickFault } from '#twin/run/tick.ts';
import { faultText } from '#core/process/fault.ts';
import { liveThrough } from './season/long-history.ts';

const USAGE = `npm run season -- --out DIR [--days 365] [--end ISO] [--seed 1] [--tick 30] [--profile DIR]
  --out DIR      data folder to fill; history.db must not stand there yet
  --end ISO      end of the past; now unless given
  --tick S       step of the plant, s: 5 to 60`;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    days: { type: 'string', default: '365' },
    end: { type: 'string', default: new Date().toISOString() },
    seed: { type: 'string', default: '1' },
    tick: { type: 'string', default: String(DEFAULT_COARSE_TICK_MS / 1000) },
    profile: { type: 'string', default: defaultProfileDir() },
  },
});
const MINUTE_MS = 60_000;
const days = Number(values.days);
const endMs = Math.floor(Date.parse(values.end) / MINUTE_MS) * MINUTE_MS;
const seed = Number(values.seed);
const tickMs = Number(values.tick) * 1000;
const badTick = tickFault(tickMs);
const problems = [
  values.out === undefined ? '--out is missing' : '',
  Number.isInteger(days) && days >= 1 && days <= 3660 ? '' : '--days must be 1 to 3660',
  Number.isNaN(endMs) ? '--end must be an ISO time' : '',
  Number.isInteger(seed) ? '' : '--seed must be a whole number',
  badTick === null ? '' : `--tick: ${faultText(badTick)}`,
].filter((problem) => problem !== '');
if (problems.length > 0 || values.out === undefined) {
  process.stderr.write(`season: ${problems.join('; ')}\n${USAGE}\n`);
  process.exit(2);
}
const profile = readProfile(values.profile);
if (!profile.ok) {
  process.stderr.write(
    `${profile.error.map((issue) => `${issue.file} ${issue.path}: ${issue.value} - ${issue.rule}`).join('\n')}\n`,
  );
  process.exit(3);
}

const startedMs = performance.now();
const { plant, ...done } = await liveThrough({
  profile: profile.value,
  dataDir: path.resolve(values.out),
  seed,
  endMs,
  days,
  tickMs,
  settleDays: 10,
  // No multiple of the 9 min of suction and rest, so that a few hours see all of the cycle.
  scanMinutes: 20,
  fineDays: Math.min(3, days),
  onDay: (day, { state }) => {
    if (day % 30 !== 0) return;
    const spentS = (performance.now() - startedMs) / 1000;
    process.stderr.write(
      `${new Date(state.timeMs).toISOString()}  day ${String(day)}  ${spentS.toFixed(0)} s  ${(state.plant.totalKwh / 1000).toFixed(1)} MWh\n`,
    );
  },
});
const { account, totalKwh } = plant.state.plant;
process.stdout.write(
  `${JSON.stringify({ days, ...done, tookS: (performance.now() - startedMs) / 1000, totalKwh, waterM3: account, cleanings: plant.state.cleaningsDone }, null, 2)}\n`,
);
