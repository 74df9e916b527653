import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerPdu } from '#twin/server/pdu.ts';
import type { Device } from '#twin/server/pdu.ts';

/** Registers 0 to 99 of every table exist, holding and coils can be written from 50 on. */
function device(): Device & { words: Record<string, number[]> } {
  const words = {
    coil: new Array<number>(100).fill(0),
    discrete: new Array<number>(100).fill(0),
    input: [] as number[],
    holding: new Array<number>(100).fill(0),
  };
  words.input = words.holding.map((_, i) => i * 257);
  return {
    words,
    read: (table, address, count) =>
      address + count <= 100 ? words[table].slice(address, address + count) : null,
    write(table, address, values) {
      if (address < 50 || address + values.length > 100) return 'illegalAddress';
      values.forEach((value, i) => {
        words[table][address + i] = value;
      });
      return 'done';
    },
  };
}

const ask = (d: Device, ...bytes: number[]): number[] => [...answerPdu(d, Uint8Array.from(bytes))];

describe('Modbus server PDU', () => {
  test('reads registers high byte first', () => {
    expect(ask(device(), 4, 0, 1, 0, 2)).toEqual([4, 4, 1, 1, 2, 2]);
  });

  test('reads bits from the least significant on, rest of the last byte zero', () => {
    const d = device();
    d.words['discrete']![3] = 1;
    d.words['discrete']![11] = 1;
    expect(ask(d, 2, 0, 0, 0, 12)).toEqual([2, 2, 0b1000, 0b1000]);
  });

  test('writes one coil, one register, several of each, and echoes', () => {
    const d = device();
    expect(ask(d, 5, 0, 60, 0xff, 0)).toEqual([5, 0, 60, 0xff, 0]);
    expect(d.words['coil']![60]).toBe(1);
    expect(ask(d, 6, 0, 60, 0x12, 0x34)).toEqual([6, 0, 60, 0x12, 0x34]);
    expect(d.words['holding']![60]).toBe(0x1234);
    expect(ask(d, 15, 0, 70, 0, 10, 2, 0xff, 0x03)).toEqual([15, 0, 70, 0, 10]);
    expect(d.words['coil']!.slice(70, 81)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect(ask(d, 16, 0, 70, 0, 2, 4, 0, 1, 0, 2)).toEqual([16, 0, 70, 0, 2]);
    expect(d.words['holding']!.slice(70, 72)).toEqual([1, 2]);
  });

  test('function 23 writes before it reads', () => {
    expect(ask(device(), 23, 0, 60, 0, 1, 0, 60, 0, 1, 2, 0xab, 0xcd)).toEqual([23, 2, 0xab, 0xcd]);
  });

  test.each([
    ['unknown function', [7], [0x87, 1]],
    ['hole in the map', [3, 0, 99, 0, 2], [0x83, 2]],
    ['no registers', [3, 0, 0, 0, 0], [0x83, 3]],
    ['126 registers', [3, 0, 0, 0, 126], [0x83, 3]],
    ['2001 bits', [1, 0, 0, 0x07, 0xd1], [0x81, 3]],
    ['coil value neither on nor off', [5, 0, 60, 0x12, 0], [0x85, 3]],
    ['byte count wrong', [16, 0, 60, 0, 2, 3, 0, 1, 0], [0x90, 3]],
    ['write where it is not allowed', [6, 0, 10, 0, 1], [0x86, 2]],
    ['function 23 writing where it may not', [23, 0, 0, 0, 1, 0, 10, 0, 1, 2, 0, 1], [0x97, 2]],
    ['too short', [3, 0], [0x83, 3]],
    ['empty', [], [0x80, 1]],
  ])('%s', (_, request, answer) => {
    expect(ask(device(), ...request)).toEqual(answer);
  });

  test('any bytes get an answer of legal length, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 253 }), (pdu) => {
        const answer = answerPdu(device(), pdu);
        expect(answer.length).toBeGreaterThanOrEqual(2);
        expect(answer.length).toBeLessThanOrEqual(253);
        expect((answer[0] ?? 0) & 0x7f).toBe((pdu[0] ?? 0) & 0x7f);
      }),
    );
  });
});
