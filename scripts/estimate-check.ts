import { parseArgs } from 'node:util';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { compareDays, dayAhead, estimateCase } from './what-if/estimate-case.ts';

/**
 * `npm run what-if:check -- [--days 20] [--seeds 5,6,7] [--profile DIR]`: how far the day ahead from
 * a state estimated from readings is from that of the exact fork, in summer and in winter. Where
 * the exact fork meets weather of its own, "same inflow" tells the error of the state alone.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '5,6,7' },
    profile: { type: 'string', default: defaultProfileDir() },
  },
});
const days = Number(values.days);
const seeds = values.seeds.split(',').map(Number);
if (!(days >= 1) || seeds.some((seed) => !Number.isInteger(seed))) {
  process.stderr.write('estimate-check: --days must be 1 or more, --seeds whole numbers\n');
  process.exit(2);
}
const profile = await readProfileDir(values.profile);
if (!profile.ok) {
  process.stderr.write(`${profile.error.join('\n')}\n`);
  process.exit(3);
}
const SEASONS = [
  { name: 'summer', startMs: Date.parse('2026-06-10T00:00:00+09:00') },
  { name: 'winter', startMs: Date.parse('2026-01-10T00:00:00+09:00') },
];
const worst = new Map<string, { error: number; alone: number; absolute: boolean }>();
const shown = (error: number, absolute: boolean): string =>
  absolute ? error.toFixed(2).padStart(8) : `${(100 * error).toFixed(1).padStart(7)}%`;
for (const { name, startMs } of SEASONS) {
  for (const seed of seeds) {
    const { plant, estimate } = estimateCase(profile.value, seed, startMs, days);
    const guess = dayAhead(estimate);
    const exact = dayAhead({ state: plant.state, profile: profile.value });
    // The plant's own water under the inflow that the estimate expects: chance of the day ahead taken out.
    const calm = dayAhead({
      state: { ...plant.state, sewer: estimate.state.sewer, influent: estimate.state.influent },
      profile: estimate.profile,
    });
    const alone = compareDays(profile.value, calm, guess);
    process.stdout.write(
      `\n${name}, seed ${String(seed)}\n${'figure'.padEnd(18)}${'exact'.padStart(10)}${'estimate'.padStart(10)}${'error'.padStart(9)}  same inflow\n`,
    );
    compareDays(profile.value, exact, guess).forEach((each, i) => {
      const { error = Number.NaN } = alone[i] ?? {};
      process.stdout.write(
        `${each.name.padEnd(18)}${each.exact.toFixed(2).padStart(10)}${each.guess.toFixed(2).padStart(10)} ${shown(each.error, each.absolute)}     ${shown(error, each.absolute)}\n`,
      );
      const before = worst.get(each.name) ?? { error: 0, alone: 0, absolute: each.absolute };
      worst.set(each.name, {
        error: Math.max(before.error, Math.abs(each.error)),
        alone: Math.max(before.alone, Math.abs(error)),
        absolute: each.absolute,
      });
    });
  }
}
process.stdout.write('\nworst, without sign\n');
for (const [name, { error, alone, absolute }] of worst)
  process.stdout.write(
    `${name.padEnd(18)} ${shown(error, absolute)}     ${shown(alone, absolute)}\n`,
  );
