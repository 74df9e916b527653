import type uPlot from 'uplot';
import type { LimitLine } from '../model/limit-lines.ts';
import type { DoubtfulSpan } from '../model/trend-data.ts';

/** What is drawn behind and over the lines of a trend, in canvas pixels. */
export interface Overlays {
  readonly limits: readonly (LimitLine & { readonly scale: string; readonly colour: string })[];
  readonly doubtful: readonly { readonly colour: string; readonly spans: readonly DoubtfulSpan[] }[];
  readonly marks: readonly { readonly tsMs: number; readonly priority: number }[];
  readonly font: string;
  readonly text: string;
  readonly ground: string;
  readonly alarmColours: readonly string[];
}

const BAND_CSS_PX = 7;

export function drawOverlays(u: uPlot, overlays: Overlays): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  overlays.doubtful.forEach(({ colour, spans }, lane) => drawDoubtful(u, colour, spans, lane, ratio));
  drawLimits(u, overlays, ratio);
  ctx.restore();
  drawMarks(u, overlays, ratio);
}

/** A hatched strip at the top, one lane per tag in its colour, where its values are not to be trusted. */
function drawDoubtful(u: uPlot, colour: string, spans: readonly DoubtfulSpan[], lane: number, ratio: number): void {
  const { ctx, bbox } = u;
  const pattern = hatch(ctx, colour, ratio);
  if (pattern === null) return;
  const height = BAND_CSS_PX * ratio;
  const top = bbox.top + lane * (height + 2 * ratio);
  // One path for all spans: clipping each of them would cost more than the rest of the picture.
  ctx.beginPath();
  for (const [fromMs, toMs] of spans) {
    const left = Math.max(bbox.left, u.valToPos(fromMs / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, Math.max(left + ratio, u.valToPos(toMs / 1000, 'x', true)));
    if (right > bbox.left && left < bbox.left + bbox.width) ctx.rect(left, top, right - left, height);
  }
  ctx.fillStyle = pattern;
  ctx.fill();
}

const TILE_CSS_PX = 6;
const hatches = new Map<string, CanvasPattern>();

/** Diagonal lines of a colour as a repeating tile; made once per colour and screen density. */
function hatch(ctx: CanvasRenderingContext2D, colour: string, ratio: number): CanvasPattern | null {
  const key = `${colour} ${String(ratio)}`;
  const known = hatches.get(key);
  if (known !== undefined) return known;
  const size = Math.round(TILE_CSS_PX * ratio);
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5 * ratio;
  pen.beginPath();
  for (const x of [-size, 0, size]) {
    pen.moveTo(x - 1, size + 1);
    pen.lineTo(x + size + 1, -1);
  }
  pen.stroke();
  const made = ctx.createPattern(tile, 'repeat');
  if (made !== null) hatches.set(key, made);
  return made;
}

function drawLimits(u: uPlot, { limits, font, text, ground }: Overlays, ratio: number): void {
  const { ctx, bbox } = u;
  ctx.font = `${String(12 * ratio)}px ${font}`;
  ctx.textBaseline = 'bottom';
  // The axes, drawn before, leave their own alignment behind.
  ctx.textAlign = 'left';
  const taken: { readonly y: number; readonly right: number }[] = [];
  for (const line of limits) {
    const y = u.valToPos(line.value, line.scale, true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = line.colour;
    ctx.lineWidth = (line.strong ? 2 : 1.2) * ratio;
    ctx.setLineDash(line.strong ? [] : [6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    // A label that would lie on others goes to the right of them; where no room is left only the line stays.
    const width = ctx.measureText(line.text).width + 6 * ratio;
    const beside = taken.filter((other) => Math.abs(other.y - y) < 15 * ratio).map((other) => other.right);
    const left = Math.max(bbox.left, ...beside) + 4 * ratio;
    if (left + width > bbox.left + bbox.width / 2 && beside.length > 0) continue;
    taken.push({ y, right: left + width });
    ctx.globalAlpha = 0.85;
    ctx.fillStyle = ground;
    ctx.fillRect(left, y - 16 * ratio, width, 15 * ratio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = text;
    ctx.fillText(line.text, left + 3 * ratio, y - 2 * ratio);
  }
}

/** Small triangles on the time axis where something happened. */
function drawMarks(u: uPlot, { marks, alarmColours, text }: Overlays, ratio: number): void {
  const { ctx, bbox } = u;
  const bottom = bbox.top + bbox.height;
  const size = 5 * ratio;
  let lastX = -Infinity;
  for (const { tsMs, priority } of marks) {
    const x = u.valToPos(tsMs / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width || Math.abs(x - lastX) < 3 * ratio) continue;
    lastX = x;
    ctx.fillStyle = alarmColours[priority - 1] ?? text;
    ctx.beginPath();
    ctx.moveTo(x, bottom - size * 1.6);
    ctx.lineTo(x + size, bottom);
    ctx.lineTo(x - size, bottom);
    ctx.closePath();
    ctx.fill();
  }
}
