import type { Book } from './book.ts';
import { largest, learn } from './extremes.ts';
import { LEARNED } from './learned.ts';
import type { SensorState } from './sensor-state.ts';
import type { SensorTest } from './settings.ts';
import { suspect } from './verdict.ts';

/** At rest a difference of pressure or a flow reads its zero; a zero that moved is a bias (seed 4.1.2 no. 3). */
export function testRest(
  test: SensorTest,
  state: SensorState,
  value: number,
  trusted: boolean,
  atMs: number,
  book: Book,
): void {
  const usual = state.restLevel;
  if (usual === null) {
    state.restLevel = value;
    state.restN = 1;
    return;
  }
  const distance = value - usual;
  const size = Math.abs(distance);
  const learned = state.restN >= LEARNED.restN / 2;
  const limit = Math.max(
    LEARNED.restTimes * largest(state.usual.rest),
    LEARNED.restShare * test.span,
  );
  const over = learned && size > limit;
  state.restRun = over ? state.restRun + 1 : 0;
  if (!over && trusted) {
    state.restN++;
    state.restLevel = usual + distance / Math.min(LEARNED.restN, state.restN);
    if (learned) learn(state.usual.rest, size, atMs);
  }
  if (state.restRun >= LEARNED.restFor)
    book.hold(test.tag, 'zero', suspect(value, usual, limit), atMs, atMs);
  else if (!over) book.hold(test.tag, 'zero', null, atMs, atMs);
}
