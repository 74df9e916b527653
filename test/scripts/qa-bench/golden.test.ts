import { beforeAll, describe, expect, it } from 'vitest';
import { readProfileDir } from '#twin/profile-dir.ts';
import { falseAlarms, judge } from '../../../scripts/qa-bench/measure.ts';
import type { Judged, RunFindings } from '../../../scripts/qa-bench/measure.ts';
import { simulate } from '../../../scripts/qa-bench/runs.ts';
import { changesOf } from '../../../scripts/qa-bench/schedule.ts';
import type { Episode, Kind } from '../../../scripts/qa-bench/schedule.ts';
import { watch } from '../../../scripts/qa-bench/watch.ts';

/**
 * The bench in small: one run of the virtual plant, long enough for the tests to learn, and faults
 * that a technician would expect to be found on sensors of every kind.
 */
const DAYS = 23;
const START_MS = Date.parse('2026-03-02T00:00:00+09:00');
const FAULTS: readonly [sensor: string, kind: Kind, size: number, fromDay: number][] = [
  ['AIT-101', 'spike', 20, 20.2],
  ['AIT-405', 'stuck', 6, 20.1],
  ['TIT-401', 'bias', 10, 20.5],
  ['AIT-403', 'noise', 5, 20.8],
  ['FIT-101', 'dropout', 50, 21.2],
  ['LIT-501', 'spike', 20, 21.6],
  ['AIT-605', 'bias', 5, 21.1],
  ['AIT-603', 'bias', 20, 21.3],
  ['SIT-001', 'dropout', 100, 21.8],
  ['PDT-401', 'noise', 10, 21.7],
  ['FIT-401', 'bias', 5, 20.4],
];

describe('bench of labelled faults, in small', () => {
  let run: RunFindings;
  let judged: readonly Judged[] = [];

  beforeAll(async () => {
    const profile = await readProfileDir('resources/profiles/geumgang-mbr');
    if (!profile.ok) throw new Error(profile.error.join('\n'));
    const { sensors } = profile.value;
    const episodes = FAULTS.map(([id, kind, size, fromDay]): Episode => {
      const sensor = sensors.find((each) => each.id === id);
      if (sensor === undefined) throw new Error(`no sensor ${id}`);
      const fromH = fromDay * 24;
      return { sensor, kind, size, sign: 1, fromH, toH: fromH + (kind === 'stuck' ? size : 24) };
    });
    const changes = changesOf(episodes, new Map(), null);
    const seen = await simulate({
      profile: profile.value,
      seed: 77,
      startMs: START_MS,
      days: DAYS,
      changes,
    });
    run = {
      run: 'golden',
      fromMs: START_MS,
      toMs: START_MS + seen.minutes * 60_000,
      tags: sensors.map(({ tag }) => tag),
      findings: watch(profile.value, seen).findings,
      labels: episodes.map(({ sensor, kind, size, fromH, toH }) => ({
        run: 'golden',
        tag: sensor.tag,
        kind,
        size,
        fromMs: START_MS + fromH * 3_600_000,
        toMs: START_MS + toH * 3_600_000,
      })),
    };
    judged = judge(run);
  }, 400_000);

  it('finds every one of them', () => {
    expect(
      judged.filter(({ afterH }) => afterH === null).map(({ tag, kind }) => [tag, kind]),
    ).toEqual([]);
  });

  it('accuses hardly anybody else', () => {
    const { alarms, months } = falseAlarms([run]);
    const sensorMonths = [...months.values()].reduce((sum, each) => sum + each, 0);
    // Measured: 2 alarms in 27 sensor-months.
    expect(alarms.length / sensorMonths).toBeLessThanOrEqual(0.2);
  });
});
