import type { Connection } from '#contract/connection.ts';

/** Two connections that would fight over one wire. */
export function sameWire(a: Connection, b: Connection): boolean {
  if (a.kind === 'rtu' && b.kind === 'rtu') return a.path === b.path;
  return a.kind === 'virtual' && b.kind === 'virtual';
}
