import { create } from 'zustand';
import type { ResultOf } from '#contract/api.ts';
import type { RoundLine } from '#contract/rounds.ts';

export const ROUNDS_TABS = ['today', 'calendar', 'history', 'lists', 'labels'] as const;
export type RoundsTab = (typeof ROUNDS_TABS)[number];

export interface RoundsState {
  readonly tab: RoundsTab;
  /** Moves on with every change of rounds, check lists or calendar. */
  readonly change: number;
  /** What is to be done today; null before the first answer. */
  readonly today: ResultOf<'rounds.today'> | null;
  /** Round on the screen; null for the lists. */
  readonly openId: string | null;
  /** Item the open round goes to, e.g. by a machine's label. */
  readonly itemId: string | null;
  /** What a machine's label led to when no round of it is open. */
  readonly scan: { readonly equipment: string; readonly told: 'begin' | 'none'; readonly line: RoundLine | null } | null;
}

/** What the rounds screen keeps while the person looks elsewhere, and what the bottom bar shows. */
export const useRounds = create<RoundsState>()(() => ({ tab: 'today', change: 0, today: null, openId: null, itemId: null, scan: null }));

export const rounds = {
  tab(tab: RoundsTab): void {
    useRounds.setState({ tab, openId: null });
  },
  changed(): void {
    useRounds.setState((state) => ({ change: state.change + 1 }));
  },
  setToday(today: ResultOf<'rounds.today'>): void {
    useRounds.setState({ today });
  },
  open(openId: string | null, itemId: string | null = null): void {
    useRounds.setState({ openId, itemId });
  },
  scanned(scan: RoundsState['scan']): void {
    useRounds.setState({ scan });
  },
  item(itemId: string | null): void {
    useRounds.setState({ itemId });
  },
};
