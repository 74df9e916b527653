import { hasWords } from './find-words.ts';
import { byUrgency, isOpen } from './order.ts';
import type { OrderPriority, OrderSourceKind, WorkOrder } from './order.ts';

export const ORDER_SORTS = ['urgency', 'due', 'newest', 'number'] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];

export interface OrderFilter {
  /** Words that must all occur, in any case, in the order's texts. */
  readonly text: string;
  readonly source: OrderSourceKind | null;
  readonly priority: OrderPriority | null;
  readonly sort: OrderSort;
}

/**
 * The orders a person looks for, in their order.
 * @param placeOf name of an order's place in the reader's language, so that it is found by it
 */
export function filterOrders(
  orders: readonly WorkOrder[],
  { text, source, priority, sort }: OrderFilter,
  placeOf: (order: WorkOrder) => string,
  nowMs: number,
): readonly WorkOrder[] {
  const wanted = orders.filter((order) => {
    if (source !== null && order.source.kind !== source) return false;
    if (priority !== null && order.priority !== priority) return false;
    if (text.trim() === '') return true;
    const { title, description, assignee, firm, place, number, notes, done } = order;
    return hasWords(text, [
      `#${String(number)}`,
      title.ko,
      title.en,
      description,
      assignee ?? '',
      firm,
      place.unit ?? '',
      place.sensor ?? '',
      placeOf(order),
      done?.note ?? '',
      ...notes.map((note) => note.text),
    ]);
  });
  return wanted.sort(comparer(sort, nowMs));
}

function comparer(sort: OrderSort, nowMs: number): (a: WorkOrder, b: WorkOrder) => number {
  const urgent = byUrgency(nowMs);
  switch (sort) {
    case 'urgency':
      // What is over has no urgency: the latest of it first.
      return (a, b) =>
        Number(isOpen(b)) - Number(isOpen(a)) || (isOpen(a) ? urgent(a, b) : b.atMs - a.atMs);
    case 'due':
      return (a, b) => (a.dueMs ?? Infinity) - (b.dueMs ?? Infinity) || urgent(a, b);
    case 'newest':
      return (a, b) => b.openedMs - a.openedMs || b.number - a.number;
    case 'number':
      return (a, b) => a.number - b.number;
  }
}
