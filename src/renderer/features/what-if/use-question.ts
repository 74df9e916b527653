import { useMemo } from 'react';
import type { Change } from '#core/what-if/request.ts';
import { checkRow, questionOf, readQuestion } from '../../model/what-if-form.ts';
import type { DraftChange, Question, RowFaults } from '../../model/what-if-form.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useProfile } from '../../store/hooks.ts';
import { useWhatIf } from '../../store/what-if-store.ts';

const FIRST: Question = { horizonDays: 3, rows: [] };
const KEY = 'what-if';

export interface QuestionForm extends Question {
  readonly form: FormHandle;
  /** The rows as changes; null as long as one cannot be sent. */
  readonly changes: readonly Change[] | null;
  readonly faults: ReadonlyMap<string, RowFaults>;
  readonly horizon: (horizonDays: number) => void;
  readonly add: (rows: readonly DraftChange[]) => void;
  readonly change: (key: string, part: Partial<DraftChange>) => void;
  readonly remove: (key: string) => void;
  readonly clear: () => void;
}

/**
 * The question that is being put together. It opens as the one the answer on screen belongs to; what is
 * changed there is kept, until it is asked.
 */
export function useQuestion(): QuestionForm {
  const { profile } = useProfile();
  const request = useWhatIf((state) => state.runs?.find((run) => run.id === state.shownId)?.request);
  // Progress tells the run anew, its question stays the same.
  const text = request === undefined ? null : JSON.stringify(request);
  const opens = useMemo(() => (text === null ? FIRST : questionOf(JSON.parse(text) as NonNullable<typeof request>)), [text]);
  const form = useKeptForm(KEY);
  const [question, set] = form.json('question', opens, readQuestion);
  const { horizonDays, rows } = question;
  const { changes, faults } = useMemo(() => {
    const checked = rows.map((row) => ({ key: row.key, ...checkRow(row, profile, horizonDays) }));
    const whole = checked.flatMap(({ change }) => (change === null ? [] : [change]));
    return { changes: whole.length === rows.length ? whole : null, faults: new Map(checked.map(({ key, faults: of }) => [key, of])) };
  }, [rows, profile, horizonDays]);
  const setRows = (next: readonly DraftChange[]): void => set({ horizonDays, rows: next });
  return {
    form, horizonDays, rows, changes, faults,
    horizon: (days) => set({ horizonDays: days, rows }),
    add: (more) => setRows([...rows, ...more]),
    change: (key, part) => setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row))),
    remove: (key) => setRows(rows.filter((row) => row.key !== key)),
    clear: () => setRows([]),
  };
}
