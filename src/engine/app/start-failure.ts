import type { ProfileIssue } from '#core/plant/profile.ts';
import type { HistorianFault } from '#engine/ports/historian.ts';
import { failureText } from './texts.ts';
import type { FailureCode } from './texts.ts';

/** Why the engine did not start, for the technician and for whoever started the process. */
export interface StartFailure {
  readonly code: FailureCode;
  /** Korean line, English line, then one line per detail. */
  readonly text: string;
  readonly exitCode: number;
}

const EXIT_CODES: Readonly<Record<FailureCode, number>> = {
  usage: 2,
  profile: 3,
  locked: 4,
  newerVersion: 5,
  readOnly: 6,
  diskFull: 7,
  corrupt: 8,
  io: 9,
  socket: 10,
  connection: 2,
};

export const startFailure = (
  code: FailureCode,
  params: Readonly<Record<string, string | number>>,
  details: readonly string[] = [],
): StartFailure => ({
  code,
  text: [failureText(code, params), ...details].join('\n'),
  exitCode: EXIT_CODES[code],
});

/** Every problem of a profile, one line each: file, path, value, rule. */
export const profileFailure = (dir: string, issues: readonly ProfileIssue[]): StartFailure =>
  startFailure(
    'profile',
    { path: dir, count: issues.length },
    issues.map(({ file, path, value, rule }) => `  ${file} ${path}: ${value} - ${rule}`),
  );

export function historianFailure(dataDir: string, fault: HistorianFault): StartFailure {
  const code = fault.kind === 'closed' || fault.kind === 'badQuery' ? 'io' : fault.kind;
  return startFailure(code, { path: dataDir, detail: fault.message });
}

/** A folder or file of the data folder that the system would not let us make. */
export function folderFailure(dataDir: string, error: unknown): StartFailure {
  const system = error instanceof Error && 'code' in error ? String(error.code) : '';
  const code =
    system === 'ENOSPC' || system === 'EDQUOT'
      ? 'diskFull'
      : system === 'EROFS' || system === 'EACCES' || system === 'EPERM'
        ? 'readOnly'
        : 'io';
  return startFailure(code, {
    path: dataDir,
    detail: error instanceof Error ? error.message : String(error),
  });
}
