import { formatNumber } from './format.ts';

/** Digits a figure is shown with: one more than the tag's own for means, never more than six. */
export const figureDigits = (decimals: number): number => Math.min(6, decimals + 1);

/** Digits that give a total three to five figures. */
export function totalDigits(value: number): number {
  const size = Math.abs(value);
  return size >= 1000 ? 0 : size >= 10 ? 1 : 2;
}

/** With its sign; a real minus, as in print. */
export function signed(value: number | null, digits: number): string {
  const text = formatNumber(value, digits);
  return value !== null && value > 0 && Number(text.replaceAll(',', '')) !== 0 ? `+${text}` : text.replace(/^-/, '−');
}

/** Difference as a share of what it is held against; null when that is zero. */
export const shareOf = (difference: number, of: number): number | null => (of === 0 ? null : difference / Math.abs(of));

export const percent = (share: number | null, digits = 1): string => `${formatNumber(share === null ? null : share * 100, digits)} %`;

/** Round marks on an axis from low to high, about `wanted` of them. */
export function axisTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((each) => raw / power <= each) ?? 10) * power;
  const ticks: number[] = [];
  // Counted, because a step that drowns in the size of the values would never reach the end.
  const first = Math.ceil(low / step);
  const count = Math.min(100, Math.floor(high / step + 1e-9) - first + 1);
  for (let i = 0; i < count; i++) ticks.push(Number(((first + i) * step).toPrecision(12)));
  return ticks;
}

/** Short text of a mark on an axis: no digits that are the same on all. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1);
  return String(Number(value.toPrecision(6)));
}
