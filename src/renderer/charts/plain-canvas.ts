import { axisTicks, tickText } from '../model/analysis-format.ts';
import { cssColour } from './colours.ts';

/** A canvas in CSS pixels, sharp on every screen. */
export function prepareCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext('2d');
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Scale {
  readonly low: number;
  readonly high: number;
}

export const AXIS_FONT = '12px "Pretendard Variable", sans-serif';
const TICK_EVERY_X_PX = 90;
const TICK_EVERY_Y_PX = 44;

/** Scale with a little room on both sides; never empty. */
export function paddedScale(low: number, high: number): Scale {
  const size = high > low ? high - low : Math.max(1e-6, Math.abs(high) * 0.1);
  return { low: low - size * 0.04, high: high + size * 0.04 };
}

export const placeX = (frame: Frame, scale: Scale, value: number): number => frame.left + ((value - scale.low) / (scale.high - scale.low)) * frame.width;
export const placeY = (frame: Frame, scale: Scale, value: number): number => frame.top + frame.height - ((value - scale.low) / (scale.high - scale.low)) * frame.height;

/** Lines and figures of both axes. */
export function drawAxes(pen: CanvasRenderingContext2D, frame: Frame, x: Scale, y: Scale): void {
  pen.font = AXIS_FONT;
  pen.fillStyle = cssColour('--text-2');
  pen.strokeStyle = cssColour('--line');
  pen.lineWidth = 0.7;
  pen.textAlign = 'center';
  pen.textBaseline = 'top';
  for (const tick of axisTicks(x.low, x.high, frame.width / TICK_EVERY_X_PX)) {
    const at = placeX(frame, x, tick);
    line(pen, at, frame.top, at, frame.top + frame.height);
    pen.fillText(tickText(tick), at, frame.top + frame.height + 5);
  }
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  for (const tick of axisTicks(y.low, y.high, frame.height / TICK_EVERY_Y_PX)) {
    const at = placeY(frame, y, tick);
    line(pen, frame.left, at, frame.left + frame.width, at);
    pen.fillText(tickText(tick), frame.left - 6, at);
  }
}

export function line(pen: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
