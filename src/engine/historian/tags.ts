import type { Db } from './database.ts';

/** Tags the decimal sample key has room for (TTTT of DDDDD TTTT MMMM). */
const MAX_TAGS = 9_999;

export interface TagEntry {
  readonly id: number;
  readonly name: string;
  inGrid: boolean;
  inChanges: boolean;
}

export const DAY_KEY = 100_000_000;
export const TAG_KEY = 10_000;
export const MINUTES_PER_DAY = 1_440;
/** Key of a minute in `sample`: DDDDD TTTT MMMM in decimal. */
export const sampleKey = (day: number, tag: number, minuteOfDay: number): number => day * DAY_KEY + tag * TAG_KEY + minuteOfDay;

/** The small numbers of the tags, kept in memory by the writer and given out as new tags appear. */
export class TagBook {
  readonly #db: Db;
  readonly #byName = new Map<string, TagEntry>();

  constructor(db: Db) {
    this.#db = db;
    this.reload();
  }

  /** Forgets what a rolled-back transaction may have added. */
  reload(): void {
    this.#byName.clear();
    for (const entry of readTags(this.#db)) this.#byName.set(entry.name, entry);
  }

  /** Number of a tag for grid or change rows; writes it down the first time. */
  numberFor(name: string, use: 'grid' | 'changes'): number {
    const entry = this.#byName.get(name) ?? this.#add(name);
    const known = use === 'grid' ? entry.inGrid : entry.inChanges;
    if (!known) {
      const column = use === 'grid' ? 'in_grid' : 'in_changes';
      this.#db.prepare(`UPDATE tag SET ${column} = 1 WHERE id = ?`).run(entry.id);
      if (use === 'grid') entry.inGrid = true;
      else entry.inChanges = true;
    }
    return entry.id;
  }

  entries(): TagEntry[] {
    return [...this.#byName.values()].sort((a, b) => a.id - b.id);
  }

  #add(name: string): TagEntry {
    const id = Number(this.#db.prepare('INSERT INTO tag (name) VALUES (?)').run(name).lastInsertRowid);
    if (id > MAX_TAGS) throw new Error(`tag ${name} would be number ${id}; the historian has room for ${MAX_TAGS}`);
    const entry: TagEntry = { id, name, inGrid: false, inChanges: false };
    this.#byName.set(name, entry);
    return entry;
  }
}

interface TagRow {
  readonly id: number;
  readonly name: string;
  readonly in_grid: number;
  readonly in_changes: number;
}

/** Every tag that was ever stored. */
export function readTags(db: Db): TagEntry[] {
  const rows = db.prepare<[], TagRow>('SELECT id, name, in_grid, in_changes FROM tag ORDER BY id').all();
  return rows.map((row) => ({ id: row.id, name: row.name, inGrid: row.in_grid === 1, inChanges: row.in_changes === 1 }));
}
