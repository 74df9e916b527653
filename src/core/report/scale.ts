/** Scale of a chart's axis: round numbers around the values. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly marks: readonly number[];
  readonly decimals: number;
}

const STEPS = [1, 2, 2.5, 5, 10] as const;
const MARKS = 4;
/** What is smaller is nothing, in any unit a plant measures in. */
const SMALLEST = 1e-3;

/**
 * Axis that holds every value, with about four marks at 1, 2, 2.5 or 5 times a power of ten
 * (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990). Values that are all alike get room
 * on both sides; none at all gives 0 to 1.
 *
 * @param fromZero whether zero belongs to the axis, as for bars
 */
export function niceScale(values: readonly number[], fromZero: boolean): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  let low = Math.min(...finite, ...(fromZero || finite.length === 0 ? [0] : []));
  let high = Math.max(...finite, ...(fromZero ? [0] : []), ...(finite.length === 0 ? [1] : []));
  const size = Math.max(Math.abs(high), Math.abs(low));
  if (high - low <= Math.max(size, SMALLEST) * 1e-9) {
    const room = size < SMALLEST ? 1 : size * 0.1;
    low -= fromZero ? 0 : room;
    high += room;
  }
  const raw = (high - low) / MARKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (STEPS.find((each) => each * power >= raw * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const marks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  const decimals = Math.max(
    0,
    Math.min(
      6,
      -Math.floor(Math.log10(step) + 1e-9) +
        (Number.isInteger(Number((step / power).toPrecision(6))) ? 0 : 1),
    ),
  );
  return { min: marks[0] ?? 0, max: marks.at(-1) ?? 1, marks, decimals };
}
