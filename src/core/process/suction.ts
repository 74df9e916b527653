import { tmpKPa } from './membrane.ts';
import type { FoulingState } from './membrane.ts';
import type { MembraneValues } from './membrane-parameters.ts';

const WATER_KPA_PER_M = 9.80665;

/** A suction pump on a membrane series. */
export interface SuctionPump {
  readonly ratedM3PerH: number;
  readonly ratedHeadM: number;
  /** Shut-off head and lift over the rated head. */
  readonly shutOffHead: number;
  readonly staticShare: number;
  /** Pressure across the membranes at which the pump gives its rated flow, kPa. */
  readonly designTmpKPa: number;
  readonly areaM2: number;
}

/**
 * Flow share q at which pump, pipe and membranes agree: with R = s - f the room between shut-off
 * head s and lift f, R Hr q2 = R Hr - extra lift - (TMP(q) - TMP0)/(rho g). The left side rises and
 * the right side falls with q, so there is one q; Newton's method with the secant slope of TMP.
 * @param extraLiftM lift above the design lift, m (negative with a high suction level)
 */
export function suctionFlowShare(
  pump: SuctionPump,
  extraLiftM: number,
  series: FoulingState,
  temperatureC: number,
  p: MembraneValues,
): number {
  const room = (pump.shutOffHead - pump.staticShare) * pump.ratedHeadM;
  const reach = room - extraLiftM + pump.designTmpKPa / WATER_KPA_PER_M;
  if (!(reach > 0) || pump.areaM2 <= 0) return 0;
  const ratedFlux = pump.ratedM3PerH / 3600 / pump.areaM2;
  let q = Math.sqrt(reach / room);
  for (let i = 0; i < 30; i++) {
    const membraneM = tmpKPa(series, q * ratedFlux, temperatureC, p) / WATER_KPA_PER_M;
    const step = (room * q * q + membraneM - reach) / (2 * room * q + membraneM / q);
    q = Math.max(0.2 * q, q - step);
    if (Math.abs(step) < 1e-9) break;
  }
  return q;
}
