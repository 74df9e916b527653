import type { Machine } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

export type Station = PlantProfile['display']['stations'][number];

/** How the water leaves a station for the next one to the right. */
export type Onward =
  | { readonly kind: 'pump'; readonly machine: string }
  /** By a weir, without a machine. */
  | { readonly kind: 'overflow' }
  /** By a pump out of the plant. */
  | { readonly kind: 'outfall'; readonly machine: string | null }
  | { readonly kind: 'none' };

export interface StationBox {
  readonly station: Station;
  readonly xPx: number;
  readonly widthPx: number;
  readonly onward: Onward;
}

/** A tank is a target for a finger; its frame and the line to the next one come on top. */
const LEAST_TANK_PX = 46;

/**
 * Places the stations side by side over `totalPx` with `gapPx` between them and after the
 * one that leaves the plant, in proportion to their relative widths; none is narrower than its
 * tanks need for a finger, as long as there is room for all of them.
 */
export function layoutStations(stations: readonly Station[], machines: ReadonlyMap<string, Machine>, gravityFrom: ReadonlySet<string>, totalPx: number, gapPx: number): readonly StationBox[] {
  const freePx = Math.max(0, totalPx - gapPx * Math.max(0, stations.length - 1));
  const widths = shareOut(stations, freePx);
  let xPx = 0;
  return stations.map((station, i) => {
    const widthPx = widths[i] ?? 0;
    const box: StationBox = { station, xPx, widthPx, onward: onwardOf(station, machines, gravityFrom, i === stations.length - 1) };
    xPx += widthPx + gapPx;
    return box;
  });
}

/** Widths in proportion, px; what falls short of its least width gets that, and the others share the rest. */
function shareOut(stations: readonly Station[], freePx: number): readonly number[] {
  const least = stations.map(({ tanks }) => LEAST_TANK_PX * tanks.length);
  const shared = (fixed: ReadonlySet<number>): readonly number[] => {
    const restPx = freePx - sum([...fixed].map((i) => least[i] ?? 0));
    const parts = sum(stations.map(({ relativeWidth }, i) => (fixed.has(i) ? 0 : relativeWidth)));
    return stations.map(({ relativeWidth }, i) => (fixed.has(i) ? (least[i] ?? 0) : (restPx * relativeWidth) / parts));
  };
  if (sum(least) > freePx) return shared(new Set());
  let fixed: ReadonlySet<number> = new Set();
  for (;;) {
    const widths = shared(fixed);
    const short = widths.flatMap((px, i) => (!fixed.has(i) && px < (least[i] ?? 0) ? [i] : []));
    if (short.length === 0) return widths;
    fixed = new Set([...fixed, ...short]);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function onwardOf(station: Station, machines: ReadonlyMap<string, Machine>, gravityFrom: ReadonlySet<string>, isLast: boolean): Onward {
  if (station.onward !== null) {
    const machine = machines.get(station.onward);
    return machine === undefined || machine.to === null ? { kind: 'outfall', machine: station.onward } : { kind: 'pump', machine: station.onward };
  }
  if (isLast) return { kind: 'none' };
  return station.tanks.some((tank) => gravityFrom.has(tank)) ? { kind: 'overflow' } : { kind: 'none' };
}
