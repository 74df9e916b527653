import type { PlantProfile } from '#core/plant/profile.ts';
import { POLL_PERIOD_MS } from '#core/plant/tag.ts';
import { changesOf, isWithinAccuracy, schedule } from './schedule.ts';
import type { Episode } from './schedule.ts';
import type { Label, RunFindings } from './measure.ts';
import { simulate } from './runs.ts';
import type { Run } from './runs.ts';
import { staffFindings } from './staff.ts';
import { watch } from './watch.ts';

/** Seeds and seasons of a set of runs; figures are reported on seeds the tests were not tuned on. */
export interface RunSet {
  readonly cleanSeeds: readonly number[];
  readonly faultSeeds: readonly number[];
  readonly scheduleSeed: number;
  readonly days: number;
  readonly learnDays: number;
  readonly lanes: number;
  /** Whether each spike of a slow analyser is set so that a poll meets it. */
  readonly placedSpikes: boolean;
}
const DAYS = { days: 90, learnDays: 23, lanes: 4, placedSpikes: true };
export const TUNING: RunSet = {
  ...DAYS,
  cleanSeeds: [11],
  faultSeeds: [21, 22, 23, 24, 25, 26],
  scheduleSeed: 1,
  placedSpikes: false,
};
export const REPORT: RunSet = {
  ...DAYS,
  cleanSeeds: [41],
  faultSeeds: [51, 52, 53, 54, 55, 56],
  scheduleSeed: 2,
};
export const QUICK: RunSet = {
  ...DAYS,
  days: 50,
  cleanSeeds: [],
  faultSeeds: [61],
  scheduleSeed: 3,
};

/** A run begins in the season of its place in the set: spring, summer (rain), autumn, winter, ... */
const SEASONS = ['2026-03-02', '2026-06-08', '2026-09-07', '2026-12-07'] as const;
export const startOf = (index: number): number =>
  Date.parse(`${SEASONS[index % SEASONS.length] ?? SEASONS[0]}T00:00:00+09:00`);

export interface SetResult {
  readonly runs: readonly RunFindings[];
  /** The same with what the staff's readings found beside the signals. */
  readonly staffed: readonly RunFindings[];
  readonly left: number;
  readonly msPerMinute: number;
  readonly stateBytes: number;
  readonly notes: number;
}

/** Simulates (or takes from the cache) and watches all runs of a set. */
export async function runSet(
  profile: PlantProfile,
  set: RunSet,
  tell: (line: string) => void,
  only?: readonly number[],
): Promise<SetResult> {
  const planned = schedule({
    profile,
    sensors: profile.sensors,
    days: set.days,
    runs: set.faultSeeds.length,
    learnDays: set.learnDays,
    lanes: set.lanes,
    seed: set.scheduleSeed,
  });
  const jobs = [
    ...set.cleanSeeds.map((seed, i) => ({
      seed,
      startMs: startOf(i + 1),
      episodes: [] as readonly Episode[],
    })),
    ...set.faultSeeds.map((seed, i) => ({
      seed,
      startMs: startOf(i),
      episodes: planned.runs[i] ?? [],
    })),
  ];
  const typical = usualValues(
    await simulate({ profile, seed: 10, startMs: startOf(0), days: 5, changes: [] }),
  );
  const runs: RunFindings[] = [];
  const staffed: RunFindings[] = [];
  let msPerMinute = 0;
  let stateBytes = 0;
  let notes = 0;
  for (const { seed, startMs, episodes } of jobs) {
    if (only !== undefined && !only.includes(seed)) continue;
    const changes = changesOf(episodes, typical, set.placedSpikes ? pollMinutes(profile) : null);
    const run = await simulate({ profile, seed, startMs, days: set.days, changes });
    const watched = watch(profile, run);
    msPerMinute += watched.msPerMinute / jobs.length;
    stateBytes = Math.max(stateBytes, watched.stateBytes);
    notes += watched.notes;
    const name = `seed ${String(seed)}`;
    const seen: RunFindings = {
      run: name,
      fromMs: startMs,
      toMs: startMs + run.minutes * 60_000,
      tags: profile.sensors.map(({ tag }) => tag),
      findings: watched.findings,
      labels: episodes.map((episode): Label => ({
        run: name,
        tag: episode.sensor.tag,
        kind: episode.kind,
        size: episode.size,
        fromMs: startMs + episode.fromH * 3_600_000,
        toMs: startMs + episode.toH * 3_600_000,
        within: isWithinAccuracy(episode, typical.get(episode.sensor.tag) ?? 0),
      })),
    };
    runs.push(seen);
    staffed.push({
      ...seen,
      findings: [...watched.findings, ...staffFindings(profile, run, episodes, seed)],
    });
    tell(`${name}: ${String(episodes.length)} faults, ${String(watched.findings.length)} findings`);
  }
  return { runs, staffed, left: planned.left, msPerMinute, stateBytes, notes };
}

export const pollMinutes = (profile: PlantProfile): ReadonlyMap<string, number> =>
  new Map(profile.tags.map((tag) => [tag.id, POLL_PERIOD_MS[tag.pollClass] / 60_000]));

/** Median of each sensor in a few healthy days. */
export function usualValues(run: Run): ReadonlyMap<string, number> {
  return new Map(
    [...run.columns].map(([tag, column]) => {
      const sorted = column.slice().sort();
      return [tag, sorted[Math.floor(sorted.length / 2)] ?? 0];
    }),
  );
}
