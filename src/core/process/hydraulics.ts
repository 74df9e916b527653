/** Pumps, weirs and motors: closed formulas, no state. */

/** Shut-off head of a radial pump as a multiple of its rated head; the curve is a parabola through the rated point. */
const SHUT_OFF_HEAD = 4 / 3;
/** Part of the rated head that is lift (the rest is friction) where a plant does not say. */
const STATIC_SHARE = 0.6;

/**
 * Flow of a centrifugal pump against its pipe, as a multiple of the rated flow.
 * Pump H = Hr (4/3 - q2/3), pipe H = Hs + (Hr - Hs0) q2, with Hs0 the lift at the level the
 * pump was chosen for: at that level it gives the rated flow. A higher suction level or a
 * lower counter level gives more.
 * @param ratedHeadM rated head, m
 * @param extraLiftM lift above the one the pump was chosen for, m (negative when the suction level is high)
 */
export function pumpFlowShare(ratedHeadM: number, extraLiftM: number): number {
  const lift0 = STATIC_SHARE * ratedHeadM;
  const square =
    (SHUT_OFF_HEAD * ratedHeadM - lift0 - extraLiftM) / (SHUT_OFF_HEAD * ratedHeadM - lift0);
  return square <= 0 ? 0 : Math.sqrt(square);
}

/** Power of a radial pump at shut-off as a share of its rated power. */
const PUMP_SHUT_OFF_POWER = 0.55;

/** Electrical power share of a radial pump at a flow share: linear from shut-off (Karassik, Pump Handbook, ch. 2.3). */
export const pumpPowerShare = (flowShare: number): number =>
  PUMP_SHUT_OFF_POWER + (1 - PUMP_SHUT_OFF_POWER) * Math.max(0, flowShare);

/** Power factor of a small three-phase motor at full load. */
const POWER_FACTOR = 0.82;

/**
 * Motor current at a share of the rated power: the magnetising part stays, the active part follows the load.
 * @returns A
 */
export const motorCurrentA = (ratedCurrentA: number, powerShare: number): number =>
  ratedCurrentA * Math.sqrt((POWER_FACTOR * powerShare) ** 2 + (1 - POWER_FACTOR ** 2));

/**
 * Volume that passes a weir in `dtS`, m3. The weir is taken as a linear reservoir:
 * the water above the crest runs off with the time constant `timeConstantS`.
 */
export function weirVolumeM3(
  volumeM3: number,
  crestVolumeM3: number,
  timeConstantS: number,
  dtS: number,
): number {
  const above = volumeM3 - crestVolumeM3;
  return above <= 0 ? 0 : above * (1 - Math.exp(-dtS / timeConstantS));
}
