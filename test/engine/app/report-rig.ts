import path from 'node:path';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { QualityService } from '#engine/app/quality/quality-service.ts';
import { AnalysisService } from '#engine/app/analysis/analysis-service.ts';
import { createReports, screenAnswers } from '#engine/app/reports/index.ts';
import type { ReportService } from '#engine/app/reports/index.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { WhatIfService } from '#engine/app/what-if-service.ts';
import { createAnalyst, openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { systemClock } from '#engine/platform/system-clock.ts';
import type { Historian, ScanRecord, StoredSample } from '#engine/ports/historian.ts';

export const must = <T>(outcome: Result<T, { readonly message: string }>): T => {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
};

/** The report service on a real history, with the parts its figures come from. */
export interface ReportRig {
  readonly historian: Historian;
  readonly questions: AnalysisService;
  /** A service as a start of the engine makes it. */
  open(): ReportService;
  commit(part: Partial<ScanRecord>): Promise<void>;
  close(): Promise<void>;
}

/** One value a minute. */
export const eachMinute = (
  tag: string,
  fromMs: number,
  minutes: number,
  value: (minute: number) => number,
): StoredSample[] =>
  Array.from({ length: minutes }, (_, i) => ({
    tag,
    value: value(i),
    quality: 'good',
    provenance: 'measured',
    tsMs: fromMs + i * 60_000,
  }));

export async function reportRig({
  profile,
  dataDir,
  nowMs,
  quality = { comparisons: () => ({ ok: true, value: [] }) },
}: {
  readonly profile: PlantProfile;
  readonly dataDir: string;
  readonly nowMs: () => number;
  readonly quality?: Pick<QualityService, 'comparisons'>;
}): Promise<ReportRig> {
  const clock: Clock = { ...systemClock, wallMs: nowMs };
  const historian = must(await openHistorian({ dataDir, log: silentLog }));
  const analyst = createAnalyst({ dataDir, log: silentLog });
  const questions = new AnalysisService({ profile, historian, analyst });
  const engine = { profile } as unknown as ConstructorParameters<typeof WhatIfService>[0]['engine'];
  let last: ReportService | null = null;
  return {
    historian,
    questions,
    open() {
      const store = new StoreQueue({
        historian,
        clock,
        log: silentLog,
        onCommitted: () => undefined,
      });
      const whatIf = new WhatIfService({
        engine,
        clock,
        log: silentLog,
        profileDir: '',
        dataDir: path.join(dataDir),
      });
      last = createReports(
        { profile, historian, store },
        { questions, clock, log: silentLog, dataDir, answers: screenAnswers(quality, whatIf) },
      );
      return last;
    },
    async commit(part) {
      must(
        await historian.commit({
          grid: [],
          changes: [],
          events: [],
          receipts: [],
          state: {},
          ...part,
        }),
      );
    },
    async close() {
      await last?.stop();
      await analyst.close();
      await historian.close();
    },
  };
}
