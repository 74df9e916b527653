import { connectSocket } from './engine-client.ts';
import { lineSplitter } from './line-splitter.ts';

/** The part of Electron's MessagePortMain that the relay needs. */
export interface FramePort {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * Joins a window's port to a connection of its own to the engine. Frames pass as they are: each
 * line of the socket is one string on the port. When either side closes, the other is closed.
 *
 * @returns false when the engine could not be reached; the port is closed then.
 */
export async function relay(port: FramePort, socketPath: string): Promise<boolean> {
  const connected = await connectSocket(socketPath, 2000);
  if (!connected.ok) {
    port.close();
    return false;
  }
  const socket = connected.value;
  socket.on('data', lineSplitter((line) => port.postMessage(line), () => socket.destroy()));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => port.close());
  port.on('message', ({ data }) => {
    // A frame is one line; anything else did not come from our own window code.
    if (typeof data === 'string' && !data.includes('\n')) socket.write(`${data}\n`);
    else socket.destroy();
  });
  port.on('close', () => socket.destroy());
  port.start();
  return true;
}
