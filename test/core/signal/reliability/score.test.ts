import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QA_CHECKS, QA_SEVERITIES } from '#core/signal/qa/finding.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import { reliability } from '#core/signal/reliability/score.ts';
import type { Evidence } from '#core/signal/reliability/score.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;

const clean: Evidence = {
  nowMs: NOW,
  value: 7,
  estimate: { value: 7, sd: 0.1 },
  findings: [],
  noiseTimes: 1,
  calibrationAgeD: 3,
  calibrationIntervalD: 30,
  checkAgeD: 2,
  missingShare: 0,
  drift: { value: 0.01, sd: 0.02 },
  accuracy: 0.1,
};
const finding = (more: Partial<Finding>): Finding => ({
  id: 'finding-1',
  tag: 'A.pv',
  check: 'stuck',
  tier: 1,
  severity: 'suspect',
  fromMs: NOW - 3 * HOUR,
  toMs: null,
  value: 7,
  expected: null,
  limit: null,
  other: null,
  ...more,
});

const findingOf = fc.record({
  check: fc.constantFrom(...QA_CHECKS),
  severity: fc.constantFrom(...QA_SEVERITIES),
  hoursAgo: fc.double({ min: 0, max: 200, noNaN: true }),
  lastsH: fc.option(fc.double({ min: 0, max: 200, noNaN: true })),
});
const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    value: fc.option(fc.double({ min: 0, max: 14, noNaN: true })),
    estimate: fc.option(
      fc.record({
        value: fc.double({ min: 0, max: 14, noNaN: true }),
        sd: fc.double({ min: 0.01, max: 2, noNaN: true }),
      }),
    ),
    findings: fc.array(findingOf, { maxLength: 8 }),
    noiseTimes: fc.option(fc.double({ min: 0, max: 50, noNaN: true })),
    calibrationAgeD: fc.option(fc.double({ min: 0, max: 400, noNaN: true })),
    calibrationIntervalD: fc.option(fc.integer({ min: 1, max: 365 })),
    checkAgeD: fc.option(fc.double({ min: 0, max: 400, noNaN: true })),
    missingShare: fc.double({ min: 0, max: 1, noNaN: true }),
    drift: fc.option(
      fc.record({
        value: fc.double({ min: -3, max: 3, noNaN: true }),
        sd: fc.double({ min: 0.001, max: 1, noNaN: true }),
      }),
    ),
  })
  .map(({ findings, ...rest }) => ({
    ...clean,
    ...rest,
    findings: findings.map(({ check, severity, hoursAgo, lastsH }, i) =>
      finding({
        id: `f${String(i)}`,
        check,
        severity,
        fromMs: NOW - hoursAgo * HOUR,
        toMs: lastsH === null ? null : Math.min(NOW, NOW + (lastsH - hoursAgo) * HOUR),
      }),
    ),
  }));

const score = (of: Evidence): number => reliability(of).score;

describe('reliability of a sensor', () => {
  it('is whole without evidence against it', () => {
    expect(reliability(clean)).toEqual({ score: 100, deductions: [] });
  });

  it('is 100 less the sum of its named deductions, between 0 and 100', () => {
    fc.assert(
      fc.property(evidence, (of) => {
        const { score: is, deductions } = reliability(of);
        const sum = deductions.reduce((points, each) => points + each.points, 0);
        expect(is).toBeCloseTo(100 - sum, 9);
        expect(is).toBeGreaterThanOrEqual(0);
        expect(is).toBeLessThanOrEqual(100);
        for (const each of deductions) expect(each.points).toBeGreaterThan(0);
        for (let i = 1; i < deductions.length; i++)
          expect(deductions[i]?.points ?? 0).toBeLessThanOrEqual(deductions[i - 1]?.points ?? 0);
      }),
    );
  });

  it('never rises when evidence gets worse', () => {
    fc.assert(
      fc.property(
        evidence,
        findingOf,
        fc.double({ min: 0, max: 5, noNaN: true }),
        (of, more, by) => {
          const before = score(of) + 1e-9;
          const added = finding({
            id: 'more',
            check: more.check,
            severity: more.severity,
            fromMs: NOW - more.hoursAgo * HOUR,
          });
          expect(score({ ...of, findings: [...of.findings, added] })).toBeLessThanOrEqual(before);
          expect(
            score({ ...of, missingShare: Math.min(1, of.missingShare + by) }),
          ).toBeLessThanOrEqual(before);
          if (of.noiseTimes !== null)
            expect(score({ ...of, noiseTimes: of.noiseTimes + by })).toBeLessThanOrEqual(before);
          if (of.calibrationAgeD !== null)
            expect(
              score({ ...of, calibrationAgeD: of.calibrationAgeD + 10 * by }),
            ).toBeLessThanOrEqual(before);
          if (of.checkAgeD !== null)
            expect(score({ ...of, checkAgeD: of.checkAgeD + 10 * by })).toBeLessThanOrEqual(before);
          if (of.drift !== null)
            expect(
              score({
                ...of,
                drift: { ...of.drift, value: of.drift.value + Math.sign(of.drift.value) * by },
              }),
            ).toBeLessThanOrEqual(before);
          if (of.value !== null && of.estimate !== null && of.value >= of.estimate.value)
            expect(score({ ...of, value: of.value + by })).toBeLessThanOrEqual(before);
          const worse = of.findings.map((each) => ({ ...each, severity: 'bad' as const }));
          expect(score({ ...of, findings: worse })).toBeLessThanOrEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('names what it took off: stuck for three hours', () => {
    const { deductions } = reliability({ ...clean, findings: [finding({})] });
    expect(deductions).toHaveLength(1);
    expect(deductions[0]).toMatchObject({
      cause: 'finding',
      check: 'stuck',
      severity: 'suspect',
      value: 3,
      unit: 'h',
    });
    expect(deductions[0]?.points).toBeGreaterThan(20);
    expect(deductions[0]?.points).toBeLessThan(30);
  });

  it('lets a finding that is over fade', () => {
    const over = (hours: number): number =>
      score({
        ...clean,
        findings: [finding({ fromMs: NOW - (hours + 1) * HOUR, toMs: NOW - hours * HOUR })],
      });
    expect(over(0)).toBeLessThan(over(24));
    expect(over(24)).toBeLessThan(over(96));
    expect(over(168)).toBeGreaterThan(99);
  });

  it('takes a deviation for suspect from a tenth of the estimate on, and only beyond its band', () => {
    expect(score({ ...clean, value: 7.6 })).toBe(100);
    expect(score({ ...clean, value: 7.8 })).toBeLessThan(80);
    expect(score({ ...clean, value: 7.8, estimate: { value: 7, sd: 0.5 } })).toBe(100);
  });
});
