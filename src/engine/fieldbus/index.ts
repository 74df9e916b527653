/** The field bus as the engine's composition sees it. */
export { createBus, createLoopbackBus, createRtuBus, createTcpBus, type BusTools } from './create-bus.ts';
export type { PduHandler } from './loopback-link.ts';
export { confirmWrite, mayBeWritten, type ConfirmedWrite, type ConfirmFault, type ConfirmOptions } from './confirm-write.ts';
export { createPoller, type BlockFault, type BlockReading, type Poller, type PollerCounters } from './poller.ts';
export { describeFault } from './fault-text.ts';
export { listSerialPorts, type PortInfo } from './serial-ports.ts';
export { probesOf, testBus, testConnection, type ConnectionTest, type FieldConnection, type Probe } from './test-connection.ts';
