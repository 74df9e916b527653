import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesThatFit } from '#renderer/model/calendar-fit.ts';

const sum = (lines: readonly number[]): number => lines.reduce((all, each) => all + each, 0);

it('shows all lines where they fit, else as many as fit, and takes from the fullest weeks', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }), fc.nat(60), (needs, room) => {
      const lines = linesThatFit(needs, room);
      const wanted = needs.map((need) => Math.max(1, need));
      expect(sum(lines)).toBe(Math.max(needs.length, Math.min(sum(wanted), room)));
      const cut = lines.filter((each, i) => each < (wanted[i] ?? 0));
      // Whoever gave way still shows at least as much, within one line, as the fullest that did not.
      expect(Math.max(...lines)).toBeLessThanOrEqual(cut.length === 0 ? 9 : Math.min(...cut) + 1);
      lines.forEach((each, i) => expect(each).toBeLessThanOrEqual(wanted[i] ?? 0));
    }),
  );
});
