import { err, ok, assertNever, type Result } from '../result.ts';
import { registerCount, type Tag, type TagType, type WordOrder } from '../plant/tag.ts';

/**
 * Registers to engineering values and back: `value = raw * scale + offset`.
 * Encoding refuses what the register cannot hold instead of saturating, so that a
 * set-point on the wire is always the set-point that was asked for.
 */
export type RegisterTag = Pick<Tag, 'id' | 'type' | 'bit' | 'wordOrder' | 'scale' | 'offset'>;

export interface EncodeFault {
  readonly kind: 'notFinite' | 'outOfRange' | 'notSwitch' | 'needsCurrentWord';
  readonly tag: string;
  readonly value: number;
  /** Smallest and largest engineering value the register can hold. */
  readonly min: number;
  readonly max: number;
  /** What is wrong and what to do, English. */
  readonly message: string;
}

const FLOAT32_MAX = 3.402_823_466_385_288_6e38;

/** Smallest and largest raw number of each type. */
export const RAW_RANGE: Readonly<Record<TagType, readonly [number, number]>> = {
  bool: [0, 1],
  bit: [0, 1],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  float32: [-FLOAT32_MAX, FLOAT32_MAX],
};

/** Engineering values between which a tag's register can be written, both ends included. */
export function encodableRange(tag: RegisterTag): { readonly min: number; readonly max: number } {
  const [low, high] = RAW_RANGE[tag.type];
  const a = toEngineering(tag, low);
  const b = toEngineering(tag, high);
  return { min: Math.min(a, b), max: Math.max(a, b) };
}

/**
 * Engineering value of a tag from the words of a block, in the tag's unit.
 * @param words one 16-bit word per register, or one 0/1 per coil
 * @param at index of the tag's first word
 * @returns the value; NaN or an infinity when a float32 register holds one (the grader calls it out of range)
 * @throws when the words end before the tag does, which is a planning bug
 */
export function decode(tag: RegisterTag, words: readonly number[], at = 0): number {
  return toEngineering(tag, decodeRaw(tag, words, at));
}

/**
 * Words that make a register hold an engineering value, rounded to its resolution.
 * @param currentWord for type `bit` only: what the register holds now, so that the other bits stay as they are
 */
export function encode(
  tag: RegisterTag,
  value: number,
  currentWord?: number,
): Result<readonly number[], EncodeFault> {
  const range = encodableRange(tag);
  const fault = (kind: EncodeFault['kind'], message: string): Result<never, EncodeFault> =>
    err({ kind, tag: tag.id, value, ...range, message: `${tag.id}: ${message}` });

  if (!Number.isFinite(value)) {
    return fault('notFinite', `${value} is not a number that can be written; give ${rangeText(range)}`);
  }
  const raw = toRaw(tag, value);
  const [low, high] = RAW_RANGE[tag.type];
  if (tag.type === 'bool' || tag.type === 'bit') {
    if (raw !== 0 && raw !== 1) {
      return fault('notSwitch', `${value} is neither off (${range.min}) nor on (${range.max}); write one of the two`);
    }
  } else if (raw < low || raw > high) {
    return fault(
      'outOfRange',
      `${value} does not fit its ${tag.type} register, which holds ${rangeText(range)}; ` +
        'choose a value inside, or correct type, scale or offset of the tag',
    );
  }
  switch (tag.type) {
    case 'bool':
      return ok([raw]);
    case 'bit': {
      if (currentWord === undefined) {
        return fault('needsCurrentWord', 'is one bit of a register; read the register first and hand its word in');
      }
      const mask = 1 << (tag.bit ?? 0);
      return ok([(raw === 1 ? currentWord | mask : currentWord & ~mask) & 0xffff]);
    }
    case 'int16':
    case 'uint16':
      return ok([raw & 0xffff]);
    case 'int32':
    case 'uint32':
      return ok(orderedWords(raw, tag.wordOrder ?? 'ABCD'));
    case 'float32': {
      scratch.setFloat32(0, raw);
      return ok(orderedWords(scratch.getUint32(0), tag.wordOrder ?? 'ABCD'));
    }
    default:
      return assertNever(tag.type, 'tag type');
  }
}

/** Bits of a written word that belong to the tag; the read-back compares only these. */
export const wordMask = (tag: RegisterTag): number => (tag.type === 'bit' ? 1 << (tag.bit ?? 0) : 0xffff);

const scratch = new DataView(new ArrayBuffer(4));

/**
 * A scale such as 0.1 has no exact binary form but its inverse 10 has: dividing by
 * the inverse gives 0.3 for 3, where multiplying gives 0.30000000000000004.
 */
function toEngineering(tag: RegisterTag, raw: number): number {
  const inverse = 1 / tag.scale;
  return (Number.isInteger(inverse) ? raw / inverse : raw * tag.scale) + tag.offset;
}

function toRaw(tag: RegisterTag, value: number): number {
  const inverse = 1 / tag.scale;
  const shifted = value - tag.offset;
  const raw = Number.isInteger(inverse) ? shifted * inverse : shifted / tag.scale;
  // Switches are not rounded: 0.6 is a mistake, not "on". Adding 0 turns -0 into 0.
  if (tag.type === 'bool' || tag.type === 'bit' || tag.type === 'float32') return raw + 0;
  return Math.round(raw) + 0;
}

function decodeRaw(tag: RegisterTag, words: readonly number[], at: number): number {
  const word = wordAt(tag, words, at);
  switch (tag.type) {
    case 'bool':
      return word === 0 ? 0 : 1;
    case 'bit':
      return (word >>> (tag.bit ?? 0)) & 1;
    case 'int16':
      return (word << 16) >> 16;
    case 'uint16':
      return word;
    case 'int32':
      return bits32(tag, words, at) | 0;
    case 'uint32':
      return bits32(tag, words, at);
    case 'float32':
      scratch.setUint32(0, bits32(tag, words, at));
      return scratch.getFloat32(0);
    default:
      return assertNever(tag.type, 'tag type');
  }
}

function wordAt(tag: RegisterTag, words: readonly number[], at: number): number {
  const word = words[at];
  if (word === undefined) {
    throw new RangeError(`${tag.id} needs ${registerCount(tag.type)} words from index ${at}, but the block has ${words.length}`);
  }
  return word;
}

const swapBytes = (word: number): number => ((word & 0xff) << 8) | (word >>> 8);

function bits32(tag: RegisterTag, words: readonly number[], at: number): number {
  const first = wordAt(tag, words, at);
  const second = wordAt(tag, words, at + 1);
  const [high, low] = highLow(first, second, tag.wordOrder ?? 'ABCD');
  return high * 0x1_0000 + low;
}

function orderedWords(bits: number, order: WordOrder): readonly [number, number] {
  const unsigned = bits >>> 0;
  return highLow(unsigned >>> 16, unsigned & 0xffff, order);
}

/** Each order is its own inverse, so one function serves both directions. */
function highLow(first: number, second: number, order: WordOrder): readonly [number, number] {
  switch (order) {
    case 'ABCD':
      return [first, second];
    case 'CDAB':
      return [second, first];
    case 'BADC':
      return [swapBytes(first), swapBytes(second)];
    case 'DCBA':
      return [swapBytes(second), swapBytes(first)];
    default:
      return assertNever(order, 'word order');
  }
}

const rangeText = (range: { min: number; max: number }): string => `${range.min} to ${range.max}`;
