import type { Checklist } from '../plant/rounds.ts';
import type { LocalText } from '../plant/common.ts';
import { isOpen } from './round.ts';
import type { Round } from './round.ts';

/** A step whose time is running, or is over and nobody has ended it. */
export interface RunningStep {
  readonly roundId: string;
  readonly itemId: string;
  readonly stepId: string;
  readonly name: LocalText;
  readonly startedMs: number;
  /** When its time is over, ms UTC. */
  readonly endsMs: number;
}

/** Steps of an open round that were begun and not ended, those that are over first. */
export function runningSteps(round: Round, list: Pick<Checklist, 'items'>): RunningStep[] {
  if (!isOpen(round)) return [];
  return list.items
    .flatMap((item) => {
      const answer = round.answers[item.id];
      if (item.kind !== 'timer' || answer?.state !== 'given') return [];
      return item.steps.flatMap(({ id, name, minutes }) => {
        const step = answer.steps[id];
        if (step === undefined || step.doneMs !== null) return [];
        const { startedMs } = step;
        const endsMs = startedMs + minutes * 60_000;
        return [{ roundId: round.id, itemId: item.id, stepId: id, name, startedMs, endsMs }];
      });
    })
    .sort((a, b) => a.endsMs - b.endsMs);
}

/** For so long after its time a step rings again and again, ms; what ended before that nobody waits for. */
export const RINGS_FOR_MS = 10 * 60_000;

/** Steps that ring now: their time is over, and not for too long. */
export const ringing = (steps: readonly RunningStep[], nowMs: number): RunningStep[] =>
  steps.filter(({ endsMs }) => nowMs >= endsMs && nowMs - endsMs < RINGS_FOR_MS);
