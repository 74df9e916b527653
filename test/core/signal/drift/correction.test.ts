import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCorrections,
  biasAt,
  correctionSchema,
  stepCorrection,
} from '#core/signal/drift/correction.ts';
import type { Correction } from '#core/signal/drift/correction.ts';

const proposed: Correction = correctionSchema.parse({
  id: 'correction-1',
  tag: 'A.pv',
  state: 'proposed',
  fromMs: 1000,
  toMs: null,
  points: [
    { tsMs: 1000, bias: 0.1, sd: 0.05 },
    { tsMs: 3000, bias: 0.3, sd: 0.03 },
  ],
  bias: 0.3,
  sd: 0.03,
  sinceMs: 1000,
  readingIds: ['reading-1', 'reading-2'],
  by: 'engine',
  atMs: 4000,
  reason: '',
});
const step = (
  from: Correction,
  to: 'accepted' | 'rejected' | 'undone' | 'ended',
  atMs: number,
  endMs?: number,
): Correction => {
  const next = stepCorrection(from, {
    to,
    by: 'person:Kim',
    atMs,
    reason: 'checked',
    ...(endMs === undefined ? {} : { endMs }),
  });
  if (!next.ok) throw new Error(next.error);
  return next.value;
};

describe('a correction', () => {
  it('changes nothing until it is accepted and nothing after it is undone', () => {
    const accepted = step(proposed, 'accepted', 5000);
    for (const each of [proposed, step(proposed, 'rejected', 5000), step(accepted, 'undone', 6000)])
      expect(applyCorrections(7.5, 2000, [each])).toEqual({ value: 7.5, correction: 0, sd: 0 });
    expect(applyCorrections(7.5, 2000, [accepted]).value).toBeCloseTo(7.3, 12);
    expect(applyCorrections(7.5, 999, [accepted]).correction).toBe(0);
  });

  it('is linear between its points and held beyond them', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10_000, noNaN: true }), (tsMs) => {
        const { bias, sd } = biasAt(proposed, tsMs);
        const share = Math.min(1, Math.max(0, (tsMs - 1000) / 2000));
        expect(bias).toBeCloseTo(0.1 + 0.2 * share, 12);
        expect(sd).toBeCloseTo(0.05 - 0.02 * share, 12);
      }),
    );
  });

  it('ends with a new calibration and goes on to correct what was before', () => {
    const ended = step(step(proposed, 'accepted', 5000), 'ended', 9000, 8000);
    expect(applyCorrections(7.5, 7999, [ended]).value).toBeCloseTo(7.2, 12);
    expect(applyCorrections(7.5, 8000, [ended]).value).toBe(7.5);
    expect(applyCorrections(7.5, 7999, [step(ended, 'undone', 9500)]).value).toBe(7.5);
  });

  it('stands for the whole bias: of several the last one written counts, not their sum', () => {
    const first = step(proposed, 'accepted', 5000);
    const later = {
      ...first,
      id: 'correction-2',
      atMs: 6000,
      points: [{ tsMs: 0, bias: 0.5, sd: 0.1 }],
    };
    for (const list of [
      [first, later],
      [later, first],
    ])
      expect(applyCorrections(7.5, 2000, list).value).toBeCloseTo(7, 12);
  });

  it('refuses steps that make no sense and says which do', () => {
    const rejected = stepCorrection(step(proposed, 'rejected', 1), {
      to: 'accepted',
      by: 'x',
      atMs: 2,
      reason: '',
    });
    expect(rejected).toEqual({
      ok: false,
      error: 'state: rejected cannot become accepted; allowed: nothing',
    });
    const early = stepCorrection(step(proposed, 'accepted', 1), {
      to: 'ended',
      by: 'x',
      atMs: 2,
      reason: '',
      endMs: 10,
    });
    expect(early.ok).toBe(false);
    if (!early.ok) expect(early.error).toContain('endMs: 10 must be 1000');
  });
});
