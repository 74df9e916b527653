/** Beeps of one round of a priority: when each begins and how long it lasts (s), its pitch (Hz), and the pause to the next round. */
export interface SoundPattern {
  readonly beeps: readonly { readonly atS: number; readonly forS: number; readonly hz: number }[];
  readonly everyS: number;
}

/**
 * One pattern per priority, told apart by pitch, number and pace alone (IEC 60601-1-8 uses the same
 * means: more and faster beeps for what is more urgent). Priority 4 is diagnostic and makes no sound.
 */
export const PATTERNS: Readonly<Record<number, SoundPattern>> = {
  1: {
    everyS: 2,
    beeps: [0, 0.16, 0.32, 0.64, 0.8].map((atS) => ({ atS, forS: 0.1, hz: 988 })),
  },
  2: { everyS: 4, beeps: [0, 0.24, 0.48].map((atS) => ({ atS, forS: 0.16, hz: 740 })) },
  3: { everyS: 10, beeps: [{ atS: 0, forS: 0.3, hz: 523 }] },
};

export { isUnseen } from '#core/alarms/annunciator.ts';
