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
  /** An administrator was acknowledged. */
  isSetUp = false;
  /** What was acknowledged and is found lost by asking the engine itself. */
  readonly lost: string[] = [];
  /** Answers that refused what was asked, by call, with the latest reason: a load that is refused is none. */
  readonly refused = new Map<string, string>();

  refusals(): string {
    return [...this.refused].map(([call, reason]) => `${call} refused: ${reason}`).join('; ');
  }

  told(): string {
    const { receipts, events, readings, minutes } = this;
    return `${receipts.size} commands, ${events.size} events, ${readings.size} readings, ${minutes.size} minutes`;
  }

  /** Kinds of which nothing was ever acknowledged, with the reason as far as one was given. */
  idle(): string[] {
    const kinds = {
      receipts: 'intent.submit',
      events: 'events.list',
      readings: 'laboratory.enter',
      minutes: 'trend.query',
    } as const;
    return Object.entries(kinds).flatMap(([kind, call]) =>
      this[kind as keyof typeof kinds].size > 0
        ? []
        : [`no ${kind} were acknowledged (${this.refused.get(call) ?? 'never asked for'})`],
    );
  }

  /** Takes note of a refusal; that the engine is gone, as it shall be, or not up yet is none. */
  note(call: string, { code, message }: RpcError): void {
    if (code !== 'unavailable') this.refused.set(call, message);
  }

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

/**
 * Works the engine in every way at once until the connection is gone. Resolves when the load is on,
 * or the connection gone before.
 */
export async function load(client: RpcClient, book: Book, random: () => number): Promise<void> {
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
  if (!(await logIn(client, book))) return;
  const answer = await client.call('profile.get', {});
  if (!answer.ok) {
    book.note('profile.get', answer.error);
    return;
  }
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
}

const NAME = 'drill';
const PASSWORD = 'a-long-drill-for-engines';

/** Logs in as the administrator, whom the first life sets up: a plant takes commands of nobody else. False when that is refused. */
async function logIn(client: RpcClient, book: Book): Promise<boolean> {
  const status = await client.call('access.status', {});
  if (!status.ok) return false;
  const isNew = status.value.state !== 'people';
  if (isNew && book.isSetUp) book.lost.push('the administrator is lost');
  const done = isNew
    ? await client.call('access.setUp', { name: NAME, password: PASSWORD, language: 'ko' })
    : await client.call('access.login', { name: NAME, password: PASSWORD, code: null });
  if (done.ok) book.isSetUp = true;
  else book.note('access.login', done.error);
  return done.ok;
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
  else book.note('intent.submit', done.error);
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
      unit: 'pH',
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
  else book.note('laboratory.enter', done.error);
}

async function readBack(client: RpcClient, book: Book, tags: readonly string[]): Promise<void> {
  const toMs = Date.now();
  const answer = await client.call('trend.query', {
    tags: tags.slice(0, 12),
    fromMs: toMs - 300_000,
    toMs,
    buckets: 300,
  });
  if (!answer.ok) {
    book.note('trend.query', answer.error);
    return;
  }
  for (const { tag, points } of answer.value.series)
    for (const [tsMs, , , mean, , count] of points)
      if (mean !== null && count === 1 && tsMs % 60_000 === 0)
        book.minutes.set(`${tag} ${String(tsMs)}`, mean);
}

async function listEvents(client: RpcClient, book: Book): Promise<void> {
  const answer = await client.call('events.list', FILTER);
  if (answer.ok)
    for (const { seq, tsMs, code } of answer.value) book.events.set(seq, `${tsMs} ${code}`);
  else book.note('events.list', answer.error);
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
