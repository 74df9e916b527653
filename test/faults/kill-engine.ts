import Database from 'better-sqlite3';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAudit } from '#engine/historian/audit-reader.ts';
import { verifyReceiptChain } from '#engine/historian/index.ts';
import type { ReceiptRecord } from '#contract/records.ts';
import { Lane, pause } from './engine-lane.ts';
import { Book, load } from './engine-load.ts';

/**
 * Kills the whole engine at random moments under full load: while it starts, moves days, purges, backs
 * up, checks, recovers, or just runs. After each kill the file is looked at; the next start shows how
 * soon the plant is polled and controlled again.
 */
export interface EngineKillReport {
  readonly rounds: number;
  /** Killed before the plant was under control. */
  readonly early: number;
  /** Times the database was damaged on purpose between two lives. */
  readonly damaged: number;
  readonly acknowledged: number;
  readonly recoveries: number;
  readonly findings: readonly string[];
  readonly pollMs: readonly number[];
  readonly controlMs: readonly number[];
}

const EARLY_SHARE = 0.3;
const EARLIEST_MS = 2_000;
const LIFE_MS = 2_500;
const DAMAGE_SHARE = 0.08;
const SEED_EVERY = 12;
/** Lives under control after which a damaged history must be back; those that end before may not even have begun. */
const LIVES_TO_RECOVER = 6;
/** In so many rounds something of every kind is acknowledged. */
const LOADED_FROM = 10;
/** A life that never comes to control is a finding after this long. */
const CONTROL_WITHIN_MS = 60_000;
const LOAD_WITHIN_MS = 10_000;

export async function killEngineRounds(
  rounds: number,
  random: () => number,
  say: (line: string) => void = () => undefined,
  damageShare = DAMAGE_SHARE,
): Promise<EngineKillReport> {
  const lane = await Lane.open();
  const book = new Book();
  const state = {
    early: 0,
    damaged: 0,
    recoveries: 0,
    findings: [] as string[],
    pollMs: [] as number[],
    controlMs: [] as number[],
  };
  let cameToControl = 0;
  let isDamaged = false;
  try {
    for (let round = 0; round < rounds; round++) {
      if (round % SEED_EVERY === 0 && !isDamaged) await lane.seed();
      // A life after damage must come far enough to be looked at, mostly.
      const isEarly = random() < (isDamaged ? 0.5 : EARLY_SHARE);
      const life = await oneLife(lane, book, random, isEarly ? random() * EARLIEST_MS : null);
      if (life.controlMs === null && !isEarly)
        state.findings.push(`round ${round}: not under control within ${CONTROL_WITHIN_MS} ms`);
      if (life.controlMs === null) state.early++;
      if (life.pollMs !== null) state.pollMs.push(life.pollMs);
      if (life.controlMs !== null) state.controlMs.push(life.controlMs);
      const looked = look(lane.dataDir, book);
      if ('unreadable' in looked) {
        if (life.controlMs !== null) cameToControl++;
        // Before the first control nothing may be there yet; after damage a life may end before the history is back.
        const isExpected = isDamaged || book.size === 0;
        if (!isExpected || cameToControl > LIVES_TO_RECOVER)
          state.findings.push(
            `round ${round}: cannot be read after ${cameToControl} lives under control (${looked.unreadable})`,
          );
        say(`round ${round}: ${looked.unreadable}`);
      } else {
        cameToControl = 0;
        isDamaged = false;
        state.recoveries = looked.recoveries;
        state.findings.push(...looked.wrong.map((words) => `round ${round}: ${words}`));
        if (round > 2 && random() < damageShare) {
          say(`round ${round}: ${damage(lane.dataDir, random)}`);
          state.damaged++;
          isDamaged = true;
        }
      }
      // Without log-in, or when the files changed meanwhile and the contract with them, nothing would be proved.
      const deaf = book.refused.get('profile.get') ?? book.refused.get('access.login');
      state.findings.push(...book.lost.splice(0).map((words) => `round ${round}: ${words}`));
      if (deaf !== undefined) state.findings.push(`round ${round}: no load was put on: ${deaf}`);
      if (round === rounds - 1 && rounds >= LOADED_FROM)
        state.findings.push(...book.idle().map((words) => `round ${round}: ${words}`));
      if (state.findings.length > 0) {
        // What was found must be looked into: the folder stays as it is.
        say(`kept for a look: ${lane.dir}`);
        return { rounds: round + 1, acknowledged: book.size, ...state };
      }
      if (round % 10 === 9)
        say(
          `${round + 1} rounds, ${book.told()} acknowledged, ${state.findings.length} findings; ${book.refusals()}`,
        );
    }
  } finally {
    await lane.end(state.findings.length > 0);
  }
  return { rounds, acknowledged: book.size, ...state };
}

interface Life {
  /** From the start of the process to the first answer of the plant, ms. */
  readonly pollMs: number | null;
  /** To the accepted heartbeat, ms. */
  readonly controlMs: number | null;
}

