import { useEffect } from 'react';
import { pictureDrift } from '../model/picture-drift.ts';

const LOOK_MS = 60_000;

/** Lets the whole picture wander by a few pixels over the hours: this window may stand open for months. */
export function usePictureDrift(): void {
  useEffect(() => {
    const startedMs = performance.now();
    const timer = setInterval(() => {
      const { xPx, yPx } = pictureDrift(performance.now() - startedMs);
      document.documentElement.style.setProperty('translate', `${String(xPx)}px ${String(yPx)}px`);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
}
