/** One step of the file format. A released migration is never edited; a change is a new one. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
