import { create } from 'zustand';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';

export interface WhatIfState {
  /** Kept runs of the engine, newest first; null before the first answer. */
  readonly runs: readonly WhatIfRun[] | null;
  /** Moves on when news may have been missed: the list is asked for again. */
  readonly change: number;
  /** Run whose result is on screen. */
  readonly shownId: string | null;
  readonly result: WhatIfResult | null;
  /** Group of charts on screen. */
  readonly group: string | null;
  readonly allRows: boolean;
}

/** Questions that were asked and their answers; kept while other screens are looked at. What is being put together is a form. */
export const useWhatIf = create<WhatIfState>()(() => ({ runs: null, change: 0, shownId: null, result: null, group: null, allRows: false }));

export const whatIf = {
  changed(): void {
    useWhatIf.setState((state) => ({ change: state.change + 1 }));
  },
  /**
   * The engine's list as it is now. A run that is not on it any more is not shown; after a reload the
   * newest stands there again. One that failed while nobody heard of it is shown, with its reason.
   */
  setRuns(runs: readonly WhatIfRun[]): void {
    const { shownId, runs: before } = useWhatIf.getState();
    useWhatIf.setState({ runs });
    const died = runs.find(({ id, state }) => state === 'failed' && before?.some((each) => each.id === id && each.state === 'running') === true);
    if (died !== undefined) {
      whatIf.show(died.id, null);
      return;
    }
    if (shownId !== null && runs.some(({ id }) => id === shownId)) return;
    const newest = runs.find(({ state }) => state !== 'cancelled');
    if (shownId !== null || newest !== undefined) whatIf.show(newest?.id ?? null, null);
  },
  /** A run began, moved on or ended. */
  takeRun(run: WhatIfRun): void {
    useWhatIf.setState((state) => {
      const runs = state.runs ?? [];
      const known = runs.some((each) => each.id === run.id);
      return { runs: known ? runs.map((each) => (each.id === run.id ? run : each)) : [run, ...runs] };
    });
  },
  /** A run the engine says it began; what it has told of that run since, e.g. that it was called off, stands. */
  began(run: WhatIfRun): void {
    if (useWhatIf.getState().runs?.some((each) => each.id === run.id) !== true) whatIf.takeRun(run);
  },
  show(shownId: string | null, result: WhatIfResult | null): void {
    useWhatIf.setState({ shownId, result });
  },
  group(group: string): void {
    useWhatIf.setState({ group });
  },
  allRows(allRows: boolean): void {
    useWhatIf.setState({ allRows });
  },
};
