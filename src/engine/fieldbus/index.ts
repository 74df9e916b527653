/** The field bus as the engine's composition sees it. */
export { createBus, createLoopbackBus, createRtuBus, createTcpBus } from './create-bus.ts';
export { confirmWrite, mayBeWritten, type ConfirmedWrite, type ConfirmFault } from './confirm-write.ts';
export { createPoller, type BlockFault, type BlockReading, type Poller } from './poller.ts';
export { describeFault } from './fault-text.ts';
export { listSerialPorts } from './serial-ports.ts';
export { withLineAdvice } from './line-advice.ts';
export type { ConnectionTest } from './test-connection.ts';
export { probesOf, testBus, testConnection } from './test-connection.ts';
