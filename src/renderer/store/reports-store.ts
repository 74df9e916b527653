import { create } from 'zustand';
import type { ReportKind } from '#core/report/figures.ts';

export interface ReportsState {
  /** Moves on whenever the engine made a report or its settings changed. */
  readonly change: number;
  /** Kind the list is narrowed to; null for all. */
  readonly kind: ReportKind | null;
  /** Report that is open beside the list. */
  readonly open: string | null;
}

/** What the reports screen keeps while the person looks elsewhere. */
export const useReports = create<ReportsState>()(() => ({ change: 0, kind: null, open: null }));

export const reports = {
  changed(): void {
    useReports.setState((state) => ({ change: state.change + 1 }));
  },
  kind(kind: ReportKind | null): void {
    useReports.setState({ kind });
  },
  open(open: string | null): void {
    useReports.setState({ open });
  },
};
