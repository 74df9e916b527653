import { defaultProfileDir } from '#engine/app/arguments.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import type { MonitorSettings } from '#core/signal/qa/settings.ts';
import { paceEstimate } from '#core/signal/qa/vessel-judge.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { optionsOf } from './lib/options.ts';
import { simulate } from './qa-bench/runs.ts';
import { TUNING, startOf } from './qa-bench/simulated.ts';
import { watch } from './qa-bench/watch.ts';

/**
 * `npm run qa:limits`: what the signals alone can tell of a slow error of each sensor, however its bounds are
 * set. In 90 simulated days without a fault: what the others leave unexplained of the mean of a day (its
 * size, or its change in three days where that is less; vessels: the offset, or twice the drift of a
 * day), how many times 5 % of the span is that, and the share of drifts of 5 % in two days that a bound with
 * one false alarm a month would find after three days, errors taken as normal and new every two days.
 */
const values = optionsOf('qa:limits', {
  options: { profile: { type: 'string', default: defaultProfileDir() } },
});
const profile = await readProfileDir(values.profile);
if (!profile.ok) {
  process.stderr.write(`${profile.error.join('\n')}\n`);
  process.exit(3);
}

/** Hours until the models know the plant. */
const LEARN_H = 480;
const CHANGE_H = 72;
/** Bound of a normal error that is passed once in 15, either side. */
const BOUND = 1.83;
/** Share of the drift that the mean of a day shows three days after its beginning. */
const SHOWN = 0.9;

const [seed = 11] = TUNING.cleanSeeds;
const run = await simulate({
  profile: profile.value,
  seed,
  startMs: startOf(1),
  days: TUNING.days,
  changes: [],
});
const errors = new Map<string, number[]>();
const drifts = new Map<string, number[]>();
function put(into: Map<string, number[]>, tag: string, value: number): void {
  const known = into.get(tag);
  if (known === undefined) into.set(tag, [value]);
  else known.push(value);
}
function look(settings: MonitorSettings, state: MonitorState, hour: number): void {
  if (hour < LEARN_H) return;
  const { sensors, vessels = [] } = settings;
  const paced = vessels.flatMap((test) => {
    const own = state.vessels?.[sensors[test.sensor]?.tag ?? ''];
    return own === undefined ? [] : [{ test, state: own }];
  });
  const estimate = paceEstimate(paced, (i) => sensors[i]?.span ?? 1);
  sensors.forEach(({ tag }, i) => {
    const drift = estimate.driftsPerDay.get(i);
    if (drift !== undefined) {
      put(drifts, tag, drift.value);
      const offset = estimate.offsets.get(i);
      if (offset !== undefined) put(errors, tag, offset.value);
      return;
    }
    const own = state.companion.watch[i]?.errors ?? [];
    put(errors, tag, own.reduce((sum, each) => sum + each, 0) / Math.max(1, own.length));
  });
}
watch(profile.value, run, look);

const sizeOf = (list: readonly number[]): number =>
  list.length === 0
    ? Number.POSITIVE_INFINITY
    : Math.sqrt(list.reduce((sum, each) => sum + each * each, 0) / list.length);
/** Standard normal distribution (Abramowitz and Stegun 1964, 26.2.17). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    0.3989423 *
    Math.exp((-x * x) / 2) *
    t *
    (0.3193815 + t * (-0.3565638 + t * (1.781478 + t * (-1.821256 + t * 1.330274))));
  return x > 0 ? 1 - tail : tail;
}

process.stdout.write(
  'sensor           unexplained, % of span   5 % is so many of it   found at best\n',
);
for (const { tag, range } of profile.value.sensors) {
  const own = errors.get(tag) ?? [];
  const changes = own.slice(CHANGE_H).map((each, k) => each - (own[k] ?? 0));
  const drift = drifts.get(tag);
  const size =
    drift === undefined
      ? Math.min(sizeOf(own), sizeOf(changes))
      : Math.min(sizeOf(own), 2 * sizeOf(drift));
  const share = size / (range.max - range.min);
  const found = normal((SHOWN * 0.05) / share - BOUND);
  process.stdout.write(
    `${tag.padEnd(16)} ${(100 * share).toFixed(2).padStart(22)} ${Math.min(99, 0.05 / share)
      .toFixed(1)
      .padStart(22)} ${`${(100 * found).toFixed(0)} %`.padStart(15)}\n`,
  );
}
