import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { pictureDrift } from '#renderer/model/picture-drift.ts';
import { toast, useToast } from '#renderer/store/toast-store.ts';

const MINUTE = 60_000;

describe('the picture of a window that stands open', () => {
  it('stays where it is for the first minutes, and never leaves the space around a screen', () => {
    expect(pictureDrift(4 * MINUTE)).toEqual({ xPx: 0, yPx: 0 });
    fc.assert(fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (sinceMs) => {
      const { xPx, yPx } = pictureDrift(sinceMs);
      expect(Math.abs(xPx)).toBeLessThanOrEqual(3);
      expect(Math.abs(yPx)).toBeLessThanOrEqual(2);
    }));
  });

  it('goes one pixel at a time and rests on no place for more than a third of a day', () => {
    const hours = new Map<string, number>();
    let before = pictureDrift(0);
    for (let at = 0; at < 24 * 60 * MINUTE; at += 5 * MINUTE) {
      const now = pictureDrift(at);
      expect(Math.abs(now.xPx - before.xPx)).toBeLessThanOrEqual(1);
      expect(Math.abs(now.yPx - before.yPx)).toBeLessThanOrEqual(1);
      const place = `${String(now.xPx)},${String(now.yPx)}`;
      hours.set(place, (hours.get(place) ?? 0) + 5 / 60);
      before = now;
    }
    expect(hours.size).toBeGreaterThanOrEqual(12);
    expect(Math.max(...hours.values())).toBeLessThan(4);
  });
});

describe('a note of what was done', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    toast.leave();
    vi.useRealTimers();
  });
  const text = (): string | undefined => useToast.getState().shown?.text;

  it('goes by itself, later when it can be taken back', () => {
    toast.say('saved');
    vi.advanceTimersByTime(5_999);
    expect(text()).toBe('saved');
    vi.advanceTimersByTime(1);
    expect(text()).toBeUndefined();
    toast.say('shelved', () => Promise.resolve(null));
    vi.advanceTimersByTime(11_999);
    expect(text()).toBe('shelved');
    vi.advanceTimersByTime(1);
    expect(text()).toBeUndefined();
  });

  it('stays while somebody is at it, and a newer one has its whole time', () => {
    toast.say('first');
    toast.hold();
    vi.advanceTimersByTime(60_000);
    expect(text()).toBe('first');
    toast.release();
    vi.advanceTimersByTime(5_000);
    toast.say('second');
    vi.advanceTimersByTime(5_000);
    expect(text()).toBe('second');
    vi.advanceTimersByTime(1_000);
    expect(text()).toBeUndefined();
  });
});
