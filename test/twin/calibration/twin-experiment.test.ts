import { describe, expect, it } from 'vitest';
import { runSite, SAMPLE_S } from '#twin/calibration/site-run.ts';
import type { SiteRun } from '#twin/calibration/site-run.ts';
import { siteEvaluator } from '#twin/calibration/drive.ts';
import { twinLog } from '#twin/calibration/twin-experiment.ts';
import { selfTest } from '../../../scripts/calibrate/self-test.ts';
import { shippedProfile } from '../../core/plant/profile-files.ts';

const profile = shippedProfile('geumgang-mbr');
const run: SiteRun = {
  profile,
  seed: 1,
  startMs: Date.UTC(2026, 4, 3, 15),
  days: 0.25,
  tickMs: 60_000,
  sampleS: SAMPLE_S,
  stepS: 3600,
  tags: ['PDT-401.pv', 'AIT-402.pv'],
  influentCsv: null,
  changes: [],
};
const truth = { 'membrane.cleanResistance': 1.9e12, 'air.sotePerMMembrane': 0.015 };

describe('a run of the plant for a fit', () => {
  it('gives hourly means that are the same each time and react to a parameter', () => {
    const first = runSite(run, {});
    const again = runSite(run, {});
    const other = runSite(run, truth);
    if (!first.ok || !again.ok || !other.ok) throw new Error('did not run');
    expect(first.value.map((tag) => tag.length)).toEqual([6, 6]);
    expect(again.value).toEqual(first.value);
    expect(other.value[0]![5]).toBeGreaterThan(first.value[0]![5]!);
  });

  it('refuses parameters out of range and unreadable water with a reason', () => {
    const wrong = runSite(run, { 'asm1.muA': 99, 'asm1.nothing': 1 });
    expect(wrong.ok ? [] : wrong.error.map(({ place }) => place)).toEqual(['asm1', 'asm1']);
    const water = runSite({ ...run, influentCsv: 'time,flow\n2026-01-01,none' }, {});
    expect(water.ok ? '' : water.error[0]!.place).toBe('logged influent');
  });

  it('gives the same in worker threads', async () => {
    const pick = (steps: readonly (readonly number[])[]) => steps;
    const short = { ...run, days: 1 / 24, tags: ['PDT-401.pv'] };
    const names = Object.keys(truth);
    const points = [Object.values(truth), [99, 1]];
    const inline = siteEvaluator(short, names, pick, 1);
    const threads = siteEvaluator(short, names, pick, 2);
    const results = await Promise.all([inline.evaluate(points), threads.evaluate(points)]);
    const stopped = await threads.evaluate(points, () => true);
    await threads.close();
    expect(stopped).toBeNull();
    expect(results[1]).toEqual(results[0]);
    expect(results[0]?.[0]).not.toBeNull();
    expect(results[0]?.[1]).toBeNull();
    expect(threads.faults()[0]?.place).toBe('membrane');
  });
});

describe('twin experiment', () => {
  it('logs what the plant does with the noise of its instruments, again and again the same', () => {
    const log = twinLog(run, truth, 5);
    const again = twinLog(run, truth, 5);
    if (!log.ok || !again.ok) throw new Error('did not run');
    expect(again.value).toBe(log.value);
    const lines = log.value.trim().split('\n');
    expect(lines[0]).toBe('time,PDT-401.pv [kPa],AIT-402.pv [mg/L]');
    expect(lines).toHaveLength(8);
  });

  it(
    'finds parameters of membrane and air again from noisy pressure and air flow',
    { timeout: 240_000 },
    async () => {
      const result = await selfTest({
        profile,
        truth,
        tags: ['PDT-401.pv', 'FIT-401.pv'],
        days: 0.5,
        warmUpDays: 0.1,
        stepS: 1800,
        evaluations: 45,
        threads: 1,
        tickMs: 60_000,
        seed: 1,
        stop: () => false,
        say: () => undefined,
      });
      if (!result.ok) throw new Error(result.error.join('\n'));
      for (const { offShare } of result.value.recovered) expect(offShare).toBeLessThan(0.1);
      for (const { calibration } of result.value.report.series) {
        if (!calibration.after.ok || !calibration.before.ok) throw new Error('not judged');
        expect(calibration.after.value.nse).toBeGreaterThan(calibration.before.value.nse);
        expect(calibration.after.value.nse).toBeGreaterThan(0.8);
      }
    },
  );
});
