import { assertNever } from '#core/result.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';

const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'illegal function: the PLC does not know this kind of request',
  2: 'illegal data address: the PLC has no such register; check the tag list',
  3: 'illegal data value: the PLC refuses the value or the count',
  4: 'server device failure: the PLC reports an internal fault',
  5: 'acknowledge: the PLC still works on the request',
  6: 'server busy: the PLC cannot take the request now',
  8: 'memory parity error in the PLC',
  10: 'gateway path unavailable: check the gateway settings',
  11: 'gateway target failed to respond: check the device behind the gateway',
};

const FRAMES: Readonly<Record<Extract<BusFault, { kind: 'badFrame' }>['reason'], string>> = {
  crc: 'checksum wrong; check shield, earthing and termination of the cable',
  short: 'answer cut off; check cable, baud rate and parity',
  long: 'answer longer than asked for; check that each unit id is used once',
  wrongUnit: 'another unit id answered; check the unit ids on the line',
  wrongFunction: 'the answer is to another kind of request',
  wrongTransaction: 'the answer carries a transaction number that was never given',
  wrongLength: 'the answer carries another number of registers than asked for',
  protocol: 'the answer is not valid Modbus',
};

/** A bus fault in one English sentence a technician can act on, for logs and events. */
export function describeFault(fault: BusFault): string {
  switch (fault.kind) {
    case 'notConnected':
      return `not connected (${fault.detail})`;
    case 'timeout':
      return `no answer within ${Math.round(fault.afterMs)} ms; check power, cable, baud rate and unit id`;
    case 'deadline':
      return 'the bus was too busy to ask in time';
    case 'backedOff':
      return `silent slave, asked again in ${Math.round(fault.retryInMs)} ms`;
    case 'exception':
      return `exception ${fault.code}, ${EXCEPTIONS[fault.code] ?? 'not defined by the protocol'}`;
    case 'badFrame':
      return FRAMES[fault.reason];
    case 'closed':
      return 'the bus is closed';
    default:
      return assertNever(fault, 'bus fault');
  }
}
