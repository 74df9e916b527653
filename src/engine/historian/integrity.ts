import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReceiptRecord } from '#contract/records.ts';
import type { CheckAnswer, CheckCursor } from '../ports/recovery.ts';
import type { Db } from './database.ts';
import { faultOf } from './faults.ts';
import { walkSegment } from './journal/record.ts';
import { JOURNAL_DIR, listSegments } from './journal/segments.ts';
import { verifyReceiptChain } from './receipt-chain.ts';
import { DAY_KEY, TAG_KEY, sampleKey } from './tags.ts';

/** The minutes are looked at day by day, for they are nearly all of the file. */
const BIG_TABLE = 'sample';
const RECEIPTS_PER_SLICE = 500;
/** Share of the whole that each stage has in the progress. */
const BEGINS_AT = { tables: 0, days: 0.1, receipts: 0.95, journal: 0.98 } as const;

/**
 * One slice of the check of the whole file, to be asked for again from the cursor it answers:
 * every table's structure, every finished day's minutes against the roll-ups made of them, the
 * chain of receipts, the CRC of every journal record. Each slice is a read of its own, of at most a
 * second on a long history, so that the write-ahead log is folded in between as always.
 */
export function checkSlice(db: Db, cursor: CheckCursor | null, dbPath: string): CheckAnswer {
  const { stage, at } = cursor ?? { stage: 'tables' as const, at: 0 };
  try {
    if (stage === 'tables') return checkTable(db, at);
    if (stage === 'days') return checkDay(db, at);
    return stage === 'receipts' ? checkReceipts(db, at) : checkJournal(dbPath, at);
  } catch (error) {
    const found = faultOf(error, dbPath);
    if (found.kind !== 'corrupt') throw error;
    return {
      cursor: null,
      progress: 1,
      rows: 0,
      damage: [`${stage} ${at}: ${found.message}`],
      findings: [],
    };
  }
}

