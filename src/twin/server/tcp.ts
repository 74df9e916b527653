import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/**
 * Modbus TCP around one function. A thin framing of our own and not the server of
 * modbus-serial: the same `handlePdu` must serve TCP, RTU and runs without sockets, answer
 * exceptions exactly, and keep several clients apart; that library asks for values one by
 * one through callbacks and has no way in for a bare request.
 */
export type HandlePdu = (unit: number, pdu: Uint8Array) => Uint8Array;

export interface TcpServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly handlePdu: HandlePdu;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
  /** Cuts every connection, as a pulled network plug does; new ones are taken again. */
  cut(): void;
}

const HEADER_BYTES = 7;
const MOST_PDU_BYTES = 253;

/** Listens until closed; rejects when the port cannot be had. */
export async function serveTcp(options: TcpServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away is no news to a server.
    socket.on('error', () => socket.destroy());
    attach(socket, options.handlePdu);
  });
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server, options: TcpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function attach(socket: Socket, handlePdu: HandlePdu): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (pending.length < HEADER_BYTES) return;
      const length = pending.readUInt16BE(4);
      // Not Modbus, or out of step: nothing sensible can follow on this connection.
      if (pending.readUInt16BE(2) !== 0 || length < 2 || length > MOST_PDU_BYTES + 1) {
        socket.destroy();
        return;
      }
      if (pending.length < 6 + length) return;
      const unit = pending.readUInt8(6);
      const answer = handlePdu(unit, pending.subarray(HEADER_BYTES, 6 + length));
      if (answer.length > 0) {
        const frame = Buffer.alloc(HEADER_BYTES + answer.length);
        pending.copy(frame, 0, 0, 4);
        frame.writeUInt16BE(answer.length + 1, 4);
        frame.writeUInt8(unit, 6);
        frame.set(answer, HEADER_BYTES);
        socket.write(frame);
      }
      pending = pending.subarray(6 + length);
    }
  });
}
