import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TAG_TYPES, WORD_ORDERS } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';
import { decode, encodableRange } from '#core/signal/registers.ts';
import { UnitRegisters } from '#twin/server/register-image.ts';

const tagOf = (over: Partial<Tag>): Tag => ({
  id: 'X-1.pv',
  name: { ko: '값', en: 'value' },
  unit: '',
  slave: 1,
  table: 'holding',
  address: 10,
  type: 'uint16',
  bit: null,
  wordOrder: null,
  scale: 1,
  offset: 0,
  pollClass: '1s',
  access: 'rw',
  min: null,
  max: null,
  decimals: 0,
  store: 'none',
  ...over,
});

describe('register image', () => {
  test('what the image writes, the decoder reads back, for every type, word order, scale and offset', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TAG_TYPES.filter((type) => type !== 'bit' && type !== 'bool')),
        fc.constantFrom(...WORD_ORDERS),
        fc.constantFrom(1, 0.1, 0.01, 0.5, 10),
        fc.constantFrom(0, -20, 5),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (type, wordOrder, scale, offset, share) => {
          const tag = tagOf({ type, wordOrder, scale, offset });
          const range = encodableRange(tag);
          const value =
            type === 'float32' ? share * 1000 : share < 0 ? range.min * -share : range.max * share;
          const registers = new UnitRegisters();
          registers.add(tag, true).write(value);
          const words = [...registers.read('holding', 10, type.endsWith('16') ? 1 : 2)!];
          const step =
            type === 'float32'
              ? Math.max(1e-6, Math.abs(value - offset)) * 2e-7 + scale * 1e-6
              : Math.abs(scale) / 2 + 1e-6 * Math.abs(scale);
          expect(
            Math.abs(decode(tag, words) - Math.min(range.max, Math.max(range.min, value))),
          ).toBeLessThanOrEqual(step);
        },
      ),
    );
  });

  test('a value beyond the register is held at its end', () => {
    const registers = new UnitRegisters();
    const slot = registers.add(tagOf({ type: 'int16' }), false);
    slot.write(1e9);
    expect(registers.read('holding', 10, 1)![0]).toBe(0x7fff);
    slot.write(-1e9);
    expect(registers.read('holding', 10, 1)![0]).toBe(0x8000);
  });

  test('bits share a register and leave each other alone', () => {
    const registers = new UnitRegisters();
    const low = registers.add(tagOf({ type: 'bit', bit: 0, table: 'input' }), false);
    const high = registers.add(tagOf({ type: 'bit', bit: 15, table: 'input' }), false);
    low.write(1);
    high.write(1);
    low.write(0);
    expect(registers.read('input', 10, 1)![0]).toBe(0x8000);
  });

  test('a read over a hole finds nothing; a write is whole or not at all', () => {
    const registers = new UnitRegisters();
    registers.add(tagOf({ address: 10 }), true);
    registers.add(tagOf({ address: 11, access: 'r' }), false);
    registers.add(tagOf({ address: 13, type: 'uint32', wordOrder: 'ABCD' }), true);
    expect(registers.read('holding', 10, 3)).toBeNull();
    expect(registers.read('coil', 0, 1)).toBeNull();
    expect(registers.write('holding', 10, [7, 8])).toBe('readOnly');
    expect(registers.read('holding', 10, 1)![0]).toBe(0);
    expect(registers.write('holding', 12, [1])).toBe('noSuchAddress');
    expect(registers.write('holding', 13, [1])).toBe('partOfValue');
    expect(registers.write('holding', 13, [1, 2])).toMatchObject([{ value: 65_538 }]);
  });
});
