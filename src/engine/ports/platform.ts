/** Structured log: message plus fields, never string-built. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}
export type LogFields = Readonly<Record<string, unknown>>;
