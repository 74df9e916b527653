import type { z } from 'zod';
import type { connectionTest, Connection } from '#contract/connection.ts';
import type { Clock } from '#core/time/clock.ts';
import type { PollBlock } from '#core/signal/poll-plan.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';
import { createBus } from './create-bus.ts';
import { describeFault } from './fault-text.ts';
import { withLineAdvice } from './line-advice.ts';

export type ConnectionTest = z.infer<typeof connectionTest>;
export type FieldConnection = Exclude<Connection, { kind: 'virtual' }>;
/** What to ask a slave: any read of the profile will do. */
export type Probe = Pick<PollBlock, 'slave' | 'table' | 'address' | 'count'>;

/** One probe per slave: its first block. */
export function probesOf(blocks: readonly PollBlock[]): readonly Probe[] {
  const bySlave = new Map<number, Probe>();
  for (const block of blocks) if (!bySlave.has(block.slave)) bySlave.set(block.slave, block);
  return [...bySlave.values()];
}

/** Opens a connection that is not in use, asks each slave once and closes it again. */
export async function testConnection(
  connection: FieldConnection,
  probes: readonly Probe[],
  tools: { readonly clock: Clock; readonly log: Log },
): Promise<ConnectionTest> {
  const bus = createBus(connection, tools);
  bus.open();
  try {
    return withLineAdvice(connection, await testBus(bus, probes, tools.clock));
  } finally {
    await bus.close();
  }
}

const TEST_WITHIN_MS = 30_000;

/**
 * Asks each slave once on a bus that is open. Codes: `allAnswer`, `someAnswer`,
 * `noneAnswer`, `notConnected` (the port or host itself; `params.detail` says why),
 * `nothingToAsk`. An exception counts as an answer: the line and the unit id are right.
 */
export async function testBus(bus: FieldBus, probes: readonly Probe[], clock: Clock): Promise<ConnectionTest> {
  const startMs = clock.monoMs();
  const slaves: ConnectionTest['slaves'][number][] = [];
  let detail: string | null = null;
  for (const probe of probes) {
    const askedMs = clock.monoMs();
    const reply = await bus.read({ ...pick(probe), priority: 'command', deadlineMs: TEST_WITHIN_MS });
    const ok = reply.ok || reply.error.kind === 'exception';
    if (!reply.ok && reply.error.kind === 'notConnected') detail = reply.error.detail;
    slaves.push({
      slave: probe.slave,
      ok,
      fault: reply.ok ? null : describeFault(reply.error),
      roundTripMs: ok ? clock.monoMs() - askedMs : null,
    });
  }
  const answering = slaves.filter((slave) => slave.ok).length;
  const code =
    slaves.length === 0 ? 'nothingToAsk'
    : answering === slaves.length ? 'allAnswer'
    : answering > 0 ? 'someAnswer'
    : detail !== null ? 'notConnected'
    : 'noneAnswer';
  return {
    ok: code === 'allAnswer',
    tookMs: clock.monoMs() - startMs,
    slaves,
    code: `connectionTest.${code}`,
    params: { bus: bus.id, detail, answering, asked: slaves.length },
  };
}

const pick = ({ slave, table, address, count }: Probe): Probe => ({ slave, table, address, count });