function checkTable(db: Db, at: number): CheckAnswer {
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '${BIG_TABLE}' ORDER BY name`,
    )
    .pluck()
    .all();
  const table = tables[at];
  const done = at + 1 >= tables.length;
  const answer =
    table === undefined ? 'ok' : String(db.pragma(`quick_check(${table})`, { simple: true }));
  return {
    cursor: done ? { stage: 'days', at: 0 } : { stage: 'tables', at: at + 1 },
    progress: BEGINS_AT.days * ((at + 1) / tables.length),
    rows: 0,
    damage: answer === 'ok' ? [] : [`${String(table)}: ${answer}`],
    findings: [],
  };
}

type HourFigures = readonly (number | null)[];
const FIGURES = 'hour, samples, usable, min, max, sum, worst';
const usable = 'CASE WHEN grade & 15 <= 1 THEN value END';

function checkDay(db: Db, from: number): CheckAnswer {
  const key = db
    .prepare<[number], number>('SELECT key FROM sample WHERE key >= ? ORDER BY key LIMIT 1')
    .pluck()
    .get(from * DAY_KEY);
  if (key === undefined)
    return {
      cursor: { stage: 'receipts', at: 0 },
      progress: BEGINS_AT.receipts,
      rows: 0,
      damage: [],
      findings: [],
    };
  const day = Math.floor(key / DAY_KEY);
  // A day on its way out has lost part of its minutes, a day on its way in has not all of them yet.
  const purgedBefore = Number(
    db.prepare("SELECT value FROM meta WHERE key = 'purged_before_day'").pluck().get() ?? -1,
  );
  const isOpen =
    db.prepare<[number], number>('SELECT 1 FROM open_day WHERE day = ?').pluck().get(day) === 1;
  const counts = day < purgedBefore || isOpen ? { rows: 0, wrong: [] } : compareDay(db, day);
  const last = db.prepare<[], number>('SELECT max(key) FROM sample').pluck().get() ?? key;
  const first = db.prepare<[], number>('SELECT min(key) FROM sample').pluck().get() ?? key;
  const share = last === first ? 1 : (key - first) / (last - first);
  return {
    cursor: { stage: 'days', at: day + 1 },
    progress: BEGINS_AT.days + (BEGINS_AT.receipts - BEGINS_AT.days) * share,
    rows: counts.rows,
    damage: [],
    findings: counts.wrong.map(
      (tag) => `${dayText(day)} ${tag}: the minutes are not those its hours were made of`,
    ),
  };
}

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Tags whose minutes of a day do not give the stored hours again, bit for bit. */
function compareDay(db: Db, day: number): { rows: number; wrong: string[] } {
  const made = db
    .prepare<[number, number, number], HourFigures>(
      `SELECT ? + key % ${TAG_KEY} / 60 AS hour, count(*), count(${usable}), min(${usable}), max(${usable}), sum(${usable}), max(grade & 15)
     FROM sample WHERE key >= ? AND key < ? GROUP BY hour`,
    )
    .raw();
  const stored = db
    .prepare<[number, number, number], HourFigures>(
      `SELECT ${FIGURES} FROM rollup_hour WHERE tag = ? AND hour >= ? AND hour < ? ORDER BY hour`,
    )
    .raw();
  let rows = 0;
  const wrong: string[] = [];
  for (const { id, name } of db
    .prepare<[], { id: number; name: string }>('SELECT id, name FROM tag WHERE in_grid = 1')
    .all()) {
    const hours = made.all(day * 24, sampleKey(day, id, 0), sampleKey(day, id + 1, 0));
    for (const hour of hours) rows += hour[1] ?? 0;
    const kept = stored.all(id, day * 24, day * 24 + 24);
    const same =
      hours.length === kept.length &&
      hours.every((hour, i) =>
        hour.every((figure, column) => Object.is(figure, kept[i]?.[column])),
      );
    if (!same) wrong.push(name);
  }
  return { rows, wrong };
}

function checkReceipts(db: Db, after: number): CheckAnswer {
  const rows = db
    .prepare<[number], { seq: number; body: string }>(
      // With the one before the slice, whose hash the first one names.
      `SELECT seq, body FROM receipt WHERE seq >= coalesce((SELECT max(seq) FROM receipt WHERE seq <= ?), 0)
       ORDER BY seq LIMIT ${RECEIPTS_PER_SLICE}`,
    )
    .all(after);
  const broken = verifyReceiptChain(rows.map(({ body }) => JSON.parse(body) as ReceiptRecord));
  const last = rows.at(-1)?.seq ?? after;
  const done = last === after || rows.length < RECEIPTS_PER_SLICE;
  return {
    cursor: done ? { stage: 'journal', at: 0 } : { stage: 'receipts', at: last },
    progress: BEGINS_AT.receipts,
    rows: rows.length,
    damage: [],
    findings:
      broken === null
        ? []
        : [
            `receipt ${broken.requestId}: ${broken.reason === 'changed' ? 'its content was changed' : 'the one before it is missing'}`,
          ],
  };
}

function checkJournal(dbPath: string, at: number): CheckAnswer {
  const segments = listSegments(join(dirname(dbPath), JOURNAL_DIR));
  const segment = segments.at(at);
  let rows = 0;
  const findings: string[] = [];
  if (segment !== undefined) {
    const walked = walkSegment(readFileSync(segment.path), () => {
      rows++;
    });
    const name = segment.path.slice(dirname(segment.path).length + 1);
    if (walked.damagedPlaces > 0)
      findings.push(`${name}: ${walked.damagedPlaces} places are damaged`);
    // The newest is being written: its end may be on its way.
    if (walked.tornTail && at < segments.length - 1)
      findings.push(`${name}: it ends in the middle of a record`);
  }
  return {
    cursor: at + 1 < segments.length ? { stage: 'journal', at: at + 1 } : null,
    progress: at + 1 < segments.length ? BEGINS_AT.journal : 1,
    rows,
    damage: [],
    findings,
  };
}
