import path from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { connectionSchema } from '#contract/connection.ts';
import type { Connection } from '#contract/connection.ts';
import { LOG_LEVELS } from '#engine/platform/log.ts';
import type { LogLevel } from '#engine/platform/log.ts';
import { defaultDataDir, defaultSocket } from '#engine/platform/paths.ts';
import { applicationRoot } from './texts.ts';

const DEFAULT_PROFILE = 'geumgang-mbr';

export interface EngineArguments {
  readonly profileDir: string;
  readonly dataDir: string;
  readonly socket: string;
  /** Overrides the stored connection for this run; null = the stored one. */
  readonly connection: Connection | null;
  readonly logLevel: LogLevel;
}

export const defaultProfileDir = (): string =>
  path.join(applicationRoot(), 'resources', 'profiles', DEFAULT_PROFILE);

/** A connection as JSON, e.g. `{"kind":"tcp","host":"192.168.0.10"}`, or the error naming field, value and rule. */
function parseConnection(text: string): Result<Connection, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(
      `--connection is not JSON: ${text.slice(0, 80)}; give e.g. '{"kind":"tcp","host":"192.168.0.10","port":502}'`,
    );
  }
  const parsed = connectionSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return err(
    parsed.error.issues
      .map((issue) => `--connection ${issue.path.join('.') || '(whole)'}: ${issue.message}`)
      .join('; '),
  );
}

/** Command line of the engine; the error is one English sentence per problem. */
export function parseEngineArguments(argv: readonly string[]): Result<EngineArguments, string> {
  let values: Partial<
    Record<'profile' | 'data-dir' | 'socket' | 'connection' | 'log-level', string>
  >;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        profile: { type: 'string' },
        'data-dir': { type: 'string' },
        socket: { type: 'string' },
        connection: { type: 'string' },
        'log-level': { type: 'string' },
      },
    }));
  } catch (error) {
    return err(
      `${error instanceof Error ? error.message : String(error)}. Known: --profile DIR --data-dir DIR --socket PATH --connection JSON --log-level ${LOG_LEVELS.join('|')}`,
    );
  }
  const level = values['log-level'] ?? 'info';
  const logLevel = LOG_LEVELS.find((each) => each === level);
  if (logLevel === undefined)
    return err(`--log-level is ${level}; give one of ${LOG_LEVELS.join(', ')}`);
  const connection =
    values.connection === undefined ? ok(null) : parseConnection(values.connection);
  if (!connection.ok) return err(connection.error);
  const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir());
  return ok({
    profileDir: path.resolve(values.profile ?? defaultProfileDir()),
    dataDir,
    socket: values.socket ?? defaultSocket(dataDir),
    connection: connection.value,
    logLevel,
  });
}
