import type { EntryKind } from '#core/records/entry.ts';
import { DAY_MS, MINUTE_MS } from '#core/signal/trend.ts';
import type { PurgeCounts, PurgeOrder } from '../ports/recovery.ts';
import { readAuditEnds } from './audit-reader.ts';
import type { Db } from './database.ts';
import { DAY_KEY, TAG_KEY, sampleKey } from './tags.ts';

/** What the purge tells the writer of the days. */
export interface PurgedDays {
  /** Days before this one have only their roll-ups left. */
  purgeBefore(day: number): void;
}

type Age = Exclude<keyof PurgeOrder, 'samplesBeforeMs' | 'derivedBeforeMs'>;

/** By whose time each kind of entry goes; null: settings, which never do. */
const AGE_OF_ENTRY: Readonly<Record<EntryKind, Age | null>> = {
  finding: 'findingsBeforeMs',
  score: 'findingsBeforeMs',
  substitution: 'findingsBeforeMs',
  qualityReport: 'findingsBeforeMs',
  reading: 'laboratoryBeforeMs',
  import: 'laboratoryBeforeMs',
  correction: 'laboratoryBeforeMs',
  calibration: 'equipmentBeforeMs',
  backup: 'actionsBeforeMs',
  restoreTest: 'actionsBeforeMs',
  restore: 'actionsBeforeMs',
  integrity: 'actionsBeforeMs',
  recovery: 'actionsBeforeMs',
  purge: 'actionsBeforeMs',
  dataSetting: null,
  checklist: null,
  round: 'laboratoryBeforeMs',
  attachment: 'laboratoryBeforeMs',
  calendarSetting: null,
  workOrder: 'equipmentBeforeMs',
  lock: 'equipmentBeforeMs',
  stockItem: null,
  stockMove: 'equipmentBeforeMs',
  cost: 'equipmentBeforeMs',
  alarm: 'actionsBeforeMs',
  alarmSetting: null,
  incident: 'laboratoryBeforeMs',
  user: null,
  accessSetting: null,
  report: 'laboratoryBeforeMs',
  reportSetting: null,
  siteSetting: null,
};

/** Small enough that a commit that has to wait for a slice waits a few milliseconds. */
const ROWS_PER_SLICE = 200;
const CHANGES_PER_SLICE = 500;
const ALARMS_PER_LOOK = 2_000;

interface AlarmRow {
  readonly seq: number;
  readonly code: string;
  readonly alarm: string | null;
  readonly occurrence: string | null;
}
/** Whoever shelves an alarm, takes it out of service or resets it answers for it: it is off the list, and seen. */
const SET_ASIDE = ['alarm.shelved', 'alarm.outOfService', 'alarm.reset'] as const;
const ENDS_ALARM: ReadonlySet<string> = new Set(['alarm.cleared', ...SET_ASIDE]);
const SEES_ALARM: ReadonlySet<string> = new Set(['alarm.acknowledged', ...SET_ASIDE]);

/**
 * Removes what is older than an order says, a few milliseconds at a time (`step`), each slice a
 * transaction of its own. A crash between slices leaves less to do the next time.
 *
 * Never removed: an `alarm.raised` that stands or that nobody has acknowledged, and the occurrence
 * that goes with it; an event named in `keep_event`; rows a receiver has not had (`receiver`: streams `event`,
 * `receipt`, `entry` by sequence; `sample`, `change`, `derived` by ms UTC); the newest change
 * before the limit, which holds on into the time that is kept; a receipt after one that stays, so that
 * the chain keeps no hole; settings; and all roll-ups. Freed pages are used again by new rows; the
 * file does not shrink.
 */
