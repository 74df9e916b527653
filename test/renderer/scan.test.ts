import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyPace, ScanReader, lockScan, scanText, scanned, stockScan } from '../../src/renderer/model/scan.ts';

/** Types a label as a scanner does: key after key within its pause, Enter at the end. */
function read(label: string): string | null {
  const reader = new ScanReader();
  for (const [i, char] of [...label].entries()) {
    const code = char === '~' ? 'Backquote' : char === '-' ? 'Minus' : /\d/.test(char) ? `Digit${char}` : `Key${char.toUpperCase()}`;
    reader.key(code, char === '~', i);
  }
  return reader.key('Enter', false, label.length).done;
}

describe('labels', () => {
  it('come out of the scanner as what they were printed for', () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
    fc.assert(
      fc.property(id, (each) => {
        expect(scanned(read(stockScan(each)) ?? '')).toEqual({ kind: 'stock', id: each.toUpperCase() });
        expect(scanned(read(lockScan(each)) ?? '')).toEqual({ kind: 'lock', id: each.toUpperCase() });
      }),
    );
    expect(scanned(read(scanText('P-101A')) ?? '')).toEqual({ kind: 'equipment', id: 'P-101A' });
  });
});

describe('a code of somebody else', () => {
  it('is told by its pace, and a finger is never taken for a scanner', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{3,14}$/), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 61, max: 400 }), (code, scannerMs, fingerMs) => {
        const ends = (gapMs: number): boolean => {
          const pace = new KeyPace();
          for (const [i, char] of [...code].entries()) expect(pace.key(char, i * gapMs)).toEqual({ fast: i > 0 && gapMs < 60, ends: false });
          return pace.key('Enter', code.length * gapMs).ends;
        };
        expect([ends(scannerMs), ends(fingerMs)]).toEqual([true, false]);
      }),
    );
  });
  it('does not follow from an Enter held down, or two presses of it', () => {
    const pace = new KeyPace();
    expect([0, 30, 60, 90].map((ms) => pace.key('Enter', ms).ends)).toEqual([false, false, false, false]);
    expect([pace.key('1', 1000), pace.key('Enter', 1020)].map(({ ends }) => ends)).toEqual([false, false]);
  });
});
