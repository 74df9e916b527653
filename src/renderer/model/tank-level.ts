import { LEVEL_MARKS } from '#core/plant/condition.ts';
import type { LevelMark } from '#core/plant/condition.ts';
import type { Tank } from '#core/plant/equipment.ts';

export interface MarkView {
  readonly mark: LevelMark;
  /** Height in the tank, 0 at the floor, 1 at the full depth. */
  readonly fraction: number;
  /** Whether the water stands at or above it. */
  readonly reached: boolean;
}

export interface TankLevelView {
  /** Height of the water as share of the tank's depth, 0 to 1; null when not known. */
  readonly fraction: number | null;
  readonly percent: number | null;
  readonly levelM: number | null;
  readonly marks: readonly MarkView[];
  /** Beyond HHAL or HH, or below LL: what a person must see at once. */
  readonly band: 'normal' | 'high' | 'low';
  /** True when no sensor measures the level because the tank overflows at a weir. */
  readonly atWeir: boolean;
}

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

/** Level of a tank against its marks. A tank with a weir and no sensor stands at its weir. */
export function tankLevel(tank: Tank, measuredM: number | null): TankLevelView {
  const atWeir = tank.levelTag === null && tank.surface === 'weir' && tank.weirM !== null;
  const levelM = tank.levelTag === null ? (atWeir ? tank.weirM : null) : measuredM;
  const marks = LEVEL_MARKS.flatMap((mark): MarkView[] => {
    const atM = tank.marksM[mark];
    return atM === undefined ? [] : [{ mark, fraction: clamp01(atM / tank.depthM), reached: levelM !== null && levelM >= atM }];
  });
  const alarmHighM = tank.marksM.HHAL ?? tank.marksM.HH;
  const lowM = tank.marksM.LL;
  const band = levelM === null || atWeir ? 'normal'
    : alarmHighM !== undefined && levelM >= alarmHighM ? 'high'
    : lowM !== undefined && levelM < lowM ? 'low' : 'normal';
  const fraction = levelM === null ? null : clamp01(levelM / tank.depthM);
  return { fraction, percent: fraction === null ? null : fraction * 100, levelM, marks, band, atWeir };
}

/**
 * Marks whose labels fit without touching when drawn `heightPx` high with `labelPx` per
 * line. The outermost alarm marks and H/L matter most, so they win over their neighbours.
 */
export function labelledMarks(marks: readonly MarkView[], heightPx: number, labelPx: number): readonly MarkView[] {
  const rank: readonly LevelMark[] = ['HHAL', 'HH', 'L', 'H', 'LL', 'M'];
  const chosen: MarkView[] = [];
  for (const mark of rank) {
    const view = marks.find((each) => each.mark === mark);
    if (view !== undefined && chosen.every((each) => Math.abs(each.fraction - view.fraction) * heightPx >= labelPx)) chosen.push(view);
  }
  return chosen.toSorted((a, b) => a.fraction - b.fraction);
}
