/** Numbers and units as a reader of either language sees them, on screen and in print alike. */

/** Thousands by comma, `decimals` digits after the point; a small negative number is not shown as "-0.0". */
export function formatFigure(value: number, decimals: number): string {
  const [whole = '', rest] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const isZero = Number(value.toFixed(decimals)) === 0;
  return `${value < 0 && !isZero ? '-' : ''}${grouped}${rest === undefined ? '' : `.${rest}`}`;
}

const UNITS: Readonly<Record<string, string>> = {
  'm3/h': 'm³/h',
  'Nm3/h': 'Nm³/h',
  'm3/min': 'm³/min',
  'm3/d': 'm³/d',
  m3: 'm³',
  degC: '°C',
  Cel: '°C',
  C: '°C',
  'L/m2/h': 'L/m²/h',
};

/** Unit as it is written for people. */
export const formatUnit = (unit: string): string => UNITS[unit] ?? unit;

/** What stands in the place of a number nobody knows. */
export const NO_FIGURE = '–';

export interface Span {
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
  readonly count: number;
}

/** Largest whole unit of a duration: 75 s is one minute. */
export function spanOf(durationMs: number): Span {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return { unit: 'second', count: seconds };
  if (seconds < 3600) return { unit: 'minute', count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: 'hour', count: Math.floor(seconds / 3600) };
  return { unit: 'day', count: Math.floor(seconds / 86_400) };
}

/** Bytes in the unit that keeps the number short: 812 KB, 1.4 GB. */
export function formatSize(bytes: number | null): string {
  if (bytes === null) return NO_FIGURE;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let i = 0;
  while (value >= 1000 && i < units.length - 1) {
    value /= 1000;
    i++;
  }
  return `${formatFigure(value, i === 0 || value >= 100 ? 0 : 1)} ${units[i] ?? ''}`;
}
