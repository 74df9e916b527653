import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOUR_STEPS, cardPlace, ringOf } from '../../src/renderer/features/help/tour-steps.ts';
import type { Box } from '../../src/renderer/features/help/tour-steps.ts';

const CARD = { width: 400, height: 240 };
const windowSize = fc.record({
  width: fc.integer({ min: 800, max: 2560 }),
  height: fc.integer({ min: 600, max: 1440 }),
});

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

describe('tour', () => {
  it('has eight to twelve steps, each once', () => {
    expect(TOUR_STEPS.length).toBeGreaterThanOrEqual(8);
    expect(TOUR_STEPS.length).toBeLessThanOrEqual(12);
    expect(new Set(TOUR_STEPS.map(({ id }) => id)).size).toBe(TOUR_STEPS.length);
  });

  it('keeps card and ring in the window whatever its size, and the card off what is shown where there is room', () => {
    fc.assert(
      fc.property(
        windowSize,
        fc.record({
          x: fc.double({ min: 0, max: 1, noNaN: true }),
          y: fc.double({ min: 0, max: 1, noNaN: true }),
          w: fc.double({ min: 0.02, max: 1, noNaN: true }),
          h: fc.double({ min: 0.02, max: 1, noNaN: true }),
        }),
        ({ width, height }, part) => {
          const left = part.x * width * 0.98;
          const top = part.y * height * 0.98;
          const ring = ringOf(
            {
              left,
              top,
              width: Math.min(part.w * width, width - left),
              height: Math.min(part.h * height, height - top),
            },
            width,
            height,
          );
          expect(ring.left).toBeGreaterThanOrEqual(0);
          expect(ring.left + ring.width).toBeLessThanOrEqual(width);
          expect(ring.top + ring.height).toBeLessThanOrEqual(height);
          const place = cardPlace(ring, CARD, width, height);
          expect(place.left).toBeGreaterThanOrEqual(0);
          expect(place.top).toBeGreaterThanOrEqual(0);
          expect(place.left + CARD.width).toBeLessThanOrEqual(width);
          expect(place.top + CARD.height).toBeLessThanOrEqual(height);
          const roomUnder = height - ring.top - ring.height > CARD.height + 40;
          if (roomUnder) expect(overlap({ ...place, ...CARD }, ring)).toBe(false);
        },
      ),
    );
  });

  it('stands in the middle while there is nothing to show', () => {
    expect(cardPlace(null, CARD, 1366, 768)).toEqual({ left: 483, top: 264 });
  });
});
