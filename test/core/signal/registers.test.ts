import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAG_TYPES, WORD_ORDERS, registerCount, type TagType } from '#core/plant/tag.ts';
import { RAW_RANGE, decode, encodableRange, encode, wordMask, type RegisterTag } from '#core/signal/registers.ts';

const tag = (over: Partial<RegisterTag>): RegisterTag => ({
  id: 'FIT-101.flow', type: 'int16', bit: null, wordOrder: null, scale: 1, offset: 0, ...over,
});
const words = (t: RegisterTag, value: number, current?: number): readonly number[] => {
  const result = encode(t, value, current);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const INTEGER_TYPES = ['int16', 'uint16', 'int32', 'uint32'] as const;
const anyOrder = fc.constantFrom(...WORD_ORDERS);
const anyScale = fc.constantFrom(1, 0.1, 0.01, 0.001, 10, -1, -0.1, 0.25, 3);

describe('decode', () => {
  it('follows the wire bytes of each word order', () => {
    // 0x12345678 and the float 123.456 (0x42F6E979), bytes A B C D from high to low.
    const wires = { ABCD: [0x1234, 0x5678], CDAB: [0x5678, 0x1234], BADC: [0x3412, 0x7856], DCBA: [0x7856, 0x3412] };
    for (const order of WORD_ORDERS) {
      expect(decode(tag({ type: 'uint32', wordOrder: order }), wires[order])).toBe(0x12345678);
    }
    expect(decode(tag({ type: 'float32', wordOrder: 'CDAB' }), [0xe979, 0x42f6])).toBeCloseTo(123.456, 5);
    expect(decode(tag({ type: 'float32', wordOrder: 'DCBA' }), [0x79e9, 0xf642])).toBeCloseTo(123.456, 5);
  });

  it('reads signs, bits and switches', () => {
    expect(decode(tag({ type: 'int16' }), [0xffff])).toBe(-1);
    expect(decode(tag({ type: 'uint16' }), [0xffff])).toBe(65_535);
    expect(decode(tag({ type: 'int32' }), [0xffff, 0xfffe])).toBe(-2);
    expect(decode(tag({ type: 'uint32' }), [0xffff, 0xfffe])).toBe(4_294_967_294);
    expect(decode(tag({ type: 'bit', bit: 15 }), [0x8000])).toBe(1);
    expect(decode(tag({ type: 'bit', bit: 0 }), [0x8000])).toBe(0);
    expect(decode(tag({ type: 'bool' }), [1])).toBe(1);
  });

  it('takes its words from the middle of a block', () => {
    expect(decode(tag({ type: 'uint32', wordOrder: 'ABCD' }), [9, 9, 0, 7, 9], 2)).toBe(7);
  });

  it('gives decimal fractions their shortest form', () => {
    expect(decode(tag({ scale: 0.1 }), [3])).toBe(0.3);
    expect(decode(tag({ scale: 0.001 }), [1234])).toBe(1.234);
  });

  it('hands on what is no number in a float register', () => {
    expect(decode(tag({ type: 'float32', wordOrder: 'ABCD' }), [0x7fc0, 0])).toBeNaN();
    expect(decode(tag({ type: 'float32', wordOrder: 'ABCD' }), [0x7f80, 0])).toBe(Infinity);
  });

  it('throws when the block is shorter than the tag', () => {
    expect(() => decode(tag({ type: 'int32' }), [1])).toThrow(/FIT-101\.flow needs 2 words/);
  });
});

describe('encode', () => {
  it('gives back what decode reads, for every word of integer registers', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INTEGER_TYPES), anyOrder, anyScale, fc.integer({ min: -50, max: 50 }), fc.nat(0xffff), fc.nat(0xffff),
        (type, wordOrder, scale, offset, first, second) => {
          const t = tag({ type, wordOrder, scale, offset });
          const wire = registerCount(type) === 2 ? [first, second] : [first];
          expect(words(t, decode(t, wire))).toEqual(wire);
        }),
    );
  });

  it('gives back every finite float exactly, in every word order', () => {
    fc.assert(
      fc.property(anyOrder, fc.float({ noNaN: true, noDefaultInfinity: true }), (wordOrder, value) => {
        const t = tag({ type: 'float32', wordOrder });
        expect(decode(t, words(t, value))).toBe(value + 0);
      }),
    );
  });

  it('is within half a step of any value in range', () => {
    fc.assert(
      fc.property(fc.constantFrom(...INTEGER_TYPES), anyOrder, anyScale, fc.double({ min: 0, max: 1, noNaN: true }),
        (type, wordOrder, scale, share) => {
          const t = tag({ type, wordOrder, scale });
          const { min, max } = encodableRange(t);
          const value = min + share * (max - min);
          expect(Math.abs(decode(t, words(t, value)) - value)).toBeLessThanOrEqual(Math.abs(scale) / 2 + Math.abs(value) * 1e-12);
        }),
    );
  });

  it('refuses instead of saturating, naming tag, value and range', () => {
    fc.assert(
      fc.property(fc.constantFrom<TagType>(...INTEGER_TYPES, 'float32'), fc.boolean(), fc.double({ min: 1, max: 1e6, noNaN: true }),
        (type, above, excess) => {
          const t = tag({ type, wordOrder: 'ABCD' });
          const [low, high] = RAW_RANGE[type];
          const factor = type === 'float32' ? 1e33 : 1;
          const result = encode(t, above ? high + excess * factor : low - excess * factor);
          expect(result).toMatchObject({ ok: false, error: { kind: 'outOfRange', tag: 'FIT-101.flow', min: low, max: high } });
        }),
    );
    const result = encode(tag({ type: 'uint16', scale: 0.1 }), -5);
    expect(!result.ok && result.error.message).toMatch(/FIT-101\.flow: -5 does not fit its uint16 register, which holds 0 to 6553\.5/);
  });

  it('refuses what is not a number and what is not a switch position', () => {
    for (const type of TAG_TYPES) {
      expect(encode(tag({ type, bit: 3 }), NaN, 0)).toMatchObject({ ok: false, error: { kind: 'notFinite' } });
      expect(encode(tag({ type, bit: 3 }), Infinity, 0)).toMatchObject({ ok: false, error: { kind: 'notFinite' } });
    }
    expect(encode(tag({ type: 'bool' }), 0.6)).toMatchObject({ ok: false, error: { kind: 'notSwitch' } });
    expect(encode(tag({ type: 'bool' }), 2)).toMatchObject({ ok: false, error: { kind: 'notSwitch' } });
  });

  it('changes one bit and leaves the fifteen others', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.nat(0xffff), fc.constantFrom(0, 1), (bit, current, value) => {
        const t = tag({ type: 'bit', bit });
        const [word = 0] = words(t, value, current);
        expect(decode(t, [word])).toBe(value);
        expect(word & ~wordMask(t)).toBe(current & ~wordMask(t));
      }),
    );
    expect(encode(tag({ type: 'bit', bit: 2 }), 1)).toMatchObject({ ok: false, error: { kind: 'needsCurrentWord' } });
  });

  it('lets an inverted switch be written by its meaning', () => {
    const closed = tag({ type: 'bool', scale: -1, offset: 1 });
    expect(words(closed, 1)).toEqual([0]);
    expect(decode(closed, [0])).toBe(1);
  });
});
