import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanReader, lockScan, scanText, scanned, stockScan } from '../../src/renderer/model/scan.ts';

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
