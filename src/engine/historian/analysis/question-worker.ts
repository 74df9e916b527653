import type { AnalysisOrder } from '../../ports/analysis.ts';
import { answerQuestion } from './answer.ts';
import { serveLongWork } from './long-thread.ts';

/** Thread that works out answers to long questions. */
serveLongWork((db, order, pace) => answerQuestion(db, order as AnalysisOrder, pace));
