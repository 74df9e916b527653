import path from 'node:path';
import {
  NO_QUALITY,
  FIRST_LIVE_QUALITY,
  advanceLive,
  livePlan,
} from '#core/control/live-quality.ts';
import { POLL_PERIOD_MS } from '#core/plant/tag.ts';
import type { Sample } from '#core/signal/sample.ts';
import { MinuteRunner } from '#engine/app/quality/minute-runner.ts';
import { QualityLedger } from '#engine/app/quality/ledger.ts';
import { References } from '#engine/app/quality/references.ts';
import { qualityPlan } from '#core/signal/quality-state/plan.ts';
import { firstQualityState } from '#core/signal/quality-state/state.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { runSeries } from '#twin/run/series.ts';
import { atMost, figure, percentile } from './metric.ts';
import type { Bench, Metric } from './metric.ts';

/**
 * `quality [DAYS]`: what the quality of the data costs on the reference plant: its part of a scan,
 * the step of a minute after so many simulated days (20 unless told otherwise), and what is saved.
 */
const root = path.resolve(import.meta.dirname, '..');
const MINUTE_MS = 60_000;
const SCANS = 20_000;
/** A minute is worked on between two scans; more than this would be felt in one. */
const MINUTE_MS_LIMIT = 5;

const bench: Bench = ({ args }) => {
  const days = Number(args[0] ?? 20);
  const loaded = readProfile(path.join(root, 'resources/profiles/geumgang-mbr'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const profile = loaded.value;
  const startMs = Date.UTC(2026, 5, 1);
  const grid = profile.tags.filter(({ store }) => store === 'grid').map(({ id }) => id);
  const periodMs = new Map(
    profile.tags.map(({ id, pollClass }) => [id, Math.max(MINUTE_MS, POLL_PERIOD_MS[pollClass])]),
  );
  const run = profile.machines.flatMap(({ id, units }) =>
    units
      .map((unit) => ({ id, tag: `${unit.id}.run` }))
      .filter(({ tag }) => profile.tags.some((each) => each.id === tag)),
  );
  const series = runSeries({
    profile,
    seed: 7,
    startMs,
    days,
    sampleS: 60,
    tags: [...grid, ...run.map(({ tag }) => tag)],
  });
  if (!series.ok) throw new Error(JSON.stringify(series.error));
  const { timesMs, columns } = series.value;

  const plan = qualityPlan(profile);
  const references = new References(plan);
  const runner = new MinuteRunner(
    plan,
    firstQualityState(plan, startMs),
    new QualityLedger(),
    references,
  );
  const took: number[] = [];
  const last: number[] = [];
  const hourly: number[] = [];
  for (let i = 0; i < timesMs.length; i++) {
    const tsMs = startMs + i * MINUTE_MS;
    const rows = grid.map((tag): StoredSample => ({
      tag,
      value: columns[tag]?.[i] ?? null,
      quality: 'good',
      // Analysers that are read more seldom than each minute hold their result in between.
      provenance: tsMs % (periodMs.get(tag) ?? MINUTE_MS) === 0 ? 'measured' : 'held',
      tsMs,
    }));
    const running = new Map<string, boolean>();
    for (const { id, tag } of run)
      running.set(id, running.get(id) === true || (columns[tag]?.[i] ?? 0) !== 0);
    const before = performance.now();
    runner.advance({ tsMs, rows, running, watched: true });
    const ms = performance.now() - before;
    took.push(ms);
    if (i >= timesMs.length - 1440) last.push(ms);
    if (i % 60 === 0) hourly.push(ms);
  }
  const text = JSON.stringify(runner.state);
  const saves: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    JSON.stringify(runner.state);
    saves.push(performance.now() - before);
  }
  return Promise.resolve([
    atMost('minute step of all sensors, median', percentile(took, 0.5), 'ms', MINUTE_MS_LIMIT),
    atMost('minute step of all sensors, p99', percentile(took, 0.99), 'ms', MINUTE_MS_LIMIT),
    figure('minute step on the last day, median', percentile(last, 0.5), 'ms'),
    figure('minute step that closes an hour, median', percentile(hourly, 0.5), 'ms'),
    figure('minute step, longest', Math.max(...took), 'ms'),
    figure('what is saved each hour', text.length / 1024, 'kB'),
    figure('writing it as text, median', percentile(saves, 0.5), 'ms'),
    ...liveCost(),
  ]);

  function liveCost(): Metric[] {
    const settings = livePlan(profile, false);
    let state = FIRST_LIVE_QUALITY;
    const scans: number[] = [];
    for (let i = 0; i < SCANS; i++) {
      const wallMs = startMs + i * 1000;
      const row = Math.floor(i / 60) % timesMs.length;
      const sample = (tag: string): Sample => ({
        value: columns[tag]?.[row] ?? null,
        quality: 'good',
        provenance: 'measured',
        sourceTimeMs: wallMs,
      });
      const samples = new Map(grid.map((tag) => [tag, sample(tag)]));
      const readings = grid.map((tag) => ({
        tag,
        value: columns[tag]?.[row] ?? 0,
        sourceTimeMs: wallMs,
        monoMs: i * 1000,
      }));
      const now = { wallMs, monoMs: i * 1000, elapsedMs: 1000, plantMs: wallMs };
      const before = performance.now();
      ({ state } = advanceLive(settings, state, samples, readings, NO_QUALITY, now));
      scans.push(performance.now() - before);
    }
    return [
      figure('part of a scan, median', percentile(scans, 0.5), 'ms'),
      atMost('part of a scan, p99', percentile(scans, 0.99), 'ms', 1),
    ];
  }
};
export default bench;
