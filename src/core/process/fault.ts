/**
 * Something that cannot be in water or in a machine: NaN, a negative concentration, a
 * parameter out of its range, a basin that ran empty. It says where, what, which value, what
 * would be allowed and what to do; nothing is clamped in silence.
 */
export interface ProcessFault {
  /** Tank, machine, sensor, file line or parameter group, e.g. `TK-AE1` or `asm1`. */
  readonly place: string;
  /** What is wrong there, e.g. `SNH, g/m3` or `muA, 1/d`. */
  readonly quantity: string;
  /** The offending value as text. */
  readonly value: string;
  /** What must hold, e.g. `0 or more`, `0.2 to 1.2`. */
  readonly allowed: string;
  /** What to do about it. */
  readonly advice: string;
}

/** The fault as one line for a console or a log. */
export const faultText = (fault: ProcessFault): string =>
  `${fault.place}: ${fault.quantity} is ${fault.value}, allowed ${fault.allowed}; ${fault.advice}`;
