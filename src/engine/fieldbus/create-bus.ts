import { assertNever } from '#core/result.ts';
import type { Connection } from '#contract/connection.ts';
import type { Clock } from '#core/time/clock.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';
import { LoopbackLink, type LoopbackOptions } from './loopback-link.ts';
import { QueuedBus } from './queued-bus.ts';
import { RtuLink, type RtuOptions } from './rtu-link.ts';
import { TcpLink, type TcpOptions } from './tcp-link.ts';

/** What every bus is given from outside. */
export interface BusTools {
  readonly clock: Clock;
  readonly log: Log;
}

/** Modbus RTU on a serial port. Buses connect when `open` is called and reconnect by themselves. */
export const createRtuBus = ({ clock, log, ...line }: RtuOptions & BusTools): FieldBus =>
  new QueuedBus(new RtuLink(line, clock), clock, log);

/** Modbus TCP. */
export const createTcpBus = ({ clock, log, ...host }: TcpOptions & BusTools): FieldBus =>
  new QueuedBus(new TcpLink(host, clock), clock, log);

/** A PLC in the same process, on any clock. */
export const createLoopbackBus = ({ log, ...options }: LoopbackOptions & { readonly log: Log }): FieldBus =>
  new QueuedBus(new LoopbackLink(options), options.clock, log);

/** The bus of a stored connection; the virtual plant is reached over TCP once it runs. */
export function createBus(connection: Exclude<Connection, { kind: 'virtual' }>, { clock, log }: BusTools): FieldBus {
  switch (connection.kind) {
    case 'tcp': {
      const { host, port, timeoutMs } = connection;
      return createTcpBus({ host, port, timeoutMs, clock, log });
    }
    case 'rtu': {
      const { path, baudRate, parity, stopBits, timeoutMs } = connection;
      return createRtuBus({ path, baudRate, parity, stopBits, timeoutMs, clock, log });
    }
    default:
      return assertNever(connection, 'connection');
  }
}
