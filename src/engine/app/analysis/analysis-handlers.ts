import { ok } from '#core/result.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { AnalysisService } from './analysis-service.ts';
import type { ExportService } from './export-service.ts';

/** Long questions and export files, as the engine offers them. */
export interface Analysis {
  readonly questions: AnalysisService;
  readonly exports: ExportService;
}

/** Answers the calls of the contract that belong to it. */
export const analysisHandlers = ({
  questions,
  exports,
}: Analysis): Pick<Handlers, Extract<keyof Handlers, `analysis.${string}`>> => ({
  'analysis.extent': () => questions.extent(),
  'analysis.ask': ({ id, question }) => questions.ask(id, question),
  'analysis.readings': ({ tags, span }) => questions.readings(tags, span),
  'analysis.cancel': ({ id }) => {
    questions.cancel(id);
    return Promise.resolve(ok({}));
  },
  'analysis.exports': () => Promise.resolve(ok(exports.list())),
  'analysis.exportRead': ({ id, offset }) => Promise.resolve(exports.read(id, offset)),
  'analysis.export': ({ request, path, who }) => Promise.resolve(exports.start(request, path, who)),
  'analysis.exportCancel': ({ id }) => Promise.resolve(exports.cancel(id)),
  'analysis.exportForget': ({ id }) => {
    const done = exports.forget(id);
    return Promise.resolve(done.ok ? ok({}) : done);
  },
});
