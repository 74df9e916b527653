import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import { RenderThread } from '#engine/report/render-thread.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { AnalysisService } from '../analysis/analysis-service.ts';
import { actorOf } from '../command-path.ts';
import type { Engine } from '../engine.ts';
import type { Answers } from './ai-sources.ts';
import { ReportGatherer } from './gather.ts';
import type { QualityService } from '../quality/quality-service.ts';
import type { WhatIfService } from '../what-if-service.ts';
import { ReportBook } from './report-book.ts';
import { ReportService } from './report-service.ts';

/** The reports of a running engine; `start` begins what is made by itself. */
export function createReports(
  engine: Pick<Engine, 'profile' | 'historian' | 'store'>,
  parts: {
    readonly questions: AnalysisService;
    readonly clock: Clock;
    readonly log: Log;
    readonly dataDir: string;
    readonly answers: Answers;
  },
): ReportService {
  const { questions, clock, log, dataDir, answers } = parts;
  const { profile, historian, store } = engine;
  let asked = 0;
  return new ReportService({
    profile,
    dataDir,
    clock,
    log,
    book: new ReportBook(historian, store),
    gatherer: new ReportGatherer({
      profile,
      historian,
      ...answers,
      ask: (question) => questions.ask(`report-${String(++asked)}`, question),
    }),
    thread: new RenderThread(clock, log),
  });
}

/** Answers the calls of the contract that belong to reports. */
export const reportsHandlers = (
  reports: ReportService,
): Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>> => ({
  'reports.list': ({ kind, beforeSeq, limit }) => reports.list(kind, beforeSeq, limit),
  'reports.document': ({ id, language }) => reports.document(id, language),
  'reports.file': ({ id, language, format }) => reports.file(id, language, format),
  'reports.notice': ({ incident, language }) => reports.notice(incident, language),
  'reports.settings': () => reports.settings(),
  'reports.make': async ({ who, ...ask }) => reports.make(ask, actorOf(who)),
  'reports.configure': ({ settings, who }) => reports.configure(settings, actorOf(who)),
});

/** What the screens are told of sensors and rehearsals, for the report on the AI. */
export const screenAnswers = (
  quality: Pick<QualityService, 'comparisons'>,
  whatIf: Pick<WhatIfService, 'status' | 'result'>,
): Answers => ({
  comparisons: (tag, span) => {
    const answer = quality.comparisons({ tag, ...span });
    return answer.ok ? answer.value : [];
  },
  rehearsals: () => whatIf.status(),
  rehearsal: (id) => {
    const answer = whatIf.result(id);
    return answer.ok ? answer.value.result : null;
  },
});

export type { ReportService };
