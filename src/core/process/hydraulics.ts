import { defaultsOf } from './parameters.ts';
import type { ParameterTable, ValuesOf } from './parameters.ts';

/** Pumps, weirs and motors: closed formulas, no state. */
export const HYDRAULIC_PARAMETERS = {
  shutOffHead: {
    name: 'shut-off head of a pump over its rated head',
    unit: 'm/m',
    value: 4 / 3,
    min: 1.05,
    max: 2,
    source: 'parabola of a radial pump, Karassik, Pump Handbook, ch. 2.3: 1.1 to 1.4',
  },
  staticShare: {
    name: 'part of the rated head that is lift, the rest friction',
    unit: 'm/m',
    value: 0.6,
    min: 0,
    max: 1,
    source: 'assumed where the plant does not say',
  },
  weirTime: {
    name: 'time constant in which water above a crest runs off',
    unit: 's',
    value: 10,
    min: 0.5,
    max: 600,
    source:
      'assumed; linear reservoir in place of Poleni, a few millimetres of head at these flows',
  },
  dryDepth: {
    name: 'depth below which a pump draws air',
    unit: 'm',
    value: 0.05,
    min: 0,
    max: 1,
    source: 'assumed; suction bell at the floor',
  },
  pressureTime: {
    name: 'time constant of pressure and flow in the suction pipe',
    unit: 's',
    value: 8,
    min: 0.5,
    max: 120,
    source: 'assumed; run-up of pump and pipe',
  },
  designTmp: {
    name: 'pressure across the membranes at which the suction pump gives its rated flow',
    unit: 'kPa',
    value: 15,
    min: 1,
    max: 60,
    source: 'assumed; middle of the usual 6 to 25 kPa',
  },
} as const satisfies ParameterTable;
export type HydraulicValues = ValuesOf<typeof HYDRAULIC_PARAMETERS>;
const DEFAULTS = defaultsOf(HYDRAULIC_PARAMETERS);

/**
 * Flow of a centrifugal pump against its pipe, as a multiple of the rated flow.
 * Pump H = Hr (s - (s - 1) q^2) with the shut-off head s, pipe H = Hs + (Hr - Hs0) q^2 with Hs0 the
 * lift at the level the pump was chosen for, so q^2 = (s Hr - Hs) / (s Hr - Hs0): the rated flow
 * at that level, more with a higher suction level or a lower counter level.
 * @param ratedHeadM rated head, m
 * @param extraLiftM lift above the one the pump was chosen for, m (negative when the suction level is high)
 */
export function pumpFlowShare(
  ratedHeadM: number,
  extraLiftM: number,
  p: Pick<HydraulicValues, 'shutOffHead' | 'staticShare'> = DEFAULTS,
): number {
  const room = (p.shutOffHead - p.staticShare) * ratedHeadM;
  const square = (room - extraLiftM) / room;
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
