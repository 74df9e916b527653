/** Figures of the tests that learn from the sensor's own past; shares are of the span. */
export const LEARNED = {
  /** Days of trusted readings before a learned bound counts. */
  days: 14,
  /** A bound stands so many times beyond the largest that was usual, and at least so far. */
  spikeTimes: 1.6,
  spikeShare: 0.03,
  jumpTimes: 1.5,
  jumpShare: 0.02,
  noiseTimes: 1.5,
  noiseUsualTimes: 2,
  noiseShare: 0.0002,
  /** Readings that make the noise of now, and of the past. */
  noiseN: 30,
  noiseSlowN: 12,
  noiseUsualN: 3000,
  noiseClip: 8,
  stillTimes: 1.7,
  /** A signal coarser than its noise stands still for long, at very different lengths. */
  stillCoarseN: 20,
  stillCoarseTimes: 3,
  stillLeastFast: 8,
  stillLeastSlow: 4,
  endTimes: 1.7,
  /** A signal that slid to the bottom may stay there so many times as long. */
  slidTimes: 3,
  /** Readings at zero of a sensor that rests with its machine before they count as lost. */
  idleN: 30,
  /** Smoothed reading beyond all that was usual: by this share of the usual band, and of the span. */
  bandShare: 0.5,
  bandSpanShare: 0.02,
  levelN: 30,
  levelSlowN: 4,
  restTimes: 2,
  restShare: 0.01,
  restN: 2000,
  restFor: 4,
} as const;
