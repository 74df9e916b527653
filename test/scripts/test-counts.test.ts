import { describe, expect, it } from 'vitest';
import { closingLine, playwrightCounts, sum, vitestCounts } from '../../scripts/lib/test-counts.ts';

const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 };

describe('counts of a test run', () => {
  it('include a file that could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }, { status: 'failed', assertionResults: [{}] }, { status: 'passed', assertionResults: [{}] }];
    expect(vitestCounts({ ...vitest, testResults })).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('take a test that passed only on a second try for failed', () => {
    expect(playwrightCounts({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } })).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('refuse a report of another form', () => {
    expect(() => vitestCounts({})).toThrow();
    expect(() => playwrightCounts({ stats: {} })).toThrow();
  });

  it('end in one line', () => {
    expect(closingLine(sum([{ passed: 2, failed: 0, skipped: 0 }, { passed: 1, failed: 1, skipped: 0 }]))).toBe('3 passed, 1 failed');
    expect(closingLine({ passed: 2, failed: 0, skipped: 1 })).toBe('2 passed, 0 failed, 1 skipped');
    expect(closingLine(sum([]))).toBe('0 passed, 0 failed');
  });
});
