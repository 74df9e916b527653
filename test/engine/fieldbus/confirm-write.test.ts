import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { confirmWrite, createLoopbackBus, mayBeWritten } from '#engine/fieldbus/index.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import type { WriteRequest } from '#engine/ports/fieldbus.ts';
import { RegisterSlaves } from '#test/fakes/register-slave.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const write = (over: Partial<WriteRequest> = {}): WriteRequest => ({
  slave: 1, table: 'holding', address: 5, words: [777], priority: 'command', deadlineMs: 5_000, ...over,
});

function rig(over: (slaves: RegisterSlaves) => (unit: number, pdu: Uint8Array) => Uint8Array = (s) => s.handle) {
  const clock = new SimulatedClock(0);
  const slaves = new RegisterSlaves([1]);
  const bus = createLoopbackBus({ handle: over(slaves), clock, log, latencyMs: 5, timeoutMs: 300 });
  bus.open();
  return {
    slaves,
    async confirm(request: WriteRequest, options: { withinMs?: number; mask?: number } = {}) {
      const outcome = confirmWrite(bus, request, { withinMs: 1_000, clock, ...options });
      await clock.advance(5_000, turn);
      return outcome;
    },
  };
}

describe('confirmWrite', () => {
  it('is done only when the PLC holds what was written', async () => {
    const { slaves, confirm } = rig();
    expect(await confirm(write({ words: [1, 2, 65_535] }))).toMatchObject({ ok: true, value: { words: [1, 2, 65_535], tookMs: 10 } });
    expect([...slaves.holding.get(1)!.subarray(5, 8)]).toEqual([1, 2, 65_535]);
    expect(await confirm(write({ table: 'coil', words: [1] }))).toMatchObject({ ok: true, value: { words: [1] } });
    expect(await confirm(write({ table: 'coil', words: [0, 255, 1] }))).toMatchObject({ ok: true, value: { words: [0, 1, 1] } });
  });

  it('waits for a PLC that takes the value over with its next scan', async () => {
    const { confirm } = rig((slaves) => {
      let reads = 0;
      return (unit, pdu) => (pdu[0] === 3 && ++reads < 4 ? Uint8Array.of(3, 2, 0, 0) : slaves.handle(unit, pdu));
    });
    expect(await confirm(write())).toMatchObject({ ok: true });
  });

  it('says what the PLC holds when it never takes the value', async () => {
    const { confirm } = rig((slaves) => (unit, pdu) => (pdu[0] === 6 ? pdu : slaves.handle(unit, pdu)));
    expect(await confirm(write())).toEqual({ ok: false, error: { kind: 'mismatch', wrote: [777], read: [1005] } });
  });

  it('compares only the bits it was told to', async () => {
    const { confirm } = rig((slaves) => (unit, pdu) => {
      const answer = slaves.handle(unit, pdu);
      return pdu[0] === 3 ? Uint8Array.of(3, 2, (answer[2] ?? 0) | 0x80, answer[3] ?? 0) : answer;
    });
    expect(await confirm(write({ words: [4] }), { mask: 4 })).toMatchObject({ ok: true });
    expect(await confirm(write({ words: [4] }))).toMatchObject({ ok: false, error: { kind: 'mismatch' } });
  });

  it('tells a refused write from a lost read-back', async () => {
    const refused = rig((slaves) => (slaves.holes.add(5), slaves.handle));
    expect(await refused.confirm(write())).toEqual({ ok: false, error: { kind: 'write', fault: { kind: 'exception', code: 2 } } });
    const lost = rig((slaves) => (unit, pdu) => (pdu[0] === 3 ? new Uint8Array(0) : slaves.handle(unit, pdu)));
    expect(await lost.confirm(write())).toEqual({ ok: false, error: { kind: 'readBack', fault: { kind: 'timeout', afterMs: 300 } } });
    const silent = rig(() => () => new Uint8Array(0));
    expect(await silent.confirm(write())).toEqual({ ok: false, error: { kind: 'write', fault: { kind: 'timeout', afterMs: 300 } } });
  });

  it('finds out by reading what became of a write whose answer was lost', async () => {
    const lostAnswer = (takes: boolean) => rig((slaves) => (unit, pdu) => {
      if (pdu[0] !== 6) return slaves.handle(unit, pdu);
      if (takes) slaves.handle(unit, pdu);
      return new Uint8Array(0);
    });
    expect(await lostAnswer(true).confirm(write())).toMatchObject({ ok: true, value: { words: [777] } });
    const outcome = await lostAnswer(false).confirm(write());
    expect(outcome).toEqual({ ok: false, error: { kind: 'write', fault: { kind: 'timeout', afterMs: 300 } } });
    expect(!outcome.ok && mayBeWritten(outcome.error)).toBe(true);
  });

  it('knows which faults rule out that the PLC took the value', async () => {
    const refused = rig((slaves) => (slaves.holes.add(5), slaves.handle));
    const outcome = await refused.confirm(write());
    expect(!outcome.ok && mayBeWritten(outcome.error)).toBe(false);
    expect(mayBeWritten({ kind: 'write', fault: { kind: 'deadline' } })).toBe(false);
    expect(mayBeWritten({ kind: 'write', fault: { kind: 'badFrame', reason: 'crc' } })).toBe(true);
    expect(mayBeWritten({ kind: 'readBack', fault: { kind: 'deadline' } })).toBe(true);
  });

  it('does not confirm after its time', async () => {
    const { confirm } = rig();
    expect(await confirm(write(), { withinMs: 8 })).toEqual({ ok: false, error: { kind: 'readBack', fault: { kind: 'deadline' } } });
  });
});
