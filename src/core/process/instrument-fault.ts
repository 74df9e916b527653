import { z } from 'zod';

/**
 * What can be wrong with an instrument, as data that a script, the control channel and the
 * window share. Sizes are in the sensor's own unit.
 */
export const instrumentFaultSchema = z.discriminatedUnion('kind', [
  /** The reading stays as it is. */
  z.strictObject({ kind: z.literal('stuck') }),
  /** The reading is off by so much at once. */
  z.strictObject({ kind: z.literal('offset'), by: z.number() }),
  /** The reading is this, whatever the water does. */
  z.strictObject({ kind: z.literal('value'), value: z.number() }),
  /** The zero moves away by so much each day. */
  z.strictObject({ kind: z.literal('drift'), perDay: z.number() }),
  /** Growth on the probe: slower and weaker, towards `share` of the response lost, with this time constant. */
  z.strictObject({
    kind: z.literal('fouling'),
    share: z.number().min(0).max(1),
    days: z.number().positive(),
  }),
  /** A wrong calibration: reading = gain x value + offset. */
  z.strictObject({
    kind: z.literal('calibration'),
    gain: z.number().positive(),
    offset: z.number(),
  }),
  /** Single wrong values of this size, either sign, on average so many an hour. */
  z.strictObject({ kind: z.literal('spike'), size: z.number(), perHour: z.number().positive() }),
  /** The signal is gone (below 4 mA): the card reads the bottom of the range, for this share of samples. */
  z.strictObject({ kind: z.literal('dropout'), share: z.number().gt(0).max(1) }),
  /** The instrument no longer answers its card: the last value stays and its totals stand still. */
  z.strictObject({ kind: z.literal('frozen') }),
  /** Noise so many times the usual. */
  z.strictObject({ kind: z.literal('noise'), times: z.number().min(1).max(1000) }),
]);
export type InstrumentFault = z.infer<typeof instrumentFaultSchema>;
