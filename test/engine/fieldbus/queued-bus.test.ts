import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { sleep } from '#core/time/clock.ts';
import { err, ok, type Result } from '#core/result.ts';
import { FairQueue } from '#engine/fieldbus/fair-queue.ts';
import type { Link, LinkAnswer, LinkCondition } from '#engine/fieldbus/link.ts';
import type { WireQuestion } from '#engine/fieldbus/pdu.ts';
import { QueuedBus } from '#engine/fieldbus/queued-bus.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { BusFault, BusPriority, FieldBus, ReadReply } from '#engine/ports/fieldbus.ts';
import { RegisterSlaves } from '#test/fakes/register-slave.ts';

const TIMEOUT_MS = 500;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A wire in simulated time: slaves answer after their own delay or not at all. */
class TimedLink implements Link {
  readonly id = 'timed';
  readonly timeoutMs = TIMEOUT_MS;
  readonly clock: SimulatedClock;
  readonly slaves: RegisterSlaves;
  phase: LinkCondition['phase'] = 'closed';
  #changed: () => void = () => undefined;

  constructor(clock: SimulatedClock, slaves: RegisterSlaves) {
    this.clock = clock;
    this.slaves = slaves;
  }
  state(): LinkCondition {
    return { phase: this.phase, detail: this.phase === 'disconnected' ? 'EIO' : null, reconnects: 0 };
  }
  onChange(listener: () => void): void {
    this.#changed = listener;
  }
  become(phase: LinkCondition['phase']): void {
    this.phase = phase;
    this.#changed();
  }
  open(): void {
    this.become('connected');
  }
  close(): Promise<void> {
    this.become('closed');
    return Promise.resolve();
  }
  async exchange(question: WireQuestion): Promise<Result<LinkAnswer, BusFault>> {
    const pdu = this.slaves.handle(question.unit, question.pdu);
    const takesMs = pdu.length === 0 ? TIMEOUT_MS : (this.slaves.delayMs.get(question.unit) ?? 10);
    await sleep(this.clock, takesMs);
    if (pdu.length === 0) return err({ kind: 'timeout', afterMs: TIMEOUT_MS });
    return ok({ pdu, wallMs: this.clock.wallMs(), monoMs: this.clock.monoMs() });
  }
}

interface Rig {
  readonly clock: SimulatedClock;
  readonly slaves: RegisterSlaves;
  readonly link: TimedLink;
  readonly bus: FieldBus;
  run(ms: number): Promise<void>;
  read(slave: number, over?: { priority?: BusPriority; deadlineMs?: number; address?: number }): Promise<Result<ReadReply, BusFault> & { atMs: number }>;
}

function rig(units: readonly number[]): Rig {
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1));
  const slaves = new RegisterSlaves(units);
  const link = new TimedLink(clock, slaves);
  const bus = new QueuedBus(link, clock, silentLog);
  bus.open();
  return {
    clock, slaves, link, bus,
    run: (ms) => clock.advance(ms, turn),
    async read(slave, { priority = 'poll', deadlineMs = 60_000, address = 0 } = {}) {
      const outcome = await bus.read({ slave, table: 'holding', address, count: 2, priority, deadlineMs });
      return { ...outcome, atMs: clock.monoMs() };
    },
  };
}

describe('order', () => {
  it('lets commands pass the heartbeat and the heartbeat pass polling', async () => {
    const { slaves, run, read } = rig([1]);
    const all = [read(1, { address: 0 }), read(1, { address: 1 }), read(1, { address: 2, priority: 'heartbeat' }), read(1, { address: 3, priority: 'command' })];
    await run(100);
    await Promise.all(all);
    expect(slaves.asked).toEqual(['1:3@0+2', '1:3@3+2', '1:3@2+2', '1:3@1+2']);
  });

  it('keeps the order of each slave and shares the bus by time', async () => {
    const { slaves, run, read } = rig([1, 2]);
    slaves.delayMs.set(1, 400);
    for (let i = 0; i < 4; i++) void read(1, { address: i });
    for (let i = 0; i < 4; i++) void read(2, { address: i });
    await run(5_000);
    expect(slaves.asked).toEqual(['1:3@0+2', '2:3@0+2', '2:3@1+2', '2:3@2+2', '2:3@3+2', '1:3@1+2', '1:3@2+2', '1:3@3+2']);
  });

  it('delays the others by at most one timeout of each bad slave, however many questions those have', async () => {
    const blocks = fc.integer({ min: 1, max: 8 });
    await fc.assert(
      fc.asyncProperty(blocks, blocks, blocks, blocks, async (quick, other, dead, slow) => {
        const { clock, slaves, run, read } = rig([1, 2, 3, 4]);
        slaves.silent.add(3);
        slaves.delayMs.set(4, 490);
        const waits: number[] = [];
        for (let second = 0; second < 20; second++) {
          const askedAtMs = clock.monoMs();
          for (const [slave, count] of [[4, slow], [3, dead], [2, other], [1, quick]] as const) {
            for (let i = 0; i < count; i++) {
              void read(slave).then(({ atMs, ok: answered }) => slave <= 2 && waits.push(answered ? atMs - askedAtMs : Infinity));
            }
          }
          // Rounds far enough apart for all that is asked to be done.
          await run(5_000);
        }
        expect(waits).toHaveLength(20 * (quick + other));
        expect(Math.max(...waits)).toBeLessThanOrEqual((quick + other) * 10 + 490 + TIMEOUT_MS);
      }),
      { numRuns: 20 },
    );
  });

  it('never loses, repeats or reorders questions in the fair queue', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ slave: fc.nat(4), takesMs: fc.nat(1000), take: fc.boolean() }), { maxLength: 200 }), (steps) => {
        const queue = new FairQueue<{ slave: number; n: number }>();
        const out: { slave: number; n: number }[] = [];
        const pull = (takesMs: number): void => {
          const item = queue.take();
          if (item === undefined) return;
          queue.charge(item.slave, takesMs);
          out.push(item);
        };
        steps.forEach(({ slave, takesMs, take }, n) => {
          queue.add({ slave, n });
          if (take) pull(takesMs);
        });
        while (out.length < steps.length) pull(1);
        for (const slave of [0, 1, 2, 3, 4]) {
          expect(out.filter((item) => item.slave === slave).map((item) => item.n)).toEqual(
            steps.flatMap((step, n) => (step.slave === slave ? [n] : [])),
          );
        }
        expect(queue.take()).toBeUndefined();
      }),
    );
  });
});

