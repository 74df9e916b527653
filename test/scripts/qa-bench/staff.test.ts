import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { judge } from '../../../scripts/qa-bench/measure.ts';
import type { Told } from '../../../scripts/qa-bench/measure.ts';
import type { Run } from '../../../scripts/qa-bench/runs.ts';
import type { Episode, Kind } from '../../../scripts/qa-bench/schedule.ts';
import { staffFindings } from '../../../scripts/qa-bench/staff.ts';

const START_MS = Date.parse('2026-03-02T00:00:00+09:00');
const DAYS = 20;
const HOUR_MS = 3_600_000;

describe("the staff's readings in the bench", () => {
  let profile: PlantProfile;
  beforeAll(async () => {
    const read = await readProfileDir('resources/profiles/geumgang-mbr');
    if (!read.ok) throw new Error(read.error.join('\n'));
    profile = read.value;
  });

  /** Sensors at the middle of their range; the faulty one is off by a quarter of its span from day 10 on. */
  function told(id: string, kind: Kind = 'bias'): { readonly all: Told[]; readonly tag: string } {
    const faulty = profile.sensors.find((sensor) => sensor.id === id);
    if (faulty === undefined) throw new Error(`no sensor ${id}`);
    const columns = new Map(
      profile.sensors.map((sensor) => {
        const { min, max } = sensor.range;
        const column = new Float32Array(DAYS * 1440).fill((min + max) / 2);
        if (sensor === faulty) column.fill((min + max) / 2 + (max - min) / 4, 10 * 1440, 15 * 1440);
        return [sensor.tag, column];
      }),
    );
    const run: Run = {
      startMs: START_MS,
      tags: [...columns.keys()],
      minutes: DAYS * 1440,
      columns,
    };
    const episode: Episode = { sensor: faulty, kind, size: 25, sign: 1, fromH: 240, toH: 360 };
    return { all: staffFindings(profile, run, [episode], 7), tag: faulty.tag };
  }

  it('finds a level that is off by a quarter of its span on the next morning', () => {
    const { all, tag } = told('LIT-501');
    const first = all.find((each) => each.tag === tag);
    expect(first?.toldMs).toBe(START_MS + (240 + 9) * HOUR_MS);
  });

  it('knows an effluent analysis a day after the sample', () => {
    const { all, tag } = told('AIT-603');
    const first = all.find((each) => each.tag === tag && each.toldMs >= START_MS + 240 * HOUR_MS);
    expect(first === undefined ? null : first.toldMs - first.finding.fromMs).toBe(24 * HOUR_MS);
  });

  it('reads nothing of what the seed does not name', () => {
    const { all, tag } = told('AIT-002');
    expect(all.filter((each) => each.tag === tag)).toEqual([]);
  });

  it('takes no reading where the fault hides what the water is', () => {
    const { all, tag } = told('LIT-501', 'stuck');
    const inFault = all.filter(
      (each) =>
        each.tag === tag &&
        each.finding.fromMs >= START_MS + 240 * HOUR_MS &&
        each.finding.fromMs <= START_MS + 360 * HOUR_MS,
    );
    expect(inFault).toEqual([]);
  });

  it('does not count a sample of before the fault as having found it', () => {
    const { all, tag } = told('LIT-501');
    const one = all.find((each) => each.tag === tag);
    if (one === undefined) throw new Error('nothing told');
    const label = {
      run: 'a',
      tag,
      kind: 'bias',
      size: 25,
      fromMs: one.toldMs - HOUR_MS,
      toMs: one.toldMs + HOUR_MS,
    };
    const early = { ...one, finding: { ...one.finding, fromMs: label.fromMs - HOUR_MS } };
    const judged = [one, early].map(
      (each) =>
        judge({
          run: 'a',
          fromMs: 0,
          toMs: label.toMs,
          tags: [tag],
          findings: [each],
          labels: [label],
        })[0]?.afterH,
    );
    expect(judged).toEqual([1, null]);
  });
});
