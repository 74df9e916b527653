import type uPlot from 'uplot';
import type { TimeRange } from '../model/trend-range.ts';

/** What a hand on the chart asks for. */
export interface GestureTarget {
  readonly range: () => TimeRange;
  readonly show: (range: TimeRange) => void;
  readonly zoom: (factor: number, aroundMs: number) => void;
}

interface Finger {
  readonly id: number;
  readonly x: number;
}

const WHEEL_STEP = 1.18;

/** Drag moves, wheel zooms around the pointer, two fingers pinch. Returns the function that lets go. */
export function attachGestures(u: uPlot, target: GestureTarget): () => void {
  const { over } = u;
  const fingers = new Map<number, Finger>();
  let start: { readonly range: TimeRange; readonly fingers: readonly Finger[] } | null = null;
  over.style.touchAction = 'none';
  over.style.cursor = 'crosshair';

  const timeAt = (range: TimeRange, x: number): number => range.fromMs + (x / over.clientWidth) * (range.toMs - range.fromMs);
  const restart = (): void => {
    start = fingers.size === 0 ? null : { range: target.range(), fingers: [...fingers.values()] };
  };
  const xOf = (event: PointerEvent | WheelEvent): number => event.clientX - over.getBoundingClientRect().left;

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { id: event.pointerId, x: xOf(event) });
    restart();
  };
  const move = (event: PointerEvent): void => {
    if (!fingers.has(event.pointerId) || start === null) return;
    fingers.set(event.pointerId, { id: event.pointerId, x: xOf(event) });
    const [a0, b0] = start.fingers;
    const a = a0 === undefined ? undefined : fingers.get(a0.id);
    const b = b0 === undefined ? undefined : fingers.get(b0.id);
    if (a0 === undefined || a === undefined) return;
    over.style.cursor = 'grabbing';
    const { range } = start;
    const width = range.toMs - range.fromMs;
    if (b0 === undefined || b === undefined) {
      const by = ((a0.x - a.x) / over.clientWidth) * width;
      target.show({ fromMs: range.fromMs + by, toMs: range.toMs + by });
      return;
    }
    // Two fingers: the instants under both stay under them.
    const ta = timeAt(range, a0.x);
    const tb = timeAt(range, b0.x);
    if (Math.abs(a.x - b.x) < 12) return;
    const msPerPx = (tb - ta) / (b.x - a.x);
    if (!(msPerPx > 0)) return;
    const fromMs = ta - a.x * msPerPx;
    target.show({ fromMs, toMs: fromMs + msPerPx * over.clientWidth });
  };
  const up = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    over.style.cursor = 'crosshair';
    restart();
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const range = target.range();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = (event.deltaX / over.clientWidth) * (range.toMs - range.fromMs);
      target.show({ fromMs: range.fromMs + by, toMs: range.toMs + by });
      return;
    }
    target.zoom(event.deltaY > 0 ? WHEEL_STEP : 1 / WHEEL_STEP, timeAt(range, xOf(event)));
  };

  over.addEventListener('pointerdown', down);
  over.addEventListener('pointermove', move);
  over.addEventListener('pointerup', up);
  over.addEventListener('pointercancel', up);
  over.addEventListener('wheel', wheel, { passive: false });
  return () => {
    over.removeEventListener('pointerdown', down);
    over.removeEventListener('pointermove', move);
    over.removeEventListener('pointerup', up);
    over.removeEventListener('pointercancel', up);
    over.removeEventListener('wheel', wheel);
  };
}
