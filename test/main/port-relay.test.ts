import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relay, type FramePort } from '#main/port-relay.ts';

let dir = '';
let server: Server;
let sockets: Socket[] = [];

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'muljigi-relay-'));
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(path.join(dir, 's'), resolve));
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Node's own message port in the form of Electron's, whose messages come in an event object. */
function asFramePort(port: MessagePort): FramePort {
  return {
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) =>
      event === 'message' ? port.on('message', (data: unknown) => listener({ data })) : port.on('close', () => listener({ data: null })),
    start: () => port.start(),
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
  };
}

const next = <T>(port: MessagePort, event: 'message' | 'close'): Promise<T> =>
  new Promise((resolve) => port.once(event, resolve));

async function joined(): Promise<{ window: MessagePort; engine: Socket }> {
  const { port1, port2 } = new MessageChannel();
  expect(await relay(asFramePort(port1), path.join(dir, 's'))).toBe(true);
  await expect.poll(() => sockets.length).toBe(1);
  return { window: port2, engine: sockets[0]! };
}

describe('relay', () => {
  it('passes frames both ways as they are', async () => {
    const { window, engine } = await joined();
    const frame = JSON.stringify({ id: 1, call: 'echo', params: { text: '슬러지 펌프 ±1 µm "\\"' } });
    const atEngine = new Promise<string>((resolve) => engine.once('data', (data) => resolve(data.toString('utf8'))));
    window.postMessage(frame);
    expect(await atEngine).toBe(`${frame}\n`);
    const atWindow = next<string>(window, 'message');
    engine.write(`${frame}\n`);
    expect(await atWindow).toBe(frame);
    window.close();
  });

  it('closes the port when the engine goes away', async () => {
    const { window, engine } = await joined();
    const closed = next(window, 'close');
    engine.destroy();
    await closed;
  });

  it('closes the connection when the window goes away', async () => {
    const { window, engine } = await joined();
    const closed = new Promise((resolve) => engine.once('close', resolve));
    engine.resume();
    window.close();
    await closed;
  });

  it.each([['two lines in one', '{"id":1}\n{"id":2}'], ['something else than text', { id: 1 }]])(
    'drops a window that sends %s',
    async (_name, message) => {
      const { window, engine } = await joined();
      let received = '';
      engine.on('data', (data) => (received += data.toString()));
      const closed = new Promise((resolve) => engine.once('close', resolve));
      window.postMessage(message);
      await closed;
      expect(received).toBe('');
      window.close();
    },
  );

  it('says so and closes the port when nobody listens', async () => {
    const { port1, port2 } = new MessageChannel();
    const closed = next(port2, 'close');
    expect(await relay(asFramePort(port1), path.join(dir, 'absent'))).toBe(false);
    await closed;
  });
});
