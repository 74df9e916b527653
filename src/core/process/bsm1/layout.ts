/**
 * Layout of BSM1 (Alex et al. 2008; Gernaey et al. 2014): two mixed and three aerated reactors, a
 * settler, internal recycle from the last reactor to the first, return and waste sludge. Flows in
 * m3/d, transfer in 1/d.
 */
export const BSM1 = {
  volumesM3: [1000, 1000, 1333, 1333, 1333],
  kLaPerD: [0, 0, 240, 240, 84],
  influentM3PerD: 18446,
  internalM3PerD: 55338,
  returnM3PerD: 18446,
  wasteM3PerD: 385,
  saturation: 8,
} as const;

/** Constant influent of the stabilisation: flow-weighted mean of the dry weather file (Alex et al. 2008). */
export const CONSTANT_INFLUENT = [
  30, 69.5, 51.2, 202.32, 28.17, 0, 0, 0, 0, 31.56, 6.95, 10.59, 7,
] as const;

/**
 * Limits, weights and factors of the evaluation (Gernaey et al. 2014). The weights of nitrogen are
 * 30 and 10; the 20 and 20 of Copp 2002 give another index and must not be mixed in.
 */
export const CRITERIA = {
  weights: { solids: 2, cod: 1, kjeldahl: 30, nitrate: 10, bod: 2 },
  limits: { nitrogen: 18, cod: 100, ammonium: 4, solids: 30, bod: 10 },
  oxygenKgPerKwh: 1.8,
  pumpingKwhPerM3: { internal: 0.004, return: 0.008, waste: 0.05 },
  mixingKwPerM3: 0.005,
  /** Below this a reactor must be mixed by machine, 1/d. */
  mixedBelowPerD: 20,
} as const;

/**
 * Default control of BSM1 (Alex et al. 2008, chapter 6; values of the reference implementation of
 * the IWA Task Group): oxygen of the fifth reactor by its air, nitrate of the second by the
 * internal recycle. PI with tracking against wind-up. Sensors and actuators are rows of equal
 * first-order lags: two for class A and the air, eight for class B0; the 90 % response time is
 * `t90` and the lag of each is t90 over 3.89 (two) or 11.7724 (eight). Noise is a share of the
 * range, drawn once a minute.
 */
export const CONTROL = {
  oxygen: {
    setpoint: 2,
    gain: 25,
    integralD: 0.002,
    trackingD: 0.001,
    offset: 144,
    max: 360,
    sensorRange: 10,
    sensorLags: 2,
    sensorLagD: 1 / 1440 / 3.89,
    noiseShare: 0.025,
    actuatorLags: 2,
    actuatorLagD: 4 / 1440 / 3.89,
  },
  nitrate: {
    setpoint: 1,
    gain: 10_000,
    integralD: 0.025,
    trackingD: 0.015,
    offset: 18_500,
    max: 5 * 18446,
    sensorRange: 20,
    sensorLags: 8,
    sensorLagD: 10 / 1440 / 11.7724,
    noiseShare: 0.025,
  },
} as const;
