import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { createStream } from 'rotating-file-stream';
import type { Log, LogFields } from '#engine/ports/platform.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  /** Folder of the log files, made when absent. */
  readonly dir: string;
  readonly level: LogLevel;
  /** Also writes one readable line each to stderr. */
  readonly human: boolean;
  /** Size at which a file is closed and numbered, e.g. `10M`, and how many are kept. */
  readonly fileSize?: string;
  readonly files?: number;
}

export interface LogHandle {
  readonly log: Log;
  /** Waits until every line is in the file. */
  close(): Promise<void>;
}

function wrap(logger: Logger, human: LogLevel | null): Log {
  const write = (level: LogLevel, fields: LogFields, message: string): void => {
    logger[level](fields, message);
    if (human !== null && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(human)) {
      const detail = Object.entries(fields)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(' ');
      process.stderr.write(
        `${new Date().toISOString()} ${level} ${message}${detail === '' ? '' : `  ${detail}`}\n`,
      );
    }
  };
  return {
    debug: (fields, message) => write('debug', fields, message),
    info: (fields, message) => write('info', fields, message),
    warn: (fields, message) => write('warn', fields, message),
    error: (fields, message) => write('error', fields, message),
    child: (fields) => wrap(logger.child({ ...fields }), human),
  };
}

/**
 * Structured log: one JSON object per line in `engine.log`, closed and numbered by
 * size, old files deleted. A log that cannot be written never stops the engine.
 */
export function openLog(options: LogOptions): LogHandle {
  mkdirSync(options.dir, { recursive: true });
  const numbered = (time: number | Date | null, index?: number): string =>
    time === null ? 'engine.log' : `engine.${String(index ?? 1)}.log`;
  const stream = createStream(numbered, {
    path: options.dir,
    size: (options.fileSize ?? '10M') as `${number}M`,
    rotate: options.files ?? 8,
  });
  stream.on('error', () => undefined);
  stream.on('warning', () => undefined);
  const logger = pino(
    { level: options.level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  );
  return {
    log: wrap(logger, options.human ? options.level : null),
    close: () =>
      new Promise((resolve) => {
        stream.end(() => resolve());
      }),
  };
}

/** A log that keeps nothing, for simulated runs. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
