import type { Sensor } from '../../plant/equipment.ts';

/** Numbers of the learning that are the same for all virtual sensors. */
export interface VirtualNumbers {
  /** Penalty of the slopes in units of the correlation matrix. */
  readonly ridge: number;
  /** Inputs are cut so many standard deviations from their mean. */
  readonly reach: number;
  /** What was learned so long ago weighs a third. */
  readonly memoryDays: number;
  /** Good minutes before the first estimate. */
  readonly leastMinutes: number;
  /** Minutes that count as one observation for the uncertainty of the fit. */
  readonly correlationMin: number;
  /** Time in which the spread between plants comes in once learning stops; after an anchor. */
  readonly ageingDays: number;
  readonly anchorDays: number;
}

export const VIRTUAL_NUMBERS: VirtualNumbers = {
  ridge: 0.01,
  reach: 3,
  memoryDays: 60,
  leastMinutes: 3 * 1440,
  correlationMin: 360,
  ageingDays: 1,
  anchorDays: 14,
};

/**
 * Standard deviation of an estimate from one plant to another with like parameters, by quantity and
 * form: what a frozen model is off when the plant has changed. Measured with `npm run virtual:check`
 * (docs/data-quality.md, "Virtual sensors"); in the unit of the form: pH, mg/L, or a share for logarithms.
 */
export const STRUCTURAL_SD = {
  /** pH of raw water, of the chemical line and of treated water. */
  pH: { raw: 0.02, line: 0.04, treated: 0.06 },
  /** Oxygen held at its set value by the PLC, mg/L. */
  steeredDO: 0.15,
  /** Oxygen from the ORP beside it, share. */
  redoxDO: 0.22,
  /** Oxygen from its deficit, share of the deficit. */
  deficitDO: 0.22,
  /** Oxygen from its uptake while the loop does not hold it, share. */
  uptakeDO: 0.15,
  /** Oxygen from the balance of the reckoned basins, share of the deficit. */
  balanceDO: 0.1,
  /** Analyses of raw and of treated water, share. Of BOD most is the hour or more that its analyser lags behind. */
  raw: { COD: 0.03, BOD: 0.14, NH4N: 0.03, SS: 0.03 },
  treated: { COD: 0.03, BOD: 0.28, NH4N: 0.6, SS: 0.03 },
} as const;

export const VIRTUAL_QUANTITIES: readonly Sensor['quantity'][] = [
  'pH',
  'DO',
  'COD',
  'BOD',
  'NH4N',
  'SS',
];
