import type { z } from 'zod';
import type { portInfo } from '#contract/connection.ts';

type PortInfo = z.infer<typeof portInfo>;

/** Serial ports of this PC, by path. An empty list when the system cannot be asked. */
export async function listSerialPorts(): Promise<readonly PortInfo[]> {
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list().catch(() => []);
  return ports
    .map(({ path, manufacturer, serialNumber }) => ({
      path, manufacturer: manufacturer ?? null, serialNumber: serialNumber ?? null,
    }))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}
