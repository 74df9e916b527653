import type { BasinFactor } from './model.ts';

/** Numbers of the reckoned basins. */
export const BASIN_NUMBERS = {
  /** Step of the water, min. */
  stepMin: 5,
  /** Steps that a hole in the data is gone through with at most. */
  mostSteps: 12,
  /** A reading is held so long, h; a vital one must be this young, min. */
  holdHours: 24,
  vitalMin: 30,
  /** The solids follow the meter with this time constant, h. */
  solidsHours: 12,
  /** A factor is raised by this logarithm for its sensitivity. */
  raisedBy: 0.05,
  /** Factors stay within e^-this to e^this. */
  mostFactor: 0.9,
  /** Standard deviation of the logarithm of each factor from site to site. */
  factorSd: {
    airAeration: 0.3,
    airMembrane: 0.3,
    load: 0.15,
    nitrification: 0.2,
    decay: 0.2,
    hydrolysis: 0.2,
  } satisfies Readonly<Record<BasinFactor, number>>,
  /** Correlation of the two factors of the transfer, and of how they change. */
  airTogether: 0.8,
  /** Time in which a factor may become another one of the kind: transfer ages slowly, water and sludge change with the season. */
  memoryDays: {
    airAeration: 3000,
    airMembrane: 3000,
    load: 100,
    nitrification: 100,
    decay: 300,
    hydrolysis: 1000,
  } satisfies Readonly<Record<BasinFactor, number>>,
  /** Error of the model beside each gauge: oxygen mg/L, ammonium by ratio; it lasts so long, h. */
  oxygenSd: 0.3,
  ammoniumSd: 0.6,
  ammoniumFloor: 0.2,
  correlationHours: 12,
  /** An error counts with so many of these at most. */
  mostSds: 4,
} as const;
