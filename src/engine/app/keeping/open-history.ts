import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { EventRecord } from '#contract/records.ts';
import { GENESIS_HASH, openHistorian, peekJournal } from '#engine/historian/index.ts';
import type { DataDirLock } from '#engine/historian/lock.ts';
import type { HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { RecoverySource } from '#engine/ports/recovery.ts';
import { ReopeningHistorian } from '../reopening-historian.ts';

export interface HistoryOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly lock: DataDirLock;
  readonly clock: Clock;
  readonly recovery: RecoverySource;
}

/** What the engine starts with while the history is still being brought back. */
export interface Interim {
  readonly state: Readonly<Record<string, string>>;
  /** Newest receipt; null when nothing tells: no command is taken until the history is back. */
  readonly lastReceiptHash: string | null;
}

export interface OpenHistory {
  readonly historian: ReopeningHistorian;
  readonly interim: Interim | null;
  /** Calls with each event that recovering wrote, also those from before the call. */
  onEvent(listener: (event: EventRecord) => void): void;
  /** Calls when part of the journal went for its size although no backup covers it. */
  onJournalCut(listener: () => void): void;
  /** Calls when the history is there again after it was gone, also when that was before the call. */
  onBack(listener: () => void): void;
}

/**
 * Opens the history. When it is damaged, gone or far behind its journal, bringing it back may take
 * minutes: then this answers at once with what the journal alone tells, and the engine polls and
 * controls meanwhile.
 */
export async function openHistory(
  options: HistoryOptions,
): Promise<Result<OpenHistory, HistorianFault>> {
  const { dataDir, log, lock, clock, recovery } = options;
  const events: EventRecord[] = [];
  let eventListener: ((event: EventRecord) => void) | null = null;
  let backListener: (() => void) | null = null;
  let wasBack = false;
  let cutListener: () => void = () => undefined;
  let tellSlow: () => void = () => undefined;
  const slow = new Promise<null>((resolve) => {
    tellSlow = () => resolve(null);
  });
  const open = (suspect?: string) =>
    openHistorian({
      dataDir,
      log,
      lock,
      recovery,
      ...(suspect === undefined ? {} : { suspect }),
      onLongOpening: () => tellSlow(),
      onRecovered: (_report, event) => {
        if (eventListener === null) events.push(event);
        else eventListener(event);
      },
      onJournalCut: (cut) => {
        log.warn({ ...cut }, 'journal cut for its size, no backup covers it');
        cutListener();
      },
    });
  const opening = open();
  const soon = await Promise.race([opening, slow]);
  if (soon !== null && !soon.ok) return err(soon.error);
  const historian = new ReopeningHistorian({
    first: soon === null ? opening : soon.value,
    open,
    clock,
    log,
    onBack: () => {
      wasBack = true;
      backListener?.();
    },
  });
  // Only now: every start would wait for it, the longer the more the journal holds.
  const view = soon === null ? peekJournal(dataDir) : null;
  const interim =
    soon === null
      ? {
          state: view?.state ?? {},
          lastReceiptHash: view === null ? null : (view.lastReceiptHash ?? GENESIS_HASH),
        }
      : null;
  if (interim !== null) log.warn({}, 'starting while the history is being brought back');
  return ok({
    historian,
    interim,
    onEvent(listener) {
      eventListener = listener;
      events.splice(0).forEach(listener);
    },
    onJournalCut(listener) {
      cutListener = listener;
    },
    onBack(listener) {
      backListener = listener;
      if (wasBack) listener();
    },
  });
}
