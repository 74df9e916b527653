import { create } from 'zustand';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import type { DraftChange } from '../model/what-if-form.ts';

export interface WhatIfState {
  readonly horizonDays: number;
  readonly rows: readonly DraftChange[];
  /** Kept runs of the engine, newest first; null before the first answer. */
  readonly runs: readonly WhatIfRun[] | null;
  /** Run whose result is on screen. */
  readonly shownId: string | null;
  readonly result: WhatIfResult | null;
  /** Group of charts on screen. */
  readonly group: string | null;
  readonly allRows: boolean;
}

const FIRST_HORIZON_DAYS = 3;

/** The question being put together and the answers to earlier ones; kept while other screens are looked at. */
export const useWhatIf = create<WhatIfState>()(() => ({
  horizonDays: FIRST_HORIZON_DAYS, rows: [], runs: null, shownId: null, result: null, group: null, allRows: false,
}));

export const whatIf = {
  horizon(horizonDays: number): void {
    useWhatIf.setState({ horizonDays });
  },
  add(rows: readonly DraftChange[]): void {
    useWhatIf.setState((state) => ({ rows: [...state.rows, ...rows] }));
  },
  change(key: string, part: Partial<DraftChange>): void {
    useWhatIf.setState((state) => ({ rows: state.rows.map((row) => (row.key === key ? { ...row, ...part } : row)) }));
  },
  remove(key: string): void {
    useWhatIf.setState((state) => ({ rows: state.rows.filter((row) => row.key !== key) }));
  },
  clear(): void {
    useWhatIf.setState({ rows: [] });
  },
  setRows(rows: readonly DraftChange[], horizonDays: number): void {
    useWhatIf.setState({ rows, horizonDays });
  },
  setRuns(runs: readonly WhatIfRun[]): void {
    useWhatIf.setState({ runs });
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
