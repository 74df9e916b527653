import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16, crcMatches } from '#engine/fieldbus/crc16.ts';
import { parseAnswer, wireQuestion, type Question } from '#engine/fieldbus/pdu.ts';
import { encodeRtuFrame, judgeRemains, scanAnswer } from '#engine/fieldbus/rtu-frame.ts';
import { encodeTcpFrame, takeTcpFrame } from '#engine/fieldbus/tcp-frame.ts';
import { RegisterSlaves } from '#test/fakes/register-slave.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const anyQuestion: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), table: fc.constantFrom('holding' as const, 'input' as const), address: fc.nat(800), count: fc.integer({ min: 1, max: 125 }) }),
  fc.record({ kind: fc.constant('read' as const), table: fc.constantFrom('coil' as const, 'discrete' as const), address: fc.nat(800), count: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('write' as const), table: fc.constant('holding' as const), address: fc.nat(800), words: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 123 }) }),
  fc.record({ kind: fc.constant('write' as const), table: fc.constant('coil' as const), address: fc.nat(800), words: fc.array(fc.nat(1), { minLength: 1, maxLength: 200 }) }),
);
const anyUnit = fc.integer({ min: 1, max: 247 });

/** A question, and the answer of a slave with that unit id. */
function exchangeOf(unit: number, question: Question): { asked: ReturnType<typeof wireQuestion>; answer: Uint8Array } {
  const asked = wireQuestion(unit, question);
  return { asked, answer: new RegisterSlaves([unit]).handle(unit, asked.pdu) };
}

describe('CRC-16/MODBUS', () => {
  it('agrees with the published check value and with known frames', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x4b37);
    const frames = [
      '01 03 00 00 00 02 C4 0B', '11 03 00 6B 00 03 76 87', '02 07 41 12', '01 04 00 00 00 01 31 CA', '01 05 00 AC FF 00 4C 1B',
      '11 06 00 01 00 03 9A 9B', '11 10 00 01 00 02 04 00 0A 01 02 C6 F0', '01 83 02 C0 F1',
    ];
    for (const frame of frames) {
      const bytes = hex(frame);
      expect(crcMatches(bytes)).toBe(true);
      expect(encodeRtuFrame(bytes[0]!, bytes.subarray(1, -2))).toEqual(bytes);
    }
  });
});

describe('PDU', () => {
  it('asks as the specification shows', () => {
    const pdu = (question: Question): string => Buffer.from(wireQuestion(17, question).pdu).toString('hex');
    expect(pdu({ kind: 'read', table: 'holding', address: 0x6b, count: 3 })).toBe('03006b0003');
    expect(pdu({ kind: 'read', table: 'coil', address: 0x13, count: 0x13 })).toBe('0100130013');
    expect(pdu({ kind: 'read', table: 'discrete', address: 0xc4, count: 0x16 })).toBe('0200c40016');
    expect(pdu({ kind: 'write', table: 'coil', address: 0xac, words: [1] })).toBe('0500acff00');
    expect(pdu({ kind: 'write', table: 'holding', address: 1, words: [3] })).toBe('0600010003');
    expect(pdu({ kind: 'write', table: 'coil', address: 0x13, words: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0] })).toBe('0f0013000a02cd01');
    expect(pdu({ kind: 'write', table: 'holding', address: 1, words: [10, 258] })).toBe('1000010002040' + '00a0102');
  });

  it('understands every sound answer', () => {
    fc.assert(
      fc.property(anyUnit, anyQuestion, (unit, question) => {
        const { asked, answer } = exchangeOf(unit, question);
        const parsed = parseAnswer(question, asked, answer);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
        if (question.kind === 'write') return;
        const bits = question.table === 'coil' || question.table === 'discrete';
        expect(parsed.value).toEqual(Array.from({ length: question.count }, (_, i) => (bits ? (question.address + i) & 1 : (unit * 1000 + question.address + i) & 0xffff)));
      }),
    );
  });

  it('never takes a damaged answer for words of another count', () => {
    fc.assert(
      fc.property(anyUnit, anyQuestion, fc.uint8Array({ maxLength: 260 }), (unit, question, noise) => {
        const asked = wireQuestion(unit, question);
        const parsed = parseAnswer(question, asked, noise);
        if (parsed.ok && question.kind === 'read') expect(parsed.value).toHaveLength(question.count);
      }),
    );
  });

  it('refuses questions the protocol cannot carry', () => {
    const read = (address: number, count: number) => () => wireQuestion(1, { kind: 'read', table: 'holding', address, count });
    expect(read(0, 126)).toThrow(/count 126 is not 1 to 125/);
    expect(read(0, 0)).toThrow(RangeError);
    expect(read(65_535, 2)).toThrow(/65535 to 65536/);
    expect(() => wireQuestion(0, { kind: 'read', table: 'coil', address: 0, count: 1 })).toThrow(/unit id 0/);
  });
});