export class Purger {
  readonly #db: Db;
  readonly #days: PurgedDays;
  readonly #order: PurgeOrder;
  readonly #work: Generator<void, void>;
  readonly #counts = {
    samples: 0,
    changes: 0,
    derived: 0,
    events: 0,
    receipts: 0,
    entries: 0,
    audit: 0,
    held: 0,
  };

  constructor(db: Db, days: PurgedDays, order: PurgeOrder) {
    this.#db = db;
    this.#days = days;
    this.#order = order;
    this.#work = this.#all();
  }

  /** Does one slice. Returns whether more is due. Throws what SQLite throws. */
  step(): boolean {
    return this.#work.next().done !== true;
  }

  counts(): PurgeCounts {
    return { ...this.#counts };
  }

  *#all(): Generator<void, void> {
    yield* this.#samples();
    yield* this.#changes();
    yield* this.#derived();
    yield* this.#events();
    yield* this.#receipts();
    yield* this.#entries();
    yield* this.#audit();
  }

  /** Least of a limit in time and of how far every receiver of the stream has come. */
  #sentLimit(stream: string): number {
    const least = this.#db
      .prepare<[string], number | null>('SELECT min(sent_through) FROM receiver WHERE stream = ?')
      .pluck()
      .get(stream);
    return least ?? Number.POSITIVE_INFINITY;
  }

  *#samples(): Generator<void, void> {
    const before = this.#order.samplesBeforeMs;
    if (before === null) return;
    const limitDay = Math.floor(Math.min(before, this.#sentLimit('sample')) / DAY_MS);
    const first = this.#db
      .prepare<[], number>('SELECT key FROM sample ORDER BY key LIMIT 1')
      .pluck();
    const isOpen = this.#db
      .prepare<[number], number>('SELECT 1 FROM open_day WHERE day = ?')
      .pluck();
    const remove = this.#db.prepare('DELETE FROM sample WHERE key >= ? AND key < ?');
    for (let key = first.get(); key !== undefined; key = first.get()) {
      const day = Math.floor(key / DAY_KEY);
      if (day >= limitDay || isOpen.get(day) !== undefined) break;
      // Told before the first row goes: whoever reads from then on takes the roll-ups.
      this.#days.purgeBefore(day + 1);
      const tag = Math.floor(key / TAG_KEY) % TAG_KEY;
      this.#counts.samples += remove.run(key, sampleKey(day, tag + 1, 0)).changes;
      yield;
    }
    yield* this.#samplesAgain(limitDay * DAY_MS);
  }

  *#samplesAgain(beforeMs: number): Generator<void, void> {
    const last =
      this.#db.prepare<[], number | null>('SELECT max(seq) FROM sample_again').pluck().get() ?? 0;
    const first =
      this.#db.prepare<[], number | null>('SELECT min(seq) FROM sample_again').pluck().get() ?? 1;
    const remove = this.#db.prepare(
      'DELETE FROM sample_again WHERE seq >= ? AND seq < ? AND ts_ms < ?',
    );
    for (let seq = first; seq <= last; seq += CHANGES_PER_SLICE) {
      this.#counts.samples += remove.run(seq, seq + CHANGES_PER_SLICE, beforeMs).changes;
      yield;
    }
  }

  *#changes(): Generator<void, void> {
    const before = this.#order.samplesBeforeMs;
    if (before === null) return;
    const limitMs = Math.min(before, this.#sentLimit('change'));
    const holding = this.#db
      .prepare<[number, number], number | null>(
        'SELECT max(ts_ms) FROM change WHERE tag = ? AND ts_ms < ?',
      )
      .pluck();
    const remove = this.#db.prepare(
      `DELETE FROM change WHERE tag = ? AND ts_ms IN
         (SELECT ts_ms FROM change WHERE tag = ? AND ts_ms < ? ORDER BY ts_ms LIMIT ${CHANGES_PER_SLICE})`,
    );
    for (const tag of this.#tags('in_changes')) {
      const keptMs = holding.get(tag, limitMs) ?? null;
      for (let removed = -1; keptMs !== null && removed !== 0;) {
        removed = remove.run(tag, tag, keptMs).changes;
        this.#counts.changes += removed;
        yield;
      }
    }
  }

  *#derived(): Generator<void, void> {
    const before = this.#order.derivedBeforeMs;
    if (before === null) return;
    const limit = Math.floor(Math.min(before, this.#sentLimit('derived')) / MINUTE_MS);
    const remove = this.#db.prepare(
      `DELETE FROM derived WHERE tag = ? AND minute >= ? AND minute < ?`,
    );
    const first = this.#db
      .prepare<[number], number | null>('SELECT min(minute) FROM derived WHERE tag = ?')
      .pluck();
    for (const tag of this.#tags('in_grid')) {
      for (let minute = first.get(tag) ?? limit; minute < limit; minute = first.get(tag) ?? limit) {
        this.#counts.derived += remove.run(
          tag,
          minute,
          Math.min(limit, minute + CHANGES_PER_SLICE),
        ).changes;
        yield;
      }
    }
  }

  *#events(): Generator<void, void> {
    const { commandsBeforeMs, actionsBeforeMs } = this.#order;
    const newest = Math.max(commandsBeforeMs ?? -Infinity, actionsBeforeMs ?? -Infinity);
    if (newest === -Infinity) return;
    const standing = new Set<number>();
    yield* this.#standingAlarms(standing);
    const kept = this.#db
      .prepare<[number], number>('SELECT 1 FROM keep_event WHERE seq = ?')
      .pluck();
    const sent = this.#sentLimit('event');
    const read = this.#db.prepare<[number], { seq: number; kind: string; ts_ms: number }>(
      `SELECT seq, kind, ts_ms FROM event WHERE seq > ? ORDER BY seq LIMIT ${ROWS_PER_SLICE}`,
    );
    const remove = this.#db.prepare('DELETE FROM event WHERE seq = ?');
    for (let after = 0; ;) {
      const rows = read.all(after);
      after = rows.at(-1)?.seq ?? after;
      const old = rows.filter(({ kind, ts_ms }) => {
        const before = kind === 'command' ? commandsBeforeMs : actionsBeforeMs;
        return before !== null && ts_ms < before;
      });
      const free = old.filter(
        ({ seq }) => seq <= sent && !standing.has(seq) && kept.get(seq) === undefined,
      );
      this.#counts.held += old.length - free.length;
      this.#inOne(() => {
        for (const { seq } of free) this.#counts.events += remove.run(seq).changes;
      });
      // Events come in the order of time, but for a clock that was set: the first slice without an old one ends it.
      if (rows.length === 0 || rows.every(({ ts_ms }) => ts_ms >= newest)) return;
      yield;
    }
  }

  /**
   * Numbers of the events of an alarm, from its raising on, which nothing has cleared since or which
   * nobody has acknowledged. Alarms raised before there was acknowledging carry no occurrence; theirs end with the clearing.
   */
  *#standingAlarms(standing: Set<number>): Generator<void, void> {
    const read = this.#db.prepare<[number], AlarmRow>(
      `SELECT seq, code, json_extract(params, '$.alarm') AS alarm, json_extract(params, '$.occurrence') AS occurrence
       FROM event WHERE kind = 'alarm' AND seq > ? ORDER BY seq LIMIT ${ALARMS_PER_LOOK}`,
    );
    const raised = new Map<string, { seqs: number[]; isGone: boolean; isSeen: boolean }>();
    for (let after = 0; ;) {
      const rows = read.all(after);
      if (rows.length === 0) break;
      after = rows.at(-1)?.seq ?? after;
      for (const { seq, code, alarm, occurrence } of rows) {
        const id = alarm ?? '';
        if (code === 'alarm.raised') {
          const seqs = raised.get(id)?.seqs ?? [];
          seqs.push(seq);
          raised.set(id, { seqs, isGone: false, isSeen: occurrence === null });
          continue;
        }
        const known = raised.get(id);
        if (known === undefined) continue;
        // What became of it stays as long as it does: without its clearing it would seem to stand for ever.
        known.seqs.push(seq);
        if (ENDS_ALARM.has(code)) known.isGone = true;
        if (SEES_ALARM.has(code)) known.isSeen = true;
        if (known.isGone && known.isSeen) raised.delete(id);
      }
      yield;
    }
    for (const { seqs } of raised.values()) for (const seq of seqs) standing.add(seq);
  }

  *#receipts(): Generator<void, void> {
    const before = this.#order.commandsBeforeMs;
    if (before === null) return;
    const sent = this.#sentLimit('receipt');
    const read = this.#db.prepare<[], { seq: number; ts_ms: number }>(
      `SELECT seq, ts_ms FROM receipt ORDER BY seq LIMIT ${ROWS_PER_SLICE}`,
    );
    const remove = this.#db.prepare('DELETE FROM receipt WHERE seq <= ?');
    for (;;) {
      const rows = read.all();
      const stays = rows.findIndex(({ seq, ts_ms }) => ts_ms >= before || seq > sent);
      const end = rows[(stays === -1 ? rows.length : stays) - 1];
      if (stays !== -1 && (rows[stays]?.ts_ms ?? before) < before) this.#counts.held++;
      if (end === undefined) return;
      this.#counts.receipts += remove.run(end.seq).changes;
      if (stays !== -1) return;
      yield;
    }
  }

  *#entries(): Generator<void, void> {
    const sent = this.#sentLimit('entry');
    const read = this.#db.prepare<
      [number],
      {
        seq: number;
        kind: EntryKind;
        id: string;
        ts_ms: number;
        written_ms: number;
        is_open: number;
      }
    >(
      `SELECT seq, kind, id, ts_ms, written_ms,
              kind = 'alarm' AND json_extract(body, '$.closedMs') IS NULL AS is_open
       FROM entry WHERE latest = 1 AND seq > ?
       ORDER BY seq LIMIT ${ROWS_PER_SLICE}`,
    );
    const remove = this.#db.prepare('DELETE FROM entry WHERE kind = ? AND id = ?');
    for (let after = 0; ;) {
      const rows = read.all(after);
      if (rows.length === 0) return;
      after = rows.at(-1)?.seq ?? after;
      const old = rows.filter(({ kind, ts_ms, written_ms }) => {
        const age = AGE_OF_ENTRY[kind];
        const before = age === null ? null : this.#order[age];
        return before !== null && Math.max(ts_ms, written_ms) < before;
      });
      const free = old.filter(({ seq, is_open }) => seq <= sent && is_open === 0);
      this.#counts.held += old.length - free.length;
      this.#inOne(() => {
        for (const { kind, id } of free) this.#counts.entries += remove.run(kind, id).changes;
      });
      yield;
    }
  }

  /** Oldest first without a hole; where the chain then begins is noted, so that it can still be checked. */
  *#audit(): Generator<void, void> {
    const before = this.#order.actionsBeforeMs;
    if (before === null) return;
    const sent = this.#sentLimit('audit');
    const read = this.#db.prepare<[], { seq: number; ts_ms: number; hash: string }>(
      `SELECT seq, ts_ms, hash FROM audit ORDER BY seq LIMIT ${ROWS_PER_SLICE}`,
    );
    const remove = this.#db.prepare('DELETE FROM audit WHERE seq <= ?');
    const note = this.#db.prepare(
      `INSERT INTO meta (key, value) VALUES ('audit_anchor', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    for (;;) {
      const rows = read.all();
      const stays = rows.findIndex(({ seq, ts_ms }) => ts_ms >= before || seq > sent);
      const end = rows[(stays === -1 ? rows.length : stays) - 1];
      // A row that does not follow the anchor was tampered with: what proves it stays.
      if (end === undefined || (rows[0]?.seq ?? 0) !== readAuditEnds(this.#db).anchor.seq + 1)
        return;
      this.#inOne(() => {
        this.#counts.audit += remove.run(end.seq).changes;
        note.run(JSON.stringify({ seq: end.seq, hash: end.hash }));
      });
      if (stays !== -1) return;
      yield;
    }
  }

  #tags(column: 'in_grid' | 'in_changes'): number[] {
    return this.#db.prepare<[], number>(`SELECT id FROM tag WHERE ${column} = 1`).pluck().all();
  }

  #inOne(run: () => void): void {
    this.#db.transaction(run).immediate();
  }
}
