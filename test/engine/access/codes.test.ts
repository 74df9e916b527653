import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCodeSecret, stepOfCode } from '#engine/access/codes.ts';
import { authenticator } from '../../contract/authenticator.ts';

const STEP_MS = 30_000;
const NOW_MS = Date.UTC(2026, 10, 2, 9, 0, 10);
const NOW = Math.floor(NOW_MS / STEP_MS);

describe('a code of the second factor', () => {
  it('is taken one step of clock error either way, and never again once it or a later one was used', () => {
    const secret = newCodeSecret();
    fc.assert(
      fc.property(
        fc.integer({ min: -4, max: 4 }),
        fc.integer({ min: -4, max: 1 }),
        (ahead, used) => {
          const code = authenticator(secret, NOW_MS + ahead * STEP_MS);
          // Six digits of another step may happen to be the same.
          const same = [-1, 0, 1].filter(
            (by) => authenticator(secret, NOW_MS + by * STEP_MS) === code,
          );
          const step = stepOfCode(secret, code, NOW_MS, NOW + used);
          if (step === null) expect(same.every((by) => by <= used)).toBe(true);
          else expect(same.some((by) => by > used && step === NOW + by)).toBe(true);
        },
      ),
    );
  });

  it('shuts nobody out after the clock of the PC ran ahead and was put right', () => {
    const secret = newCodeSecret();
    const dayAhead = NOW_MS + 86_400_000;
    const used = stepOfCode(secret, authenticator(secret, dayAhead), dayAhead, 0);
    const code = authenticator(secret, NOW_MS);
    const again = stepOfCode(secret, code, NOW_MS, used ?? 0);
    expect(again).toBe(NOW);
    expect(stepOfCode(secret, code, NOW_MS, again ?? 0)).toBeNull();
  });
});
