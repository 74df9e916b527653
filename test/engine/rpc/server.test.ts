import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calls } from '#contract/api.ts';
import type { CallName } from '#contract/api.ts';
import { replyFrame } from '#contract/wire.ts';
import { err, ok } from '#core/result.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { lineReader, parseJson } from '#engine/rpc/frames.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { startRpcServer } from '#engine/rpc/server.ts';
import type { RpcServer, RpcServerOptions } from '#engine/rpc/server.ts';
import { silentLog } from '#engine/platform/log.ts';

let dir: string;
let socketPath: string;
let server: RpcServer | null = null;
const clients: RpcClient[] = [];
const sockets: Socket[] = [];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'rpc-'));
  socketPath = path.join(dir, 'engine.sock');
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  sockets.splice(0).forEach((socket) => socket.destroy());
  await server?.close();
  server = null;
  rmSync(dir, { recursive: true, force: true });
});

const unavailable = () => Promise.resolve(err(rpcFault('unavailable', 'not in this test')));
const handlers: Handlers = {
  ...(Object.fromEntries(
    Object.keys(calls).map((name) => [name, unavailable]),
  ) as unknown as Handlers),
  'connection.get': () => Promise.resolve(ok({ kind: 'virtual', speed: 2, seed: 1 })),
  'connection.set': ({ connection }) => Promise.resolve(ok(connection)),
  'engine.stop': (_params, caller) => {
    caller.subscribe();
    return Promise.resolve(ok({}));
  },
  'events.list': () => Promise.reject(new Error('a bug')),
  'connection.ports': () => Promise.resolve(ok([{ path: 7 }])) as never,
};

async function serve(options: Partial<RpcServerOptions> = {}): Promise<RpcServer> {
  const started = await startRpcServer({ path: socketPath, handlers, log: silentLog, ...options });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
  return server;
}
async function client(): Promise<RpcClient> {
  const opened = await RpcClient.open(socketPath);
  if (!opened.ok) throw new Error(opened.error);
  clients.push(opened.value);
  return opened.value;
}
async function raw(): Promise<Socket> {
  const socket = connect(socketPath);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}
/** First frame that comes back, and then whether the server hangs up. */
async function answerTo(
  socket: Socket,
  bytes: string | Buffer,
): Promise<{ frame: unknown; closed: Promise<void> }> {
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const frame = new Promise((resolve) => {
    const reader = lineReader(
      (line) => resolve(parseJson(line)),
      () => resolve('too long'),
    );
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('close', () => resolve('closed'));
  });
  socket.write(bytes);
  return { frame: await frame, closed };
}
const alive = async (): Promise<boolean> => (await (await client()).call('connection.get', {})).ok;

describe('the socket', () => {
  it('belongs to its owner alone and goes away with the server', async () => {
    const running = await serve();
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    await running.close();
    server = null;
    expect(existsSync(socketPath)).toBe(false);
  });

  it('is taken over when a crash left it, but not from somebody who answers', async () => {
    await serve();
    const second = await startRpcServer({ path: socketPath, handlers, log: silentLog });
    expect(second).toMatchObject({ ok: false, error: { kind: 'inUse' } });
    expect(await alive()).toBe(true);
    await server!.close();
    server = null;
    // A process that dies leaves its socket file behind.
    const script = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
    const { spawn } = await import('node:child_process');
    await once(spawn(process.execPath, ['-e', script]), 'exit');
    expect(existsSync(socketPath)).toBe(true);
    await serve();
    expect(await alive()).toBe(true);
  });

  it('says what to do when it cannot be opened', async () => {
    const outcome = await startRpcServer({
      path: path.join(dir, 'missing', 'engine.sock'),
      handlers,
      log: silentLog,
    });
    expect(outcome).toMatchObject({
      ok: false,
      error: { kind: 'cannotListen', message: expect.stringContaining('--socket') },
    });
  });
});

