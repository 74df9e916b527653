import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SAMPLE_S } from '#twin/calibration/site-run.ts';
import { twinLog } from '#twin/calibration/twin-experiment.ts';
import { calibrateSite } from '../../../scripts/calibrate/site.ts';
import type { SiteFit } from '../../../scripts/calibrate/site.ts';
import { shippedProfile } from '../../core/plant/profile-files.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-calibration-'));
afterAll(() => rmSync(dir, { recursive: true }));

const profile = shippedProfile('geumgang-mbr');
const tags = ['FIT-401.pv'];
const log = twinLog(
  {
    profile,
    seed: 1,
    startMs: Date.UTC(2026, 4, 3, 15),
    days: 0.15,
    tickMs: 60_000,
    sampleS: SAMPLE_S,
    stepS: 600,
    tags: ['FIT-101.pv', 'AIT-004.pv', ...tags],
    influentCsv: null,
    changes: [],
  },
  { 'air.sotePerMMembrane': 0.018 },
  3,
);

/** Stops before the given run of the model; every run asks once. */
async function fitted(stateFile: string | null, stopBefore = Infinity): Promise<SiteFit> {
  if (!log.ok) throw new Error(log.error.join('\n'));
  let asked = 0;
  const result = await calibrateSite({
    profile,
    dataText: log.value,
    names: ['air.sotePerMMembrane'],
    tags,
    days: null,
    warmUpDays: 0.02,
    calibrationShare: 0.7,
    stepS: 600,
    tickMs: 60_000,
    seed: 4,
    evaluations: 20,
    threads: 1,
    stateFile,
    stop: () => asked++ >= stopBefore,
    say: () => undefined,
  });
  if (!result.ok) throw new Error(result.error.join('\n'));
  return result.value;
}

describe('a fit that is broken off', { timeout: 120_000 }, () => {
  it('goes on from its state to the same end as one that never was', async () => {
    const whole = await fitted(null);
    const state = path.join(dir, 'state.json');
    // In the middle of a batch: what of it had run is run again.
    const first = await fitted(state, 9);
    expect(first.report.ended).toBe('broken off');
    expect(first.report.evaluations).toBeLessThanOrEqual(9);
    expect(first.report.evaluations).toBeGreaterThan(0);
    const kept = JSON.parse(readFileSync(state, 'utf8')) as { search: { values: unknown[] } };
    expect(kept.search.values).toHaveLength(first.report.evaluations);
    expect(await fitted(state)).toEqual(whole);
    expect(whole.notes.at(-1)).toBe('the logged inflow drives the model');
  });

  it('is judged at its start when nothing of the search had run', async () => {
    const { report } = await fitted(null, 0);
    expect(report).toMatchObject({ ended: 'broken off', evaluations: 0, best: report.start });
  });
});
