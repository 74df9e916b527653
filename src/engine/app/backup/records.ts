import type { EntryBody, EntryKind, NewEntry } from '#core/records/entry.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { Params } from '#core/control/record.ts';
import type { BackupFault } from '#engine/ports/backup.ts';
import type { NewEvent, ScanRecord } from '#engine/ports/historian.ts';

/** What backup and restore leave in the history: an entry with who, when and result, and an event. */
export interface Told {
  readonly kind: EntryKind;
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly body: EntryBody;
  /** Null when nobody needs to be told. */
  readonly event: {
    readonly code: EventCode;
    readonly priority: number;
    readonly params: Params;
  } | null;
}

/** The scan record that brings them to disk. */
export function recordOf({ kind, id, atMs, actor, body, event }: Told): ScanRecord {
  const entry: NewEntry = { kind, id, tsMs: atMs, tag: null, actor, writtenMs: atMs, body };
  const events: NewEvent[] =
    event === null
      ? []
      : [
          {
            tsMs: atMs,
            kind: event.code === 'backup.settings' ? 'setting' : 'system',
            priority: event.priority,
            code: event.code,
            subject: null,
            params: { ...event.params },
            actor,
          },
        ];
  return { grid: [], changes: [], receipts: [], state: {}, events, entries: [entry] };
}

/** A fault as an entry keeps it. */
export const faultBody = (fault: BackupFault): EntryBody => ({
  code: fault.code,
  message: fault.message,
  params: { ...fault.params },
});

/** A fault as params of an event; the window puts it in words. */
export const faultParams = (fault: BackupFault): Params => ({
  ...fault.params,
  backupFault: fault.code,
});
