import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_DRAFT_CHARS } from '#contract/drafts.ts';
import { fieldOf, jsonOf, keptForm, keptText, likeThis, withField } from '#renderer/model/kept-form.ts';
import type { KeptFields, KeptValue } from '#renderer/model/kept-form.ts';
import { newRow, questionOf, readQuestion } from '#renderer/model/what-if-form.ts';

const value = fc.oneof(fc.string(), fc.boolean(), fc.constant(null));
const strokes = fc.array(fc.record({ name: fc.constantFrom('quantity', 'lot', 'note'), value }), { maxLength: 30 });

describe('what was typed into a form', () => {
  it('is read back as it was typed, whatever was typed, and nothing stays of what stands as it opens', () => {
    fc.assert(
      fc.property(strokes, fc.string(), (typed, by) => {
        const last = new Map<string, KeptValue>();
        let fields: KeptFields = {};
        for (const { name, value: next } of typed) {
          last.set(name, next);
          fields = withField(fields, name, next, '');
        }
        const text = keptText({ fields, by });
        const back = keptForm(text, 7);
        const kept = [...last].filter(([, each]) => each !== '');
        if (kept.length === 0) expect([text, back]).toEqual(['', null]);
        else expect(back).toEqual({ fields: Object.fromEntries(kept), by, atMs: 7 });
      }),
    );
  });

  it('is not taken over from another layout, from no form at all, nor into a field of another kind', () => {
    expect(keptForm('{"v":2,"by":"","fields":{"note":"x"}}', 0)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => {
      const found = keptForm(text, 0);
      if (found !== null) expect(keptText(found)).not.toBe('');
    }));
    const fields = { note: 'x', off: true, kind: 'gone', typed: null };
    expect(fieldOf(fields, 'note', '')).toBe('x');
    expect(fieldOf<KeptValue>(fields, 'off', '')).toBe('');
    expect(fieldOf(fields, 'missing', 'as it opens')).toBe('as it opens');
    expect(fieldOf(fields, 'kind', 'received', ['received', 'used'])).toBe('received');
    const opens = { ph: '', tag: null as string | null };
    expect(jsonOf(JSON.stringify({ ph: '7.2', tag: 'PH-1' }), opens, likeThis(opens))).toEqual({ ph: '7.2', tag: 'PH-1' });
    for (const broken of ['{"half', '[]', '{"ph":7}', 'null']) expect(jsonOf(broken, opens, likeThis(opens))).toBe(opens);
  });

  it('is a whole question to a copy of the plant, which stands there again as it was put together', () => {
    const rows = [newRow('rain', '', { depthMm: '4', durationH: '' }), { ...newRow('machine', 'B-401'), unit: 'B-401A', toH: '12' }];
    expect(new Set([...rows, ...questionOf({ horizonDays: 7, changes: [{ kind: 'rain', depthMm: 4, durationH: 6, fromH: 0 }] }).rows].map(({ key }) => key)).size).toBe(3);
    const question = { horizonDays: 7, rows };
    expect(jsonOf(JSON.stringify(question), { horizonDays: 3, rows: [] }, readQuestion)).toEqual(question);
    for (const broken of [{ horizonDays: 90, rows }, { horizonDays: 7, rows: [{ ...rows[0], kind: 'volcano' }] }, [], null]) expect(readQuestion(broken)).toBeNull();
    const longest = { ...rows[0], fields: { flow: '9'.repeat(20), strength: '9'.repeat(20) }, fromH: '9'.repeat(20), toH: '9'.repeat(20) };
    expect(keptText({ fields: { question: JSON.stringify({ horizonDays: 14, rows: Array.from({ length: 40 }, () => longest) }) }, by: 'x'.repeat(80) }).length).toBeLessThanOrEqual(MOST_DRAFT_CHARS);
  });

  it('fits into what the engine keeps, with every field as full as it goes', () => {
    // The longest form: an incident with its cause, measures and note, each character written as two.
    const fields = { cause: '"'.repeat(4000), measures: '"'.repeat(4000), note: '"'.repeat(2000) };
    expect(keptText({ fields, by: 'x'.repeat(80) }).length).toBeLessThanOrEqual(MOST_DRAFT_CHARS);
  });
});

