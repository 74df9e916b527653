import { describe, expect, it } from 'vitest';
import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { createLoopbackBus } from '#engine/fieldbus/index.ts';
import { createPoller } from '#engine/fieldbus/poller.ts';
import { silentLog as log } from '#engine/platform/log.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Answers every read with zeros and notes what was asked. */
function rig() {
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1, 0, 0, 0, 300));
  const asked: [number, number][] = [];
  const handle = (unit: number, pdu: Uint8Array): Uint8Array => {
    const view = new DataView(pdu.buffer, pdu.byteOffset, pdu.byteLength);
    const count = view.getUint16(3);
    asked.push([unit, view.getUint16(1)]);
    const bytes = pdu[0] === 1 || pdu[0] === 2 ? Math.ceil(count / 8) : 2 * count;
    return Uint8Array.from([pdu[0] ?? 0, bytes, ...new Uint8Array(bytes)]);
  };
  const bus = createLoopbackBus({ handle, clock, log, latencyMs: 5, timeoutMs: 400 });
  const plan = planPolls(geumgang().tags, { cost: tcpWireCost() });
  const poller = createPoller({
    bus,
    clock,
    plan,
    onBlock: () => undefined,
    onFault: () => undefined,
  });
  bus.open();
  poller.start();
  return { clock, asked, poller, plan };
}

describe('a second look', () => {
  it('reads the block of the sensor once more at once, and no other', async () => {
    const { clock, asked, poller, plan } = rig();
    await clock.advance(400, turn);
    const block = plan.blocks.find(({ tags }) => tags.some(({ id }) => id === 'AIT-101.pv'));
    asked.length = 0;
    poller.readNow(new Set(['AIT-101.pv']));
    // The question that is still open is not asked a second time.
    poller.readNow(new Set(['AIT-101.pv', 'AIT-102.pv']));
    await clock.advance(100, turn);
    expect(asked).toEqual([[block?.slave, block?.address]]);
    poller.readNow(new Set());
    await clock.advance(100, turn);
    expect(asked).toHaveLength(1);
  });

  it('is not asked of a poller that has stopped', async () => {
    const { clock, asked, poller } = rig();
    await clock.advance(400, turn);
    poller.stop();
    asked.length = 0;
    poller.readNow(new Set(['AIT-101.pv']));
    await clock.advance(100, turn);
    expect(asked).toEqual([]);
  });
});
