import { describe, expect, it } from 'vitest';
import { numbered } from '#engine/app/access/what-changed.ts';

describe('what a row of the audit log concerns', () => {
  it('is a work order by its number, and anything else as it is called', () => {
    const entry = (kind: 'workOrder' | 'reading', id: string, number: number) =>
      ({ kind, id, tsMs: 0, tag: null, actor: 'person:Kim', writtenMs: 0, body: { number } }) as const;
    const entries = [entry('workOrder', 'order-1', 12), entry('reading', 'pac', 3)];
    expect(numbered({ entries }, 'order-1')).toEqual({ subject: '#12 order-1' });
    expect(numbered({ entries }, 'pac')).toBeNull();
    expect(numbered({ entries }, null)).toBeNull();
  });
});
