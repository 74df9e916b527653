import type { StockMove } from '#core/work/stock.ts';

export const NOW = Date.UTC(2026, 10, 22);

/** A move of the shelf, as plain as can be but for what is given. */
export const move = (fields: Partial<StockMove>): StockMove => ({
  id: 'move',
  item: 'pac',
  kind: 'received',
  quantity: 1,
  atMs: NOW,
  state: 'valid',
  order: null,
  closes: null,
  supplier: '',
  lot: '',
  expiresMs: null,
  costWon: null,
  expectedMs: null,
  note: '',
  by: 'Kim',
  writtenMs: NOW,
  ...fields,
});
