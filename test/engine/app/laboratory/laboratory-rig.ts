import { afterEach } from 'vitest';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { readingDraftSchema } from '#core/laboratory/reading.ts';
import type { ReadingDraft } from '#core/laboratory/reading.ts';
import { ImportService } from '#engine/app/laboratory/import-service.ts';
import { LaboratoryService } from '#engine/app/laboratory/laboratory-service.ts';
import type { ComparisonChange } from '#engine/app/laboratory/laboratory-service.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import type { Historian, StoredSample } from '#engine/ports/historian.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';

export const profile = geumgang();
/** The beginning of an hour a while ago, so that every window around it is past. */
export const HOUR_MS = Math.floor((Date.now() - 5 * 86_400_000) / 3_600_000) * 3_600_000;

export interface LaboratoryRig {
  readonly historian: Historian;
  readonly readings: LaboratoryService;
  readonly imports: ImportService;
  readonly changes: ComparisonChange[];
  readonly disk: { broken: boolean };
  /** Everything anew on the same history, as after a restart of the engine. */
  restarted(): Promise<LaboratoryRig>;
  minutes(tag: string, fromMs: number, values: readonly number[]): Promise<void>;
}

/** The laboratory on a real history, with a disk that can be made to refuse. */
export function laboratoryRigs(): (dataDir: string) => Promise<LaboratoryRig> {
  const open: { imports: ImportService; historian: Historian; store: StoreQueue }[] = [];
  afterEach(async () => {
    for (const { imports, historian, store } of open.splice(0)) {
      imports.stop();
      await store.flush(2000);
      await historian.close();
    }
  });
  const make = async (dataDir: string): Promise<LaboratoryRig> => {
    const opened = await openHistorian({ dataDir, log: silentLog });
    if (!opened.ok) throw new Error(opened.error.message);
    const historian = opened.value;
    const disk = { broken: false };
    const commit: Historian['commit'] = (scan) =>
      disk.broken ? Promise.resolve(err({ kind: 'diskFull', message: 'no space left' })) : historian.commit(scan);
    const store = new StoreQueue({ historian: { ...historian, commit }, clock: systemClock, log: silentLog, onCommitted: () => undefined });
    const readings = new LaboratoryService({ profile, historian, store, clock: systemClock, log: silentLog, live: () => null });
    const imports = new ImportService({ laboratory: readings, historian, clock: systemClock, log: silentLog });
    const changes: ComparisonChange[] = [];
    readings.onComparison((change) => changes.push(change));
    const entry = { imports, historian, store };
    open.push(entry);
    return {
      historian, readings, imports, changes, disk,
      async restarted() {
        open.splice(open.indexOf(entry), 1);
        imports.stop();
        await store.flush(2000);
        await historian.close();
        return make(dataDir);
      },
      async minutes(tag, fromMs, values) {
        const grid = values.map((value, i): StoredSample => ({ tag, value, quality: 'good', provenance: 'measured', tsMs: fromMs + i * 60_000 }));
        must(await historian.commit({ grid, changes: [], events: [], receipts: [], state: {} }));
      },
    };
  };
  return make;
}

export function must<T>(outcome: Result<T, { readonly message: string }>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

/** Why something was not done, by its message. */
export const refusal = (outcome: Result<unknown, { readonly messageCode: string | null }>): string | null =>
  outcome.ok ? 'done' : outcome.error.messageCode;

export const draft = (part: Partial<ReadingDraft> = {}): ReadingDraft =>
  readingDraftSchema.parse({
    id: 'reading-0001', item: 'TN', point: 'effluent', tag: 'AIT-603.pv', sampledMs: HOUR_MS, value: 11, qualifier: 'exact', unit: 'mg/L', how: 'laboratory',
    method: 'ES 04363.1b', person: 'Kim', laboratory: 'Hanbat', quantificationLimit: null, uncertainty: null, note: '', ...part,
  });
