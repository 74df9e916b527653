import type { Connection } from '#contract/connection.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Engine } from './engine.ts';
import { sameWire } from './same-wire.ts';

/** Only what is alike in every setting says something on the bus that is open. */
const isAlike = (a: Connection, b: Connection): boolean =>
  JSON.stringify(a, Object.keys(a).sort()) === JSON.stringify(b, Object.keys(b).sort());

/**
 * Tries a connection out. One that is in use is asked over the bus that is open. A serial port that is
 * in use with other settings is let go for as long as the test takes: it cannot be opened twice, and
 * the settings in use say nothing about the ones to be tried.
 * @param work is given the open bus, or null when it has to open the connection itself
 */
export async function tryWire<T>(
  engine: Engine,
  connection: Connection,
  work: (open: FieldBus | null) => Promise<T>,
): Promise<T> {
  const { bus } = engine.acquisition;
  if (bus === null || !sameWire(connection, engine.connection)) return work(null);
  return connection.kind === 'virtual' || isAlike(connection, engine.connection)
    ? work(bus)
    : engine.commands.settled().then(() => engine.apart(() => work(null)));
}
