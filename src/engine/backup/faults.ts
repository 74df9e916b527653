import type { BackupFault } from '../ports/backup.ts';

/** A fault with its words for the log. */
export const backupFault = (
  code: BackupFault['code'],
  message: string,
  params: BackupFault['params'] = {},
): BackupFault => ({ code, message, params });

/** Carries a fault out of deep work to the one place that turns it into a result. */
export class BackupStop extends Error {
  readonly fault: BackupFault;
  constructor(fault: BackupFault) {
    super(fault.message);
    this.fault = fault;
  }
}

export const stop = (
  code: BackupFault['code'],
  message: string,
  params: BackupFault['params'] = {},
): BackupStop => new BackupStop(backupFault(code, message, params));

const SYSTEM_CODES: Readonly<Record<string, BackupFault['code']>> = {
  ENOSPC: 'noSpace',
  EDQUOT: 'noSpace',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  EFBIG: 'tooLarge',
  ENOENT: 'noFolder',
  ENOTDIR: 'noFolder',
  SQLITE_FULL: 'noSpace',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
};

/** What went wrong, as a fault of backup or restore; `where` is the file or folder it was about. */
export function faultOf(error: unknown, where: string): BackupFault {
  if (error instanceof BackupStop) return error.fault;
  const system = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  return backupFault(SYSTEM_CODES[system] ?? 'io', `${where}: ${words}`, {
    path: where,
    detail: words,
  });
}