/** One life of the engine; `killAfterMs` counts from its start, null lets it come to control and live on for a while. */
async function oneLife(
  lane: Lane,
  book: Book,
  random: () => number,
  killAfterMs: number | null,
): Promise<Life> {
  const startedMs = performance.now();
  const engine = lane.start();
  const gone = once(engine, 'exit');
  let pollMs: number | null = null;
  let controlMs: number | null = null;
  let isLoaded = false;
  const watch = (async () => {
    const client = await lane.connect(engine);
    if (client === null) return;
    void load(client, book, random).then(() => {
      isLoaded = true;
    });
    client.on('snapshot', ({ status }) => {
      const nowMs = performance.now() - startedMs;
      if (status.link.state === 'connected') pollMs ??= nowMs;
      if (status.control.mode === 'remote' && status.control.heartbeatOk === true)
        controlMs ??= nowMs;
    });
    await client.call('subscribe', {});
    await client.closed;
  })();
  if (killAfterMs !== null) {
    await pause(killAfterMs);
  } else {
    while (
      controlMs === null &&
      engine.exitCode === null &&
      performance.now() - startedMs < CONTROL_WITHIN_MS
    )
      await pause(20);
    // On a busy machine a life would else be over before anything was asked of it.
    for (let waitedMs = 0; !isLoaded && waitedMs < LOAD_WITHIN_MS; waitedMs += 20) await pause(20);
    await pause(random() * LIFE_MS);
  }
  engine.kill('SIGKILL');
  await gone;
  await watch;
  return { pollMs, controlMs };
}

/** What is wrong with the file as the killed engine left it, looked at in a copy; null when it cannot be read (damaged on purpose). */
function look(
  dataDir: string,
  book: Book,
): { readonly wrong: string[]; readonly recoveries: number } | { readonly unreadable: string } {
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'muljigi-look-'));
  let db: Database.Database | null = null;
  try {
    for (const name of ['history.db', 'history.db-wal'])
      if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(place, name));
    if (!existsSync(join(place, 'history.db'))) return { unreadable: 'there is no file' };
    db = new Database(join(place, 'history.db'));
    const wrong: string[] = [];
    const check = String(db.pragma('integrity_check(1)', { simple: true }));
    if (check !== 'ok') return { unreadable: check };
    // A log that was deleted leaves an older, sound file; its journal is added at the next start.
    if (existsSync(join(dataDir, 'drill-damage'))) {
      const seq = Number(db.prepare('SELECT max(seq) FROM event').pluck().get() ?? 0);
      const told = Math.max(0, ...book.events.keys());
      if (seq < told) return { unreadable: `it ends with event ${seq}, told was ${told}` };
      rmSync(join(dataDir, 'drill-damage'));
    }
    compare(db, book, wrong);
    const recoveries = Number(
      db.prepare("SELECT count(*) FROM entry WHERE kind = 'recovery'").pluck().get(),
    );
    return { wrong, recoveries };
  } catch (error) {
    return { unreadable: String(error) };
  } finally {
    db?.close();
    rmSync(place, { recursive: true, force: true });
  }
}

function compare(db: Database.Database, book: Book, wrong: string[]): void {
  const receipt = db.prepare('SELECT outcome FROM receipt WHERE hash = ?').pluck();
  for (const [hash, outcome] of book.receipts)
    if (receipt.get(hash) !== outcome) wrong.push(`receipt ${hash.slice(0, 8)} is lost`);
  const event = db
    .prepare<[number], string>("SELECT ts_ms || ' ' || code FROM event WHERE seq = ?")
    .pluck();
  for (const [seq, told] of book.events)
    if (event.get(seq) !== told)
      wrong.push(`event ${seq} (${told}) is ${event.get(seq) ?? 'lost'}`);
  const reading = db
    .prepare<[string], number>(
      "SELECT json_extract(body, '$.value') FROM entry WHERE kind = 'reading' AND id = ? AND latest = 1",
    )
    .pluck();
  for (const [id, value] of book.readings)
    if (reading.get(id) !== value) wrong.push(`reading ${id.slice(0, 8)} is lost`);
  const minute = db
    .prepare<[string, number], number>(
      'SELECT value FROM sample_hot JOIN tag ON tag.id = sample_hot.tag WHERE tag.name = ? AND minute = ?',
    )
    .pluck();
  const sealed = db
    .prepare<[string, number], number>('SELECT value FROM samples WHERE tag_id = ? AND ts_ms = ?')
    .pluck();
  for (const [key, value] of book.minutes) {
    const [tag = '', tsMs = '0'] = key.split(' ');
    const there = minute.get(tag, Number(tsMs) / 60_000) ?? sealed.get(tag, Number(tsMs));
    if (there !== value) wrong.push(`minute ${key} is ${there ?? 'lost'}, was ${value}`);
  }
  const bodies = db.prepare<[], string>('SELECT body FROM receipt ORDER BY seq').pluck().all();
  const broken = verifyReceiptChain(bodies.map((body) => JSON.parse(body) as ReceiptRecord));
  if (broken !== null) wrong.push(`receipts break at ${broken.index} (${broken.reason})`);
  const audit = checkAudit(db).broken;
  if (audit !== null) wrong.push(`audit log: row ${audit.seq} is ${audit.how}`);
}

/** Does to the files what a failing disk or a careless hand does. */
function damage(dataDir: string, random: () => number): string {
  const file = join(dataDir, 'history.db');
  closeSync(openSync(join(dataDir, 'drill-damage'), 'w'));
  if (random() < 0.5) {
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    return 'write-ahead log deleted';
  }
  const pages = Math.floor(statSync(file).size / 4_096);
  const handle = openSync(file, 'r+');
  for (let page = 1 + Math.floor(random() * 5); page < pages; page += 7)
    writeSync(handle, Buffer.alloc(4_096, 0xa5), 0, 4_096, page * 4_096);
  closeSync(handle);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  return 'pages overwritten, log deleted';
}
