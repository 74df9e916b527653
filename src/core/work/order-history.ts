import type { WorkOrder } from './order.ts';

/** What of an order a version changed. */
export const HISTORY_FIELDS = [
  'state',
  'waitingFor',
  'assignee',
  'priority',
  'dueMs',
  'firm',
  'description',
  'minutes',
  'costWon',
  'parts',
  'steps',
  'attachments',
  'notes',
  'repeats',
] as const;
export type HistoryField = (typeof HISTORY_FIELDS)[number];

export interface FieldChange {
  readonly field: HistoryField;
  /** Text or number as it stood; how many of parts, done steps, files; the text of a note that was added. */
  readonly before: string | number | null;
  readonly after: string | number | null;
}

export interface HistoryLine {
  readonly version: WorkOrder;
  /** Empty for the first version: it opened the order. */
  readonly changes: readonly FieldChange[];
  readonly isFirst: boolean;
}

function valueOf(order: WorkOrder, field: HistoryField): string | number | null {
  switch (field) {
    case 'parts':
      return order.parts.reduce((sum, { quantity }) => sum + quantity, 0);
    case 'steps':
      return order.steps.filter(({ done }) => done !== null).length;
    case 'attachments':
      return order.attachments.length;
    case 'notes':
      return order.notes.at(-1)?.text ?? null;
    default:
      return order[field];
  }
}

/** Notes are cut from the front when there are many; the newest one tells whether one was added. */
const noteKey = (order: WorkOrder): string => {
  const last = order.notes.at(-1);
  return last === undefined ? '' : `${String(last.atMs)} ${last.text}`;
};

/**
 * What each version of an order changed against the one before.
 * @param versions newest first, as they are read
 * @returns one line for each version, newest first; versions that changed nothing a person sees are left out
 */
export function orderHistory(versions: readonly WorkOrder[]): readonly HistoryLine[] {
  return versions.flatMap((version, i): HistoryLine[] => {
    const before = versions[i + 1];
    if (before === undefined) return [{ version, changes: [], isFirst: true }];
    const changes = HISTORY_FIELDS.flatMap((field): FieldChange[] => {
      const was = valueOf(before, field);
      const is = valueOf(version, field);
      if (field === 'notes')
        return noteKey(before) === noteKey(version) ? [] : [{ field, before: null, after: is }];
      return was === is ? [] : [{ field, before: was, after: is }];
    });
    return changes.length === 0 && version.reason === ''
      ? []
      : [{ version, changes, isFirst: false }];
  });
}
