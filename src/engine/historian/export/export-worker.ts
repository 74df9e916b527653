import type { ExportJob } from '#core/analysis/export.ts';
import { serveLongWork } from '../analysis/long-thread.ts';
import { TargetError } from './target.ts';
import { writeExport } from './write-export.ts';

/** Thread that writes export files. */
serveLongWork(
  (db, order, pace) => writeExport(db, order as ExportJob, pace),
  (error) => (error instanceof TargetError ? error.fault : null),
);
