import { afterEach, describe, expect, it } from 'vitest';
import { EngineClient } from '#renderer/store/engine-client.ts';
import type { EnginePort } from '#renderer/store/engine-client.ts';
import { FixtureEngine } from '../fakes/fixture-engine.ts';
import type { FixturePort } from '../fakes/fixture-engine.ts';
import { PROTOCOL_VERSION } from '#contract/api.ts';
import { shippedProfile } from './profile.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function connect(): { client: EngineClient; engine: FixtureEngine; far: MessagePort; closings: () => number } {
  const { port1, port2 } = new MessageChannel();
  const engine = new FixtureEngine(shippedProfile(), () => Date.UTC(2026, 10, 22));
  engine.serve(port1 as unknown as FixturePort);
  let closings = 0;
  const client = new EngineClient(port2 as unknown as EnginePort, () => { closings++; });
  open.push(client, port1);
  return { client, engine, far: port1, closings: () => closings };
}

describe('a conversation with the engine', () => {
  it('answers each call with its own result, in whatever order they come', async () => {
    const { client } = connect();
    const [slow, hello, ports] = await Promise.all([
      client.call('trend.query', { tags: ['FIT-101.pv'], fromMs: 0, toMs: 600_000, buckets: 10 }),
      client.call('hello', { protocol: PROTOCOL_VERSION, client: 'window' }),
      client.call('connection.ports', {}),
    ]);
    expect(hello.ok && hello.value.profileId).toBe('geumgang-mbr');
    expect(slow.ok && slow.value.series[0]?.tag).toBe('FIT-101.pv');
    expect(ports.ok && ports.value.length).toBe(2);
  });

  it('delivers snapshots in sequence to those who listen, and stops when they stop', async () => {
    const { client, engine } = connect();
    const full = await client.call('subscribe', {});
    if (!full.ok) throw new Error('subscribe failed');
    const seen: number[] = [];
    const two = new Promise<void>((resolve) => {
      const stop = client.on('snapshot', (delta) => {
        seen.push(delta.seq);
        if (seen.length === 2) {
          stop();
          resolve();
        }
      });
    });
    engine.scan();
    engine.scan();
    engine.scan();
    await two;
    expect(seen).toEqual([full.value.seq + 1, full.value.seq + 2]);
  });

  it('gives up after its time and does not mix a late answer into a later call', async () => {
    const { client } = connect();
    const late = await client.call('trend.query', { tags: ['FIT-101.pv'], fromMs: 0, toMs: 600_000, buckets: 10 }, { timeoutMs: 1 });
    expect(late).toEqual({ ok: false, error: { kind: 'timeout', afterMs: 1 } });
    const next = await client.call('connection.get', {});
    expect(next.ok && next.value.kind).toBe('virtual');
  });

  it('can be called off', async () => {
    const { client } = connect();
    const abort = new AbortController();
    const answer = client.call('trend.query', { tags: ['FIT-101.pv'], fromMs: 0, toMs: 600_000, buckets: 10 }, { signal: abort.signal });
    abort.abort();
    expect(await answer).toEqual({ ok: false, error: { kind: 'cancelled' } });
  });

  it('survives lines that are no frames', async () => {
    const { client, far } = connect();
    for (const line of ['', 'nonsense', '[]', '{"id":"x"}', '{"event":5}', 'null']) far.postMessage(line);
    const hello = await client.call('hello', { protocol: PROTOCOL_VERSION, client: 'window' });
    expect(hello.ok).toBe(true);
  });

  it('settles everything that waits when the port closes, once', async () => {
    const { client, far, closings } = connect();
    const waiting = client.call('trend.query', { tags: ['FIT-101.pv'], fromMs: 0, toMs: 600_000, buckets: 10 });
    far.close();
    expect(await waiting).toEqual({ ok: false, error: { kind: 'disconnected' } });
    expect(await client.call('status.get', {})).toEqual({ ok: false, error: { kind: 'disconnected' } });
    client.close();
    expect(closings()).toBe(1);
  });
});
