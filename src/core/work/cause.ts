import type { WorkOrder } from './order.ts';

/**
 * What an order is for, as one text: the same text asks for the same work. A service is one cause
 * whether hours, starts or its date made it due, and a pair is one whosever turn it is.
 * Every order of a person is a cause of its own.
 */
export function causeKey({ source, place }: Pick<WorkOrder, 'source' | 'place'>): string {
  const { kind, id } = source;
  switch (kind) {
    case 'hours':
    case 'starts':
    case 'date':
      return `service ${id}`;
    case 'alternation':
    case 'person':
      return `${kind} ${id}`;
    default:
      return JSON.stringify([kind, id, place.machine, place.unit, place.sensor]);
  }
}

/**
 * Whether two instants lie within a span of each other. A clock that was set back leaves instants
 * that lie ahead: they are as far away as they are ahead, so that nothing waits for years.
 */
export const isNear = (aMs: number, bMs: number, withinMs: number): boolean =>
  Math.abs(aMs - bMs) < withinMs;
