import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { membraneSteps, runMembrane } from '#twin/calibration/membrane-run.ts';
import type { MembraneFitOptions, MembraneRecord } from '#twin/calibration/membrane-run.ts';
import { calibrateMines } from '../../../scripts/calibrate/mines.ts';
import { hasRef, profileFolder, REFS } from '../../core/plant/profile-files.ts';

const options: MembraneFitOptions = {
  areaM2: 40,
  stepS: 3600,
  leastFlowM3PerH: 0.2,
  leastTmpKPa: 0.3,
  cleaning: { everyDays: 7, concentrationMgPerL: 300, contactS: 3600 },
};
const days = (count: number): MembraneRecord => {
  const timesMs = Array.from({ length: count * 1440 }, (_, i) => i * 60_000);
  // Nine minutes of filtration, one of rest.
  const on = timesMs.map((_, i) => i % 10 !== 9);
  return {
    timesMs,
    flowM3PerH: on.map((filters) => (filters ? 0.8 : 0)),
    mlssGPerL: timesMs.map(() => 10),
    temperatureC: timesMs.map(() => 15),
    tmpKPa: on.map((filters) => (filters ? 8 : 0)),
  };
};

describe('the membrane model along a record', () => {
  it('compares hours of filtration only', () => {
    const record = days(1);
    const steps = membraneSteps(record, options);
    expect(steps.measuredKPa).toHaveLength(24);
    expect(steps.measuredKPa.every((kPa) => kPa === 8)).toBe(true);
    expect(steps.stepOfRow[9]).toBe(-1);
  });

  it('rises with fouling, falls with the weekly cleaning, rises with the clean resistance', () => {
    const record = days(9);
    const steps = membraneSteps(record, options);
    const usual = runMembrane(record, steps, options, {});
    const thick = runMembrane(record, steps, options, { 'membrane.cleanResistance': 2.5e12 });
    if (!usual.ok || !thick.ok) throw new Error('did not run');
    expect(usual.value[167]).toBeGreaterThan(usual.value[24]!);
    expect(usual.value[170]).toBeLessThan(usual.value[166]!);
    thick.value.forEach((kPa, k) => expect(kPa).toBeGreaterThan(usual.value[k]!));
  });

  it('tells a parameter out of range and the row of a value that cannot be', () => {
    const record = days(1);
    const steps = membraneSteps(record, options);
    const wrong = runMembrane(record, steps, options, { 'membrane.cleanResistance': 1 });
    expect(wrong.ok ? '' : wrong.error.join()).toMatch(/cleanResistance/);
    const hot = { ...record, temperatureC: record.timesMs };
    const burnt = runMembrane(hot, steps, options, {});
    expect(burnt.ok ? '' : burnt.error.join()).toMatch(/^row 2: membrane: temperatureC/);
  });
});

describe.skipIf(!hasRef('real/mines_mbr_1min_2010.csv'))('a month of a full-scale plant', () => {
  it(
    'is followed better after the fit, also where nothing was fitted',
    { timeout: 240_000 },
    async () => {
      const result = await calibrateMines({
        recording: readFileSync(join(REFS, 'real/mines_mbr_1min_2010.csv'), 'utf8'),
        map: readFileSync(join(profileFolder('mines-mbr'), 'replay-map.csv'), 'utf8'),
        train: 1,
        names: ['membrane.cleanResistance', 'membrane.poreFoulingPerM'],
        evaluations: 30,
        seed: 1,
        calibrationShare: 0.6,
      });
      if (!result.ok) throw new Error(result.error.join('\n'));
      const { calibration, validation } = result.value.fit.series[0]!;
      if (!calibration.before.ok || !calibration.after.ok) throw new Error('not judged');
      if (validation?.before.ok !== true || !validation.after.ok) throw new Error('not judged');
      expect(calibration.after.value.nse).toBeGreaterThan(0.3);
      expect(calibration.after.value.nse).toBeGreaterThan(calibration.before.value.nse);
      expect(validation.after.value.rmse).toBeLessThan(validation.before.value.rmse);
      expect(result.value.hours).toBeGreaterThan(600);
    },
  );
});
