import { assertNever, err, ok, type Result } from '#core/result.ts';
import type { RegisterTable } from '#core/plant/tag.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';

/**
 * Questions and answers of the Modbus application protocol (V1.1b3): function code
 * and data, without the framing that RTU or TCP puts around them.
 */
export type Question =
  | { readonly kind: 'read'; readonly table: RegisterTable; readonly address: number; readonly count: number }
  | { readonly kind: 'write'; readonly table: 'coil' | 'holding'; readonly address: number; readonly words: readonly number[] };

/** What a transport must know of a question to frame it and to recognise its answer. */
export interface WireQuestion {
  readonly unit: number;
  readonly pdu: Uint8Array;
  /** Bytes of the answer's PDU when it is no exception. */
  readonly answerBytes: number;
}

const READ_FUNCTION: Readonly<Record<RegisterTable, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };
const LIMIT = { readBits: 2000, readRegisters: 125, writeBits: 1968, writeRegisters: 123 } as const;
const EXCEPTION_FLAG = 0x80;

const isBits = (table: RegisterTable): boolean => table === 'coil' || table === 'discrete';
const bad = (reason: Extract<BusFault, { kind: 'badFrame' }>['reason']): Result<never, BusFault> =>
  err({ kind: 'badFrame', reason });

/**
 * PDU of a question and what its answer will look like.
 * @throws RangeError for a question the protocol cannot carry, which is a caller's bug
 */
export function wireQuestion(unit: number, question: Question): WireQuestion {
  if (!Number.isInteger(unit) || unit < 1 || unit > 255) throw new RangeError(`unit id ${unit} is not 1 to 255`);
  if (question.kind === 'read') {
    const { table, address, count } = question;
    checkSpan(address, count, isBits(table) ? LIMIT.readBits : LIMIT.readRegisters);
    return {
      unit,
      pdu: Uint8Array.of(READ_FUNCTION[table], ...be16(address), ...be16(count)),
      answerBytes: 2 + (isBits(table) ? Math.ceil(count / 8) : 2 * count),
    };
  }
  const { table, address, words } = question;
  checkSpan(address, words.length, table === 'coil' ? LIMIT.writeBits : LIMIT.writeRegisters);
  return { unit, pdu: table === 'coil' ? coilsPdu(address, words) : registersPdu(address, words), answerBytes: 5 };
}

/** "Return query data" (function 8, sub-function 0): the slave sends the token back, and nothing else happens. */
export const echoQuestion = (unit: number, token: number): WireQuestion => ({
  unit, pdu: Uint8Array.of(8, 0, 0, ...be16(token)), answerBytes: 5,
});

/**
 * Words of a read's answer, or nothing but "done" (an empty list) of a write's.
 * Faults: `exception`, or `badFrame` when the answer does not belong to the question.
 */
export function parseAnswer(question: Question, asked: WireQuestion, answer: Uint8Array): Result<readonly number[], BusFault> {
  const code = asked.pdu[0] ?? 0;
  if (answer.length < 2) return bad('short');
  if (answer[0] === (code | EXCEPTION_FLAG)) {
    return answer.length === 2 ? err({ kind: 'exception', code: answer[1] ?? 0 }) : bad('long');
  }
  if (answer[0] !== code) return bad('wrongFunction');
  switch (question.kind) {
    case 'read': {
      if (answer.length !== 2 + (answer[1] ?? 0)) return bad(answer.length < 2 + (answer[1] ?? 0) ? 'short' : 'long');
      if (answer.length !== asked.answerBytes) return bad('wrongLength');
      return ok(isBits(question.table) ? unpackBits(answer, question.count) : unpackWords(answer, question.count));
    }
    case 'write': {
      if (answer.length !== asked.answerBytes) return bad(answer.length < asked.answerBytes ? 'short' : 'long');
      // Every write answers with the first five bytes of its question.
      return answer.every((byte, i) => byte === asked.pdu[i]) ? ok([]) : bad('protocol');
    }
    default:
      return assertNever(question, 'question');
  }
}

function checkSpan(address: number, count: number, limit: number): void {
  if (!Number.isInteger(count) || count < 1 || count > limit) throw new RangeError(`count ${count} is not 1 to ${limit}`);
  if (!Number.isInteger(address) || address < 0 || address + count > 0x1_0000) {
    throw new RangeError(`addresses ${address} to ${address + count - 1} are not within 0 to 65535`);
  }
}

const be16 = (value: number): [number, number] => [(value >>> 8) & 0xff, value & 0xff];

function coilsPdu(address: number, words: readonly number[]): Uint8Array {
  if (words.length === 1) return Uint8Array.of(5, ...be16(address), words[0] === 0 ? 0 : 0xff, 0);
  const bytes = new Uint8Array(Math.ceil(words.length / 8));
  words.forEach((word, i) => {
    if (word !== 0) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return Uint8Array.of(15, ...be16(address), ...be16(words.length), bytes.length, ...bytes);
}

function registersPdu(address: number, words: readonly number[]): Uint8Array {
  const [first = 0] = words;
  if (words.length === 1) return Uint8Array.of(6, ...be16(address), ...be16(first));
  return Uint8Array.of(16, ...be16(address), ...be16(words.length), 2 * words.length, ...words.flatMap(be16));
}

function unpackWords(answer: Uint8Array, count: number): number[] {
  const words = new Array<number>(count);
  for (let i = 0; i < count; i++) words[i] = ((answer[2 + 2 * i] ?? 0) << 8) | (answer[3 + 2 * i] ?? 0);
  return words;
}

function unpackBits(answer: Uint8Array, count: number): number[] {
  const bits = new Array<number>(count);
  for (let i = 0; i < count; i++) bits[i] = ((answer[2 + (i >> 3)] ?? 0) >>> (i & 7)) & 1;
  return bits;
}