describe('RTU frames', () => {
  it('ends an answer with its own last byte, neither before nor after', () => {
    fc.assert(
      fc.property(anyUnit, anyQuestion, (unit, question) => {
        const { asked, answer } = exchangeOf(unit, question);
        const frame = encodeRtuFrame(unit, answer);
        for (const part of [0, 1, 2, frame.length - 1]) expect(scanAnswer(frame.subarray(0, part), asked).kind).toBe('more');
        expect(scanAnswer(frame, asked)).toEqual({ kind: 'answer', pdu: answer, size: frame.length });
      }),
    );
  });

  it('never delivers an answer with a wrong bit', () => {
    fc.assert(
      fc.property(anyUnit, anyQuestion, fc.nat(), (unit, question, at) => {
        const { asked, answer } = exchangeOf(unit, question);
        const frame = encodeRtuFrame(unit, answer);
        const bit = at % (frame.length * 8);
        frame[bit >> 3]! ^= 1 << (bit & 7);
        const scan = scanAnswer(frame, asked);
        expect(['garbled', 'more']).toContain(scan.kind);
        expect(['crc', 'short', 'long']).toContain(judgeRemains(frame, asked));
      }),
    );
  });

  it('tells cut, padded and foreign frames apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(800), fc.integer({ min: 2, max: 100 }), fc.uint8Array({ minLength: 1, maxLength: 20 }), (unit, address, count, extra) => {
        const question: Question = { kind: 'read', table: 'holding', address, count };
        const { asked, answer } = exchangeOf(unit, question);
        const frame = encodeRtuFrame(unit, answer);
        // One frame in 256 that lost its last byte is a sound frame all the same, of other length: the way CRC-16 goes on.
        const cut = frame.subarray(0, frame.length - Math.min(extra.length, 4));
        expect(judgeRemains(cut, asked)).toBe(crcMatches(cut) ? 'wrongLength' : 'short');
        expect(scanAnswer(Buffer.concat([frame, extra]), asked)).toMatchObject({ kind: 'answer', size: frame.length });
        expect(judgeRemains(encodeRtuFrame(unit, Buffer.concat([answer, extra])), asked)).toBe('long');
        expect(scanAnswer(encodeRtuFrame(unit + 1, answer), asked)).toMatchObject({ kind: 'foreign', reason: 'wrongUnit', unit: unit + 1 });
        expect(scanAnswer(encodeRtuFrame(unit, hex('06 0001 0003')), asked)).toMatchObject({ kind: 'foreign', reason: 'wrongFunction' });
        const shorter = exchangeOf(unit, { ...question, count: count - 1 });
        expect(scanAnswer(encodeRtuFrame(unit, shorter.answer), asked)).toMatchObject({ kind: 'foreign', reason: 'wrongLength' });
      }),
    );
  });

  it('takes an exception for what it is', () => {
    const asked = wireQuestion(1, { kind: 'read', table: 'holding', address: 0, count: 100 });
    const scan = scanAnswer(hex('01 83 02 C0 F1'), asked);
    expect(scan.kind).toBe('answer');
    expect(parseAnswer({ kind: 'read', table: 'holding', address: 0, count: 100 }, asked, hex('83 02'))).toEqual({ ok: false, error: { kind: 'exception', code: 2 } });
  });
});

describe('TCP frames', () => {
  it('finds frames in a stream cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ transaction: fc.nat(0xffff), unit: anyUnit, pdu: fc.uint8Array({ minLength: 1, maxLength: 253 }) }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 50 }),
        (frames, lot) => {
          const stream = Buffer.concat(frames.map(({ transaction, unit, pdu }) => encodeTcpFrame(transaction, unit, pdu)));
          const seen: unknown[] = [];
          let received = Buffer.alloc(0);
          for (let at = 0; at < stream.length; at += lot) {
            received = Buffer.concat([received, stream.subarray(at, at + lot)]);
            for (let frame = takeTcpFrame(received); frame.ok && frame.value !== null; frame = takeTcpFrame(received)) {
              const { transaction, unit, pdu, size } = frame.value;
              seen.push({ transaction, unit, pdu: Uint8Array.from(pdu) });
              received = received.subarray(size);
            }
          }
          expect(seen).toEqual(frames);
        }),
    );
  });

  it('says when a stream is no Modbus', () => {
    expect(takeTcpFrame(hex('0001 0001 0006 01 03'))).toEqual({ ok: false, error: 'protocol' });
    expect(takeTcpFrame(hex('0001 0000 0001 01'))).toEqual({ ok: false, error: 'wrongLength' });
    expect(takeTcpFrame(hex('0001 0000 0100 01'))).toEqual({ ok: false, error: 'wrongLength' });
    expect(takeTcpFrame(new TextEncoder().encode('HTTP/1.1 400'))).toMatchObject({ ok: false });
  });
});
