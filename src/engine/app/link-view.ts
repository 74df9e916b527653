import type { LinkView } from '#contract/snapshot.ts';
import { describeFault } from '#engine/fieldbus/index.ts';
import type { BusStatus } from '#engine/ports/fieldbus.ts';

/** The bus as the window shows it; without a bus (virtual plant starting) it is connecting. */
export function linkView(bus: BusStatus | null): LinkView {
  if (bus === null)
    return { state: 'connecting', detail: null, roundTripMs: null, lastGoodMs: null, slaves: [] };
  const times = bus.slaves.flatMap(({ lastGoodWallMs }) => lastGoodWallMs ?? []);
  return {
    state: bus.state,
    detail: bus.detail,
    roundTripMs: bus.roundTripMs.mean,
    lastGoodMs: times.length === 0 ? null : Math.max(...times),
    slaves: bus.slaves.map(({ slave, state, lastGoodWallMs, lastFault }) => ({
      slave,
      state,
      lastGoodMs: lastGoodWallMs,
      fault: lastFault === null ? null : describeFault(lastFault),
    })),
  };
}
