import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSplitter } from '#main/line-splitter.ts';

describe('lineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 50 })), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''), 'utf8');
        const seen: string[] = [];
        const feed = lineSplitter((text) => seen.push(text), () => expect.fail('no line is too long'));
        let at = 0;
        for (const cut of cuts) {
          feed(bytes.subarray(at, at + cut));
          at += Math.min(cut, bytes.length - at);
        }
        feed(bytes.subarray(at));
        expect(seen).toEqual(lines);
      }),
    );
  });

  it('stops at a line over the limit, whole or in pieces', () => {
    for (const chunks of [['ok\n', 'x'.repeat(11), '\nafter\n'], ['ok\n', 'x'.repeat(6), 'x'.repeat(6), '\nafter\n']]) {
      const seen: string[] = [];
      let tooLong = 0;
      const feed = lineSplitter((text) => seen.push(text), () => (tooLong += 1), 10);
      for (const chunk of chunks) feed(Buffer.from(chunk));
      expect(seen).toEqual(['ok']);
      expect(tooLong).toBe(1);
    }
  });
});