describe('requests', () => {
  it('are answered by name, with defaults filled in', async () => {
    await serve();
    const answer = await (
      await client()
    ).call('connection.set', { connection: { kind: 'tcp', host: 'plc' }, who: 'me' });
    expect(answer).toEqual({
      ok: true,
      value: { kind: 'tcp', host: 'plc', port: 502, timeoutMs: 1000 },
    });
  });

  it('that are unknown, badly filled, failing or breaking the contract get their own error each', async () => {
    await serve();
    const one = await client();
    expect(await one.call('toString' as CallName, {} as never)).toMatchObject({
      ok: false,
      error: { code: 'unknownCall' },
    });
    const bad = await one.call('connection.set', {
      connection: { kind: 'tcp', host: 'plc', port: 99_999 },
      who: 'me',
    });
    expect(bad).toMatchObject({
      ok: false,
      error: { code: 'badRequest', message: expect.stringMatching(/connection\.port.*65535/) },
    });
    const filter = {
      fromMs: null,
      toMs: null,
      kinds: null,
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 5,
    };
    expect(await one.call('events.list', filter)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    expect(await one.call('connection.ports', {})).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    expect((await one.call('connection.get', {})).ok).toBe(true);
  });

  it('come through however the bytes are cut', async () => {
    await serve();
    const text = Buffer.from(
      ['너', '나', '𝄞']
        .map((who, i) =>
          JSON.stringify({
            id: i + 1,
            call: 'connection.set',
            params: { connection: { kind: 'rtu', path: `/dev/${who}` }, who },
          }),
        )
        .join('\n') + '\n',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 }),
        async (cuts) => {
          const socket = await raw();
          const lines: unknown[] = [];
          const done = new Promise<void>((resolve) => {
            const reader = lineReader(
              (line) => {
                if (lines.push(parseJson(line)) === 3) resolve();
              },
              () => resolve(),
            );
            socket.on('data', (chunk: Buffer) => reader.push(chunk));
          });
          const places = [0, ...cuts.sort((a, b) => a - b), text.length];
          for (let i = 1; i < places.length; i++)
            socket.write(text.subarray(places[i - 1], places[i]));
          await done;
          socket.destroy();
          expect(lines.map((line) => replyFrame.parse(line).ok)).toEqual([true, true, true]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each([
    ['no JSON', 'GET / HTTP/1.1\n'],
    ['no request', '{"hello":1}\n'],
    ['binary', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
    ['a frame that never ends', Buffer.alloc(3000, 0x61)],
  ])('of %s end that connection and harm no other', async (_name, bytes) => {
    await serve({ maxFrameBytes: 2000 });
    const bystander = await client();
    const { frame, closed } = await answerTo(await raw(), bytes);
    expect(frame).toMatchObject({ ok: false, error: { code: 'badRequest' } });
    await closed;
    expect((await bystander.call('connection.get', {})).ok).toBe(true);
  });

  it('beyond the number of clients are turned away', async () => {
    await serve({ maxClients: 1 });
    const first = await client();
    expect((await first.call('connection.get', {})).ok).toBe(true);
    const { frame } = await answerTo(await raw(), '');
    expect(frame).toBe('closed');
  });
});

describe('events', () => {
  const event = {
    seq: 1,
    tsMs: 0,
    kind: 'system',
    priority: 5,
    code: 'system.started',
    subject: null,
    params: {},
    actor: 'engine',
  } as const;

  it('reach those who subscribed, and nobody else', async () => {
    const running = await serve();
    const [listening, quiet] = [await client(), await client()];
    await listening.call('engine.stop', { who: 'test' });
    await quiet.call('connection.get', {});
    const seen: number[] = [];
    let others = 0;
    const got = new Promise<void>((resolve) =>
      listening.on('event', ({ seq }) => {
        if (seen.push(seq) === 3) resolve();
      }),
    );
    quiet.on('event', () => {
      others++;
    });
    for (const seq of [1, 2, 3]) running.publish('event', { ...event, seq });
    await got;
    await quiet.call('connection.get', {});
    expect(seen).toEqual([1, 2, 3]);
    expect(others).toBe(0);
  });

  it('of a client that does not read are dropped, then the client is cut off, while others get all', async () => {
    const running = await serve({ dropAboveBytes: 50_000, cutAboveBytes: 400_000 });
    const good = await client();
    await good.call('engine.stop', { who: 'test' });
    const lazy = await raw();
    lazy.write(`${JSON.stringify({ id: 1, call: 'engine.stop', params: { who: 'lazy' } })}\n`);
    await once(lazy, 'data');
    lazy.pause();
    let seen = 0;
    const total = 300;
    const got = new Promise<void>((resolve) =>
      good.on('event', () => {
        if (++seen === total) resolve();
      }),
    );
    for (let i = 0; i < total; i++) {
      running.publish('event', { ...event, params: { text: 'x'.repeat(4000) } });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await got;
    expect(seen).toBe(total);
    expect(running.clients()).toBeLessThanOrEqual(2);
    expect(await alive()).toBe(true);
  });

  it('do not matter to a foreign server on the same path', async () => {
    const foreign = createServer();
    await new Promise<void>((resolve) => foreign.listen(socketPath, resolve));
    const outcome = await startRpcServer({ path: socketPath, handlers, log: silentLog });
    expect(outcome).toMatchObject({
      ok: false,
      error: { kind: 'inUse', message: expect.stringContaining(socketPath) },
    });
    await new Promise((resolve) => foreign.close(resolve));
  });
});
