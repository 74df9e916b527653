import { createAnalyst } from '#engine/historian/index.ts';
import { AnalysisService } from './analysis-service.ts';
import type { AnalysisServiceOptions } from './analysis-service.ts';
import type { Analysis } from './analysis-handlers.ts';
import { ExportService } from './export-service.ts';
import type { ExportServiceOptions } from './export-service.ts';

/** Long questions and exports with their threads, which start with the first of each. */
export interface RunningAnalysis extends Analysis {
  stop(): Promise<void>;
}

export function startAnalysis(
  options: Omit<AnalysisServiceOptions, 'analyst'> & Omit<ExportServiceOptions, 'analyst'>,
): RunningAnalysis {
  const analyst = createAnalyst(options);
  const questions = new AnalysisService({ ...options, analyst });
  const exports = new ExportService({ ...options, analyst });
  return {
    questions,
    exports,
    async stop() {
      questions.stop();
      await exports.stop();
      await analyst.close();
    },
  };
}
