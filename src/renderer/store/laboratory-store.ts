import { create } from 'zustand';
import type { ImportPreview, StoredReading } from '#contract/laboratory.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import type { ReadingForm } from '../model/reading-form.ts';

export const LABORATORY_TABS = ['enter', 'list', 'compare', 'import'] as const;
export type LaboratoryTab = (typeof LABORATORY_TABS)[number];

export interface LaboratoryState {
  readonly tab: LaboratoryTab;
  /** Moves on with every change of the engine's readings. */
  readonly change: number;
  /** How the fields open: the place of the last reading, to go on from. Null before the first look. */
  readonly form: ReadingForm | null;
  /** After each save on to the next place, Enter in the value saves. */
  readonly isRound: boolean;
  readonly keypad: boolean;
  /** Entered in this window, newest first; each can be taken back at once. */
  readonly entered: readonly StoredReading[];
  /** Sensor on the comparison. */
  readonly comparedTag: string | null;
  /** File that is looked at, and how it was read as it was opened. */
  readonly preview: ImportPreview | null;
  readonly opened: ImportMapping | null;
}

const MOST_ENTERED = 30;

/** What the laboratory screen keeps while the person looks elsewhere. */
export const useLaboratory = create<LaboratoryState>()(() => ({
  tab: 'enter', change: 0, form: null, isRound: false, keypad: false, entered: [], comparedTag: null, preview: null, opened: null,
}));

export const laboratory = {
  tab(tab: LaboratoryTab): void {
    useLaboratory.setState({ tab });
  },
  changed(): void {
    useLaboratory.setState((state) => ({ change: state.change + 1 }));
  },
  setForm(form: ReadingForm): void {
    useLaboratory.setState({ form });
  },
  round(isRound: boolean): void {
    useLaboratory.setState({ isRound });
  },
  keypad(keypad: boolean): void {
    useLaboratory.setState({ keypad });
  },
  addEntered(row: StoredReading): void {
    useLaboratory.setState((state) => ({ entered: [row, ...state.entered].slice(0, MOST_ENTERED) }));
  },
  dropEntered(id: string): void {
    useLaboratory.setState((state) => ({ entered: state.entered.filter(({ reading }) => reading.id !== id) }));
  },
  compare(comparedTag: string): void {
    useLaboratory.setState({ comparedTag });
  },
  /** A file was opened: read as the engine found it, and, where that was kept, as a person had set it. */
  opened(opened: ImportMapping, preview: ImportPreview): void {
    useLaboratory.setState({ preview, opened });
  },
  remapped(preview: ImportPreview): void {
    useLaboratory.setState({ preview });
  },
  closed(): void {
    useLaboratory.setState({ preview: null, opened: null });
  },
};
