import type { Database } from 'better-sqlite3';

/** One step of the file format. A released migration is never edited; a change is a new one. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What takes more than SQL, in the same transaction. */
  readonly after?: (db: Database) => void;
}
