import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALARM_CODES, EVENT_CODES, VERDICT_CODES } from '#core/control/codes.ts';

const folder = path.resolve(import.meta.dirname, '../../../resources/messages');
const codes = [...EVENT_CODES, ...ALARM_CODES, ...VERDICT_CODES];

describe('every code the engine says', () => {
  it.each(['ko', 'en'])('has a message in %s', (language) => {
    const { messages: texts } = JSON.parse(
      readFileSync(path.join(folder, `${language}.json`), 'utf8'),
    ) as { readonly messages: Record<string, Record<string, string>> };
    const missing = codes.filter((code) => {
      const [group = '', name = ''] = code.split('.');
      return (texts[group]?.[name] ?? '') === '';
    });
    expect(missing).toEqual([]);
  });

  it('is listed once', () => {
    for (const list of [EVENT_CODES, ALARM_CODES, VERDICT_CODES])
      expect(new Set(list).size).toBe(list.length);
  });
});
