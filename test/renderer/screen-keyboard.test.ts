import fc from 'fast-check';
import { disassemble } from 'es-hangul';
import { describe, expect, it } from 'vitest';
import { keyRows, moveCaret, press, sheetOf, takeBack } from '#renderer/model/screen-keyboard.ts';
import type { Typed } from '#renderer/model/screen-keyboard.ts';

const EMPTY: Typed = { text: '', from: 0, to: 0, composing: false };
const type = (keys: string, start = EMPTY): Typed => [...keys].reduce((state, key) => press(state, key), start);

/** Keys on the Korean sheet, both ways of shift. */
const KEYS = new Set([...keyRows('ko', false), ...keyRows('ko', true)].flat());
const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));

describe('Korean letters on the screen', () => {
  it('brings forth every syllable by keys that the sheet has', () => {
    fc.assert(
      fc.property(fc.array(syllable, { minLength: 1, maxLength: 6 }), (syllables) => {
        const word = syllables.join(' ');
        const keys = [...disassemble(word)];
        expect(keys.filter((key) => key !== ' ' && !KEYS.has(key))).toEqual([]);
        expect(type(keys.join('')).text).toBe(word);
      }),
      { numRuns: 500 },
    );
  });

  it('writes words as a two-set input method does', () => {
    for (const word of ['약품을 보충했습니다', '값이 높다', '닭의 알', '없애고', '까치', '외부 확인', '과산화수소', '흡입펌프 교체', '괜찮음', '읽어 봄']) {
      expect(type(disassemble(word)).text).toBe(word);
    }
  });

  it('takes back letter by letter while a syllable is open, then character by character', () => {
    const typed = type('ㄱㅏㅂㅅ');
    const steps = [typed];
    while ((steps.at(-1)?.text ?? '') !== '') steps.push(takeBack(steps.at(-1) ?? EMPTY));
    expect(steps.map(({ text }) => text)).toEqual(['값', '갑', '가', 'ㄱ', '']);
    const moved = moveCaret(moveCaret(type('ㄱㅏㅂㅅㅣ'), -1), 1);
    expect(moved.text).toBe('갑시');
    expect(takeBack(moved).text).toBe('갑');
  });

  it('leaves what stands before alone once the caret was moved', () => {
    const moved = { ...moveCaret(moveCaret(type('ㄱㅏㅂ'), -1), 1) };
    expect(press(moved, 'ㅅ').text).toBe('갑ㅅ');
  });
});

describe('any key', () => {
  const anyKey = fc.constantFrom(...keyRows('ko', true).flat(), ...keyRows('en', false).flat(), ...keyRows('signs', true).flat(), ' ');

  it('puts what is pressed at the caret and touches nothing behind it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), fc.array(anyKey, { maxLength: 12 }), (before, behind, keys) => {
        const start: Typed = { text: before + behind, from: before.length, to: before.length, composing: false };
        const end = keys.reduce((state, key) => press(state, key), start);
        expect(end.text.startsWith(before)).toBe(true);
        expect(end.text.endsWith(behind)).toBe(true);
        expect(end.from).toBe(end.text.length - behind.length);
        expect(disassemble(end.text.slice(before.length, end.from))).toBe(disassemble(keys.join('')));
      }),
    );
  });

  it('never goes beyond what the field takes, and replaces what is selected', () => {
    fc.assert(
      fc.property(fc.array(anyKey, { maxLength: 20 }), fc.integer({ min: 0, max: 6 }), (keys, most) => {
        expect(keys.reduce((state, key) => press(state, key, most), EMPTY).text.length).toBeLessThanOrEqual(most);
      }),
    );
    expect(press({ text: '7.25', from: 0, to: 4, composing: false }, '8')).toEqual({ text: '8', from: 1, to: 1, composing: false });
    expect(takeBack({ text: '7.25', from: 1, to: 4, composing: false }).text).toBe('7');
  });
});

describe('the sheet a field opens with', () => {
  it.each([
    [{ type: 'text', inputMode: 'decimal' }, 'number'],
    [{ type: 'text', inputMode: '' }, 'ko'],
    [{ type: 'textarea', inputMode: '' }, 'ko'],
    [{ type: 'password', inputMode: '' }, 'en'],
    [{ type: 'password', inputMode: 'numeric' }, 'number'],
    [{ type: 'text', inputMode: 'none' }, null],
    [{ type: 'checkbox', inputMode: '' }, null],
    [{ type: 'file', inputMode: '' }, null],
  ] as const)('%o: %s', (field, sheet) => expect(sheetOf(field, 'ko')).toBe(sheet));
});
