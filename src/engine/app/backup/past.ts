import type { Entry } from '#core/records/entry.ts';
import { backupKind } from '#contract/backup.ts';
import type { BackupStatus } from '#contract/backup.ts';
import type { BackupKind } from '#engine/ports/backup.ts';

/** What the records tell about backups of the past. */
export interface Past {
  readonly restoreTest: BackupStatus['restoreTest'];
  readonly testedDirs: ReadonlyMap<string, boolean>;
  readonly lastExternal: BackupStatus['lastExternal'];
  readonly failed: BackupStatus['failed'];
  /** Good ones by kind and time, also those that lie on a drive which is not plugged in. */
  readonly made: readonly { readonly kind: BackupKind; readonly takenMs: number }[];
}

export const NO_PAST: Past = {
  restoreTest: null,
  testedDirs: new Map(),
  lastExternal: null,
  failed: null,
  made: [],
};

/** Adds what one entry tells, oldest first. */
export function addToPast(
  past: Past,
  { kind, body, tsMs }: Pick<Entry, 'kind' | 'body' | 'tsMs'>,
): Past {
  const ofKind = backupKind.safeParse(body['kind']);
  const dir = typeof body['dir'] === 'string' ? body['dir'] : '';
  const fault =
    typeof body['fault'] === 'object' && body['fault'] !== null
      ? (body['fault'] as {
          code: string;
          message: string;
          params: Record<string, string | number | boolean | null>;
        })
      : null;
  if (kind === 'restoreTest') {
    const isOk = body['result'] === 'ok';
    const number = (key: string): number => (typeof body[key] === 'number' ? body[key] : 0);
    return {
      ...past,
      restoreTest: {
        atMs: tsMs,
        dir,
        ok: isOk,
        opened: body['opened'] === true,
        tookMs: number('tookMs'),
        rows: number('rows'),
        fault,
      },
      testedDirs: new Map([...past.testedDirs, [dir, isOk]]),
    };
  }
  if (kind !== 'backup' || !ofKind.success) return past;
  if (body['result'] === 'failed')
    return {
      ...past,
      failed: {
        atMs: tsMs,
        kind: ofKind.data,
        fault: fault ?? { code: 'io', message: '', params: {} },
      },
    };
  if (body['result'] !== 'ok') return past;
  return {
    ...past,
    failed: past.failed !== null && past.failed.atMs <= tsMs ? null : past.failed,
    lastExternal: ofKind.data === 'monthly' ? { dir, takenMs: tsMs } : past.lastExternal,
    made: [...past.made, { kind: ofKind.data, takenMs: tsMs }],
  };
}
