import type { Connection } from '#contract/connection.ts';

/** The form holds texts; only a whole and valid one becomes a connection. */
export interface ConnectionForm {
  readonly kind: Connection['kind'];
  readonly speed: string;
  readonly seed: string;
  readonly host: string;
  readonly port: string;
  readonly tcpTimeout: string;
  readonly path: string;
  readonly baudRate: '9600' | '19200' | '38400' | '57600' | '115200';
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: '1' | '2';
  readonly rtuTimeout: string;
}

export interface SerialDefaults {
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
}

export const BAUD_RATES = ['9600', '19200', '38400', '57600', '115200'] as const;

/** Fields of a connection as texts; those of the other kinds start with the site's serial defaults and the usual ones. */
export function formOf(connection: Connection, serial: SerialDefaults): ConnectionForm {
  const baud = BAUD_RATES.find((rate) => rate === String(serial.baudRate)) ?? '19200';
  const base: ConnectionForm = {
    kind: connection.kind, speed: '1', seed: '1', host: '', port: '502', tcpTimeout: '1000', path: '', baudRate: baud, parity: serial.parity, stopBits: serial.stopBits === 2 ? '2' : '1', rtuTimeout: '500',
  };
  if (connection.kind === 'virtual') return { ...base, speed: String(connection.speed), seed: String(connection.seed) };
  if (connection.kind === 'tcp') return { ...base, host: connection.host, port: String(connection.port), tcpTimeout: String(connection.timeoutMs) };
  return {
    ...base, path: connection.path, baudRate: BAUD_RATES.find((rate) => rate === String(connection.baudRate)) ?? baud,
    parity: connection.parity, stopBits: connection.stopBits === 2 ? '2' : '1', rtuTimeout: String(connection.timeoutMs),
  };
}

export type FormField = 'speed' | 'seed' | 'host' | 'port' | 'tcpTimeout' | 'path' | 'rtuTimeout';

/** What is wrong with one field: which rule, what was given, what is allowed. */
export type FieldFault =
  | { readonly rule: 'number' | 'integer' | 'range'; readonly value: string; readonly min: number; readonly max: number }
  | { readonly rule: 'empty' }
  | { readonly rule: 'long'; readonly value: number; readonly max: number };

export interface CheckedForm {
  readonly connection: Connection | null;
  readonly faults: Readonly<Partial<Record<FormField, FieldFault>>>;
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

function numberFault(text: string, min: number, max: number, whole: boolean): FieldFault | null {
  const value = text.trim();
  if (!NUMBER.test(value)) return { rule: whole ? 'integer' : 'number', value, min, max };
  const number = Number(value);
  if (whole && !Number.isInteger(number)) return { rule: 'integer', value, min, max };
  return number < min || number > max ? { rule: 'range', value, min, max } : null;
}

function textFault(text: string, max: number): FieldFault | null {
  const length = text.trim().length;
  return length === 0 ? { rule: 'empty' } : length > max ? { rule: 'long', value: length, max } : null;
}

const MAX_SEED = 2 ** 31 - 1;

/** Checks the fields of the chosen kind; the ranges are those of the contract's schema. */
export function checkForm(form: ConnectionForm): CheckedForm {
  const faults: Partial<Record<FormField, FieldFault>> = {};
  const note = (field: FormField, fault: FieldFault | null): void => {
    if (fault !== null) faults[field] = fault;
  };
  if (form.kind === 'virtual') {
    note('speed', numberFault(form.speed, 1, 1000, false));
    note('seed', numberFault(form.seed, 0, MAX_SEED, true));
    return done(faults, () => ({ kind: 'virtual', speed: Number(form.speed), seed: Number(form.seed) }));
  }
  if (form.kind === 'tcp') {
    note('host', textFault(form.host, 253));
    note('port', numberFault(form.port, 1, 65_535, true));
    note('tcpTimeout', numberFault(form.tcpTimeout, 50, 10_000, true));
    return done(faults, () => ({ kind: 'tcp', host: form.host.trim(), port: Number(form.port), timeoutMs: Number(form.tcpTimeout) }));
  }
  note('path', textFault(form.path, 260));
  note('rtuTimeout', numberFault(form.rtuTimeout, 50, 10_000, true));
  return done(faults, () => ({
    kind: 'rtu', path: form.path.trim(), baudRate: BAUD[form.baudRate], parity: form.parity, stopBits: form.stopBits === '2' ? 2 : 1, timeoutMs: Number(form.rtuTimeout),
  }));
}

const BAUD = { '9600': 9600, '19200': 19_200, '38400': 38_400, '57600': 57_600, '115200': 115_200 } as const;

const done = (faults: CheckedForm['faults'], make: () => Connection): CheckedForm => ({ faults, connection: Object.keys(faults).length === 0 ? make() : null });
