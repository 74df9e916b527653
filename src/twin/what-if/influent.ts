import type { Change } from '#core/what-if/request.ts';
import type { InfluentSource } from '../influent-source.ts';
import { generatedInfluent } from '../influent-source.ts';
import type { TwinState } from '../state.ts';

interface Wanted {
  readonly changes: readonly Change[];
  readonly influent?: InfluentSource;
}

/** Source of the incoming water of a fork: the one given (or the profile's generator) with the changes laid over it. */
export function changedInfluent(
  state: TwinState,
  { changes, influent }: Wanted,
): { influent?: InfluentSource } {
  const base = influent ?? generatedInfluent;
  const forkS = (state.timeMs - state.startMs) / 1000;
  const scales = changes.filter((change) => change.kind === 'scale');
  if (scales.length === 0) return influent === undefined ? {} : { influent };
  return {
    influent: {
      at(shape, noise, random, now, plantS) {
        let point = base.at(shape, noise, random, now, plantS);
        const hour = (plantS - forkS) / 3600;
        for (const { flow, strength, fromH, toH } of scales) {
          if (hour < fromH || (toH !== null && hour >= toH)) continue;
          point = {
            ...point,
            flowM3PerH: point.flowM3PerH * flow,
            cod: point.cod * strength,
            bod: point.bod * strength,
            ss: point.ss * strength,
            tn: point.tn * strength,
            nh4n: point.nh4n * strength,
            tp: point.tp * strength,
          };
        }
        return point;
      },
    },
  };
}