/** Screens with a field and no kept form of their own, by why that is right. */
const NOT_KEPT: Readonly<Record<string, readonly string[]>> = {
  'looks for something or sets a view': [
    'alarms/journal-panel', 'alarms/list-panel', 'alarms/settings-panel', 'alarms/sound-settings', 'data-browser/records-screen', 'help/help-panel', 'history/span-dialog',
    'history/statistics-tab', 'machines/machines-screen', 'settings/display-section', 'stores/parts-panel', 'trends/custom-range-dialog', 'virtual-plant/instruments-section', 'work-orders/order-filter',
  ],
  'marks, choices, files and the name of who does it': [
    'alarms/alarm-row', 'backup/keeping-dialog', 'history/export-dialog', 'rounds/photo-field', 'rounds/second-dialog', 'rounds/today-panel',
    'rounds/versions-dialog', 'setup/profile-step', 'stores/proposal-dialog', 'work-orders/order-photos', 'work-orders/who-field',
  ],
  'secrets': [
    'backup/recovery-code', 'backup/restore-dialog', 'people/log-in-dialog', 'people/new-password', 'people/own-code', 'people/own-password', 'people/own-pin', 'people/recover-dialog',
    'people/sealed-code', 'people/secret-field', 'people/sign-dialog', 'work-orders/lock-proof',
  ],
  'part of a form that is kept': [
    'laboratory/import-preview', 'laboratory/mapping-editor', 'laboratory/reading-fields', 'laboratory/unusual', 'rounds/item-dialog', 'rounds/list-fields', 'rounds/schedule-fields', 'setup/figure-cell', 'stores/item-form', 'what-if/change-row',
  ],
  'answers of a round, which are records with every key': ['rounds/answer-field', 'rounds/item-panel', 'rounds/paper-row', 'rounds/reading-field'],
  'steps of the first set-up, kept with its progress': [
    'setup/administrator-step', 'setup/backup-step', 'setup/connection-step', 'setup/contacts-step', 'setup/limits-step', 'setup/site-step', 'setup/tariff-step', 'settings/connection-fields',
  ],
};

describe('every screen with a field', () => {
  const root = path.resolve('src/renderer/features');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx')).map((name) => name.replaceAll(path.sep, '/').replace(/\.tsx$/, ''));
  const sources = new Map(files.map((name) => [name, readFileSync(path.join(root, `${name}.tsx`), 'utf8')]));
  const takesInput = (source: string): boolean => /<(?:Field|DateField|DateTimeField|TimeField|NumberFields?|WhoField|SecretField|input|textarea)\b/.test(source);
  const isKept = (source: string): boolean => source.includes('useKeptForm(') || /\bform: FormHandle\b|readonly form: FormHandle/.test(source);
  const excused = Object.values(NOT_KEPT).flat();

  it('keeps what is typed there, or is named with the reason why not', () => {
    const open = [...sources].filter(([name, source]) => takesInput(source) && !isKept(source) && !excused.includes(name)).map(([name]) => name);
    expect(open).toEqual([]);
    expect(excused.filter((name) => !sources.has(name) || isKept(sources.get(name) ?? ''))).toEqual([]);
  });

  it('never keeps a secret', () => {
    for (const [name, source] of sources) {
      const secrets = [...source.matchAll(/<SecretField[^>]*?value=\{(?<words>\w+)/g)].map(({ groups }) => groups?.['words'] ?? '');
      for (const secret of secrets) expect(source, `${name}: ${secret}`).not.toMatch(new RegExp(`\\[${secret}, \\w+\\] = \\w+\\.(?:field|json|texts)`));
    }
  });
});
