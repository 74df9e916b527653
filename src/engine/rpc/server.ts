import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import type { EventData, EventName } from '#contract/api.ts';
import { MAX_FRAME_BYTES } from '#contract/wire.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Log } from '#engine/ports/platform.ts';
import { RpcConnection } from './connection.ts';
import type { Handlers } from './handlers.ts';

export interface RpcServerOptions {
  /** Unix socket path or Windows pipe name. */
  readonly path: string;
  readonly handlers: Handlers;
  readonly log: Log;
  readonly maxFrameBytes?: number;
  readonly dropAboveBytes?: number;
  readonly cutAboveBytes?: number;
  readonly maxClients?: number;
  /** A client's connection is over; its number is not given again. */
  readonly onGone?: (id: number) => void;
}

export type ListenFault = { readonly kind: 'inUse' | 'cannotListen'; readonly message: string };

export interface RpcServer {
  publish<N extends EventName>(event: N, data: EventData<N>): void;
  clients(): number;
  subscribers(): number;
  close(): Promise<void>;
}

const isPipe = (path: string): boolean => path.startsWith('\\\\.\\pipe\\');
const PROBE_MS = 500;

/** True when somebody answers at the socket, so that it must not be taken away. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const settle = (alive: boolean): void => {
      clearTimeout(timer);
      probe.destroy();
      resolve(alive);
    };
    const timer = setTimeout(() => settle(true), PROBE_MS);
    probe.once('connect', () => settle(true));
    probe.once('error', () => settle(false));
  });
}

function listen(server: Server, path: string): Promise<Result<void, NodeJS.ErrnoException>> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => resolve(err(error));
    server.once('error', onError);
    server.listen(path, () => {
      server.off('error', onError);
      resolve(ok(undefined));
    });
  });
}

/**
 * Serves the contract to local clients, one JSON text per line. The socket is the
 * owner's alone (0600). A socket file left by a crash is removed, but only when nobody
 * answers there.
 */
export async function startRpcServer(
  options: RpcServerOptions,
): Promise<Result<RpcServer, ListenFault>> {
  const { path, handlers, log } = options;
  const connections = new Set<RpcConnection>();
  let nextId = 1;
  const server = createServer((socket) => {
    if (connections.size >= (options.maxClients ?? 32)) {
      socket.destroy();
      return;
    }
    const id = nextId++;
    const connection = new RpcConnection({
      id,
      socket,
      handlers,
      log,
      maxFrameBytes: options.maxFrameBytes ?? MAX_FRAME_BYTES,
      dropAboveBytes: options.dropAboveBytes ?? 4 * 1024 * 1024,
      cutAboveBytes: options.cutAboveBytes ?? 64 * 1024 * 1024,
      maxPending: 64,
      onClose: () => {
        connections.delete(connection);
        options.onGone?.(id);
      },
    });
    connections.add(connection);
  });

  // Between bind and chmod nobody else may slip in.
  const oldMask = isPipe(path) ? null : process.umask(0o177);
  try {
    let bound = await listen(server, path);
    if (!bound.ok && bound.error.code === 'EADDRINUSE' && !isPipe(path)) {
      if (await answers(path)) {
        return err({
          kind: 'inUse',
          message: `Another engine answers at ${path}. Stop it first, or give another --socket.`,
        });
      }
      log.warn({ path }, 'removing a socket that nobody answers at');
      rmSync(path, { force: true });
      bound = await listen(server, path);
    }
    if (!bound.ok) {
      const inUse = bound.error.code === 'EADDRINUSE';
      return err({
        kind: inUse ? 'inUse' : 'cannotListen',
        message: `Cannot open the socket ${path}: ${bound.error.message}. Give a --socket in a folder this user may write to.`,
      });
    }
    if (!isPipe(path)) chmodSync(path, 0o600);
  } finally {
    if (oldMask !== null) process.umask(oldMask);
  }
  server.on('error', (error) => log.error({ error: error.message }, 'socket server failed'));

  return ok({
    publish(event, data) {
      if (connections.size === 0) return;
      const line = `${JSON.stringify({ event, data })}\n`;
      for (const connection of connections) connection.sendEvent(line);
    },
    clients: () => connections.size,
    subscribers: () => [...connections].filter((connection) => connection.subscribed).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.close();
      }),
  });
}
