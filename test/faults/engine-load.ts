import { randomUUID } from 'node:crypto';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Result } from '#core/result.ts';
import type { ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { pause } from './engine-lane.ts';

/** Everything the engine has acknowledged to anybody, over all its lives. */
export class Book {
  readonly receipts = new Map<string, string>();
  readonly events = new Map<number, string>();
  readonly readings = new Map<string, number>();
  /** Minutes that were read back over the socket. */
  readonly minutes = new Map<string, number>();

  get size(): number {
    return this.receipts.size + this.events.size + this.readings.size + this.minutes.size;
  }
}

const FILTER = {
  fromMs: null,
  toMs: null,
  kinds: null,
  maxPriority: null,
  subject: null,
  beforeSeq: null,
  limit: 50,
};

/** Subscribes and works the engine in every way at once until the connection is gone. */
export function load(client: RpcClient, book: Book, random: () => number): void {
  client.on('event', (event) => book.events.set(event.seq, `${event.tsMs} ${event.code}`));
  let over = false;
  void client.closed.then(() => {
    over = true;
  });
  const forever = (work: () => Promise<unknown>, everyMs: number): void => {
    void (async () => {
      while (!over) {
        await work();
        await pause(everyMs * (0.5 + random()));
      }
    })();
  };
  void (async () => {
    const answer = await client.call('profile.get', {});
    if (!answer.ok) return;
    const profile = answer.value;
    const tags = profile.tags.filter(({ store }) => store === 'grid').map(({ id }) => id);
    forever(() => command(client, book, profile, random), 120);
    forever(() => enter(client, book, random), 80);
    forever(() => readBack(client, book, tags), 300);
    forever(() => trend(client, tags, random), 30);
    forever(() => exportAll(client, tags), 50);
    forever(() => listEvents(client, book), 200);
    if (random() < 0.3)
      void client.call('backup.start', {
        who: 'drill',
        kind: 'manual',
        folder: null,
        encrypt: { kind: 'none' },
      });
    if (random() < 0.4) void client.call('keeping.purge', { who: 'drill' });
    if (random() < 0.3) void client.call('keeping.check', { who: 'drill' });
  })();
}

async function command(
  client: RpcClient,
  book: Book,
  profile: PlantProfile,
  random: () => number,
): Promise<void> {
  const units = profile.machines.flatMap((machine) => machine.units);
  const unit = units[Math.floor(random() * units.length)];
  if (unit === undefined) return;
  const requestId = randomUUID();
  const done = await client.call('intent.submit', {
    intent: {
      type: 'machine',
      requestId,
      who: 'drill',
      why: 'drill',
      unit: unit.id,
      action: random() < 0.5 ? 'start' : 'auto',
    },
  });
  if (done.ok) book.receipts.set(done.value.hash, done.value.outcome);
}

async function enter(client: RpcClient, book: Book, random: () => number): Promise<void> {
  const id = randomUUID();
  const value = Math.round(random() * 1_000) / 100;
  const done = await client.call('laboratory.enter', {
    who: 'drill',
    draft: {
      id,
      item: 'pH',
      point: 'effluent',
      tag: null,
      sampledMs: Date.now() - 60_000,
      compositeFromMs: null,
      value,
      qualifier: 'exact',
      unit: '',
      how: 'portable',
      method: 'drill',
      person: 'drill',
      laboratory: null,
      quantificationLimit: null,
      uncertainty: null,
      note: '',
      explanation: 'drill',
    },
  });
  if (done.ok) book.readings.set(id, value);
}

async function readBack(client: RpcClient, book: Book, tags: readonly string[]): Promise<void> {
  const toMs = Date.now();
  const answer = await client.call('trend.query', {
    tags: tags.slice(0, 12),
    fromMs: toMs - 300_000,
    toMs,
    buckets: 300,
  });
  if (!answer.ok) return;
  for (const { tag, points } of answer.value.series)
    for (const [tsMs, , , mean, , count] of points)
      if (mean !== null && count === 1 && tsMs % 60_000 === 0)
        book.minutes.set(`${tag} ${String(tsMs)}`, mean);
}

async function listEvents(client: RpcClient, book: Book): Promise<void> {
  const answer = await client.call('events.list', FILTER);
  if (answer.ok)
    for (const { seq, tsMs, code } of answer.value) book.events.set(seq, `${tsMs} ${code}`);
}

async function trend(
  client: RpcClient,
  tags: readonly string[],
  random: () => number,
): Promise<void> {
  const toMs = Date.now();
  const fromMs = toMs - 600_000 * 3_000 ** random();
  await client.call('trend.query', {
    tags: tags.slice(0, 1 + Math.floor(random() * 8)),
    fromMs: Math.round(fromMs),
    toMs,
    buckets: 800,
  });
}

async function exportAll(client: RpcClient, tags: readonly string[]): Promise<void> {
  let cursor: string | null = null;
  do {
    const answer: Result<ResultOf<'trend.csv'>, RpcError> = await client.call('trend.csv', {
      tags: tags.slice(0, 60),
      fromMs: Date.now() - 5 * 86_400_000,
      toMs: Date.now(),
      timeZone: 'Asia/Seoul',
      language: 'ko',
      cursor,
    });
    if (!answer.ok) return;
    cursor = answer.value.cursor;
  } while (cursor !== null);
}
