/** Colours for heat maps and clouds of points: one hue, told apart by lightness, so that every eye reads the order. */

const LIGHT = [[223, 231, 238], [143, 181, 214], [61, 122, 178], [18, 64, 117]] as const;
const DARK = [[32, 44, 56], [38, 88, 130], [74, 144, 200], [190, 224, 250]] as const;
/** Hours of the day on a circle: night dark and cold, noon light and warm. */
const HOURS = [[49, 58, 110], [76, 120, 168], [201, 168, 92], [158, 98, 70], [49, 58, 110]] as const;

type Rgb = readonly [number, number, number];

function between(stops: readonly Rgb[], share: number): string {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const from = stops[i] ?? [0, 0, 0];
  const to = stops[i + 1] ?? from;
  const part = place - i;
  const mix = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * part);
  return `rgb(${String(mix(0))} ${String(mix(1))} ${String(mix(2))})`;
}

/** Colour of a share from 0 (little) to 1 (much). */
export const rampColour = (share: number, theme: 'light' | 'dark'): string => between(theme === 'light' ? LIGHT : DARK, share);

/** Colour of an hour of the day, 0 to 24. */
export const hourColour = (hour: number): string => between(HOURS, hour / 24);
