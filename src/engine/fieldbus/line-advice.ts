import type { ConnectionTest, FieldConnection } from './test-connection.ts';

type Serial = Extract<FieldConnection, { kind: 'rtu' }>;

const PARITY_LETTER = { none: 'N', even: 'E', odd: 'O' } as const;
/** What a system calls a port that is not there or was pulled, one that somebody else holds, and one it will not open for us. */
const MISSING = /^(ENOENT|ENXIO|ENODEV|EIO|EBADF)$|port closed|disconnect|bad file/i;
const HELD = new Set(['EBUSY', 'EAGAIN']);
const DENIED = new Set(['EACCES', 'EPERM']);
/** Words of faults that mean that something was heard. */
const HEARD = /^(checksum|answer |another unit|the answer)/;

/** Settings of a line as they stand on a converter, e.g. `19200 8-N-1`. */
export const lineSettings = ({ baudRate, parity, stopBits }: Serial): string =>
  `${String(baudRate)} 8-${PARITY_LETTER[parity]}-${String(stopBits)}`;

/**
 * What a failed test of a serial line says to do. It names the port, its settings, and the slaves that
 * were asked: a wrong baud rate or parity shows as silence or as bytes that make no sense, a wrong unit
 * id as silence of that one slave. Other connections and tests that went well stay as they are.
 */
export function withLineAdvice(connection: FieldConnection, test: ConnectionTest): ConnectionTest {
  if (connection.kind !== 'rtu' || test.ok || test.slaves.length === 0) return test;
  const silent = test.slaves.filter(({ ok }) => !ok);
  const params = {
    ...test.params,
    port: connection.path,
    line: lineSettings(connection),
    timeoutMs: connection.timeoutMs,
    slaves: silent.map(({ slave }) => slave).join(', '),
  };
  return { ...test, code: `connectionTest.${adviceFor(test)}`, params };
}

function adviceFor({ slaves, params: { detail } }: ConnectionTest): string {
  if (slaves.some(({ ok }) => ok)) return 'slavesSilent';
  if (typeof detail === 'string')
    return MISSING.test(detail)
      ? 'portMissing'
      : HELD.has(detail)
        ? 'portHeld'
        : DENIED.has(detail)
          ? 'portDenied'
          : 'notConnected';
  return slaves.some(({ fault }) => HEARD.test(fault ?? '')) ? 'lineGarbled' : 'lineSilent';
}