describe('deadline and back-off', () => {
  it('gives up waiting at the deadline, and at most a timeout later when already asked', async () => {
    const { slaves, run, read } = rig([1, 2]);
    slaves.delayMs.set(1, 450);
    const first = read(1, { deadlineMs: 100 });
    const second = read(2, { deadlineMs: 100 });
    await run(1_000);
    expect(await second).toMatchObject({ ok: false, error: { kind: 'deadline' }, atMs: 100 });
    expect(await first).toMatchObject({ ok: true, atMs: 450 });
    expect(slaves.asked).toEqual(['1:3@0+2']);
  });

  it('probes a dead slave ever more rarely, up to a twentieth of the bus time', async () => {
    const { slaves, run, read, clock } = rig([1, 3]);
    slaves.silent.add(3);
    const probes: number[] = [];
    for (let i = 0; i < 1_200; i++) {
      const before = slaves.asked.length;
      void read(3);
      if (slaves.asked.length > before) probes.push(clock.monoMs());
      await run(500);
    }
    const pauses = probes.slice(1).map((at, i) => at - (probes[i] ?? 0));
    expect(pauses.slice(0, 5)).toEqual([1_000, 1_500, 2_500, 4_500, 8_500]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(20 * TIMEOUT_MS + 1_000);
    expect((probes.length * TIMEOUT_MS) / clock.monoMs()).toBeLessThan(0.06);
  });

  it('refuses at once what a silent slave still had waiting, but sends a command', async () => {
    const { slaves, run, read } = rig([1, 3]);
    slaves.silent.add(3);
    const polls = [read(3), read(3), read(3)];
    await run(TIMEOUT_MS);
    expect((await polls[1])).toMatchObject({ ok: false, error: { kind: 'backedOff', retryInMs: 500 }, atMs: TIMEOUT_MS });
    expect(await read(3, { priority: 'heartbeat' })).toMatchObject({ ok: false, error: { kind: 'backedOff' } });
    slaves.silent.delete(3);
    const command = read(3, { priority: 'command' });
    await run(100);
    expect(await command).toMatchObject({ ok: true });
    // The answer has proved the slave well: polling goes on at once.
    const poll = read(3);
    await run(100);
    expect(await poll).toMatchObject({ ok: true });
  });

  it('does not take an exception for silence, unless a gateway reports it', async () => {
    const { bus, slaves, run, read } = rig([1]);
    slaves.holes.add(0);
    for (let i = 0; i < 5; i++) {
      const poll = read(1);
      await run(20);
      expect(await poll).toMatchObject({ ok: false, error: { kind: 'exception', code: 2 } });
    }
    expect(bus.status().slaves).toMatchObject([{ state: 'answering', consecutiveFaults: 0, lastFault: { kind: 'exception', code: 2 } }]);
  });
});

describe('status', () => {
  it('reports each change once, with counters', async () => {
    const { bus, slaves, link, run, read } = rig([1, 3]);
    const seen: string[] = [];
    const stop = bus.onStatus(({ state, slaves: all }) => seen.push([state, ...all.map((s) => s.state)].join(' ')));
    slaves.silent.add(3);
    void read(1);
    void read(1);
    void read(3);
    await run(1_000);
    link.become('disconnected');
    expect(await read(1)).toMatchObject({ ok: false, error: { kind: 'notConnected', detail: 'EIO' } });
    link.become('connected');
    void read(1);
    await run(100);
    expect(seen).toEqual(['connected answering unknown', 'degraded answering silent', 'disconnected silent silent', 'degraded silent silent', 'degraded answering silent']);
    expect(bus.status().counters).toMatchObject({ requests: 4, answers: 3, timeouts: 1 });
    stop();
    await bus.close();
    expect(seen).toHaveLength(5);
  });

  it('settles everything that waits when it is closed', async () => {
    const { bus, run, read } = rig([1]);
    const waiting = [read(1), read(1), read(1)];
    await bus.close();
    await run(1_000);
    expect(await waiting[2]).toMatchObject({ ok: false, error: { kind: 'closed' } });
    expect(await read(1)).toMatchObject({ ok: false, error: { kind: 'closed' } });
  });
});
