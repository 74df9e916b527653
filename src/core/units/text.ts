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
