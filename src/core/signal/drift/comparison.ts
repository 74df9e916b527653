/** A sensor held against a portable or laboratory reading at the time of sampling. */
export interface Comparison {
  readonly tag: string;
  /** Id of the reading's entry. */
  readonly readingId: string;
  readonly sampledMs: number;
  /** Sensor's raw value around the time of sampling, and its spread there. */
  readonly sensorValue: number;
  readonly sensorSd: number;
  readonly referenceValue: number;
  /** Standard uncertainty of the reference method, in the tag's unit. */
  readonly referenceSd: number;
}
