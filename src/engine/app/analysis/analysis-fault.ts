import type { RpcError } from '#contract/wire.ts';
import type { LongFault } from '#engine/ports/analysis.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

const OWN: ReadonlySet<LongFault['kind']> = new Set([
  'cancelled',
  'targetFull',
  'targetGone',
  'targetDenied',
  'targetIo',
]);

/** Code of the message a person reads. */
export const faultCode = (kind: LongFault['kind']): string =>
  `${OWN.has(kind) ? 'analysis' : 'historian'}.${kind}`;

/** A fault of long work as the window gets it. */
export const longRpcFault = ({ kind, message }: LongFault): RpcError =>
  rpcFault(
    kind === 'badQuery' ? 'badRequest' : kind === 'cancelled' ? 'refused' : 'unavailable',
    message,
    faultCode(kind),
  );
