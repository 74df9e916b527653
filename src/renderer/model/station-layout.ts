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

/**
 * Places the stations side by side over `totalPx` with `gapPx` between them and after the
 * one that leaves the plant, in proportion to their relative widths.
 */
export function layoutStations(stations: readonly Station[], machines: ReadonlyMap<string, Machine>, gravityFrom: ReadonlySet<string>, totalPx: number, gapPx: number): readonly StationBox[] {
  const widthSum = stations.reduce((sum, station) => sum + station.relativeWidth, 0);
  const freePx = Math.max(0, totalPx - gapPx * Math.max(0, stations.length - 1));
  let xPx = 0;
  return stations.map((station, i) => {
    const widthPx = (freePx * station.relativeWidth) / widthSum;
    const box: StationBox = { station, xPx, widthPx, onward: onwardOf(station, machines, gravityFrom, i === stations.length - 1) };
    xPx += widthPx + gapPx;
    return box;
  });
}

function onwardOf(station: Station, machines: ReadonlyMap<string, Machine>, gravityFrom: ReadonlySet<string>, isLast: boolean): Onward {
  if (station.onward !== null) {
    const machine = machines.get(station.onward);
    return machine === undefined || machine.to === null ? { kind: 'outfall', machine: station.onward } : { kind: 'pump', machine: station.onward };
  }
  if (isLast) return { kind: 'none' };
  return station.tanks.some((tank) => gravityFrom.has(tank)) ? { kind: 'overflow' } : { kind: 'none' };
}
