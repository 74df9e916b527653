import { join } from 'node:path';
import type { AnalysisAnswer } from '#core/analysis/question.ts';
import type { ExportOutcome } from '#core/analysis/export.ts';
import type { HistoryAnalyst } from '../../ports/analysis.ts';
import type { Log } from '../../ports/platform.ts';
import { DATABASE_FILE } from '../open-historian.ts';
import { LongLink } from './long-link.ts';

const QUESTIONS = new URL('./question-worker.ts', import.meta.url);
const EXPORTS = new URL('../export/export-worker.ts', import.meta.url);

/**
 * Long work on the history of a data folder: questions in one thread, exports in another, both
 * started on demand. Each opens the file for itself, to read only and only while it works, so that
 * neither a scan, nor a trend, nor a restore ever waits for them.
 */
export function createAnalyst(options: {
  readonly dataDir: string;
  readonly log: Log;
}): HistoryAnalyst {
  const setup = { dbPath: join(options.dataDir, DATABASE_FILE) };
  const questions = new LongLink(QUESTIONS, setup, options.log);
  const exports = new LongLink(EXPORTS, setup, options.log);
  return {
    analyse: (order, watch) => questions.call<AnalysisAnswer>(order, watch),
    exportFile: (job, watch) => exports.call<ExportOutcome>(job, watch),
    close: async () => {
      await Promise.all([questions.close(), exports.close()]);
    },
  };
}
