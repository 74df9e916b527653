import { describe, expect, it } from 'vitest';
import type { NewEntry } from '#core/records/entry.ts';
import { letGoOfForm, newLedger, noteInLedger, withLedger } from '#engine/app/ledger.ts';

const entry = (id: string): NewEntry => ({
  kind: 'workOrder',
  id,
  tsMs: 0,
  tag: null,
  actor: 'person:kim',
  writtenMs: 0,
  body: {},
});
const note = (id: string): void => noteInLedger([entry(id)], {}, () => undefined);

describe('what a command sends to disk', () => {
  it('is noted while it runs, whoever does it, and nothing of what it set going afterwards', async () => {
    const ledger = newLedger();
    let later = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      later = resolve;
    });
    await withLedger(ledger, async () => {
      note('at once');
      await Promise.resolve();
      note('after a wait');
      // As a new connection's scans do, which go on for months.
      setTimeout(() => {
        note('long after');
        later();
      }, 5);
    });
    await ended;
    note('by nobody');
    expect(ledger.entries.map(({ id }) => id)).toEqual(['at once', 'after a wait']);
  });

  it('keeps the text that stood first and the one that stands last', async () => {
    const ledger = newLedger();
    const texts = new Map([['site.settings', 'one']]);
    const put = (text: string): void => {
      noteInLedger([], { 'site.settings': text, 'engine.run': 'running' }, (key) => texts.get(key));
      texts.set('site.settings', text);
    };
    await withLedger(ledger, () => {
      put('two');
      put('three');
      return Promise.resolve();
    });
    expect([...ledger.states]).toEqual([['site.settings', { before: 'one', after: 'three' }]]);
  });
});

describe('a form that a command is sent from', () => {
  const scan = { entries: [], receipts: [], state: {} };
  it('ends once, with the first record of that command and nobody else’s', async () => {
    let ends = 0;
    const ledger = newLedger(() => {
      ends++;
      return { drafts: '[]' };
    });
    expect(letGoOfForm({ ...scan, entries: [entry('another command')] })).toEqual({});
    await withLedger(ledger, async () => {
      // What was learnt meanwhile is no record of the command.
      expect(letGoOfForm({ ...scan, state: { 'quality.state': '{}' } })).toEqual({});
      await Promise.resolve();
      expect(letGoOfForm({ ...scan, entries: [entry('the order')] })).toEqual({ drafts: '[]' });
      expect(letGoOfForm({ ...scan, state: { 'work.locks': '[]' } })).toEqual({});
    });
    expect(ends).toBe(1);
  });
});
