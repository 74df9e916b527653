import { beforeAll, describe, expect, it } from 'vitest';
import { ESLint } from 'eslint';
import { anyFile, firedRules, root } from './lint-snippet.ts';

beforeAll(() => firedRules('src/core', 'export {};'), 300_000);

describe('the pure core', () => {
  it.each([
    ['wall clock', 'export const now = Date.now();', 'no-restricted-globals'],
    ['new date', 'export const today = new Date();', 'no-restricted-globals'],
    ['randomness', 'export const dice = Math.random();', 'no-restricted-properties'],
    ['crypto randomness', 'export const id = crypto.randomUUID();', 'no-restricted-globals'],
    ['timeout', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['interval', 'setInterval(() => undefined, 1);', 'no-restricted-globals'],
    ['immediate', 'setImmediate(() => undefined);', 'no-restricted-globals'],
    ['monotonic clock', 'export const t = performance.now();', 'no-restricted-globals'],
    ['process', 'export const mode = process.env;', 'no-restricted-globals'],
    ['console', "console.log('x');", 'no-restricted-globals'],
    ['network', "export const page = fetch('x');", 'no-restricted-globals'],
    ['a way around by globalThis', 'export const t = globalThis.Date.now();', 'no-restricted-globals'],
  ])('refuses %s', async (_name, code, rule) => {
    expect(await firedRules('src/core', code)).toContain(rule);
  });

  it('allows the same in the engine', async () => {
    expect(await firedRules('src/engine/app', 'export const now = Date.now();')).toEqual([]);
  });
});

describe('the language', () => {
  const twoStates = "type State = 'on' | 'off';\n";
  it.each([
    ['any', 'export const value: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['ts-ignore', '// @ts-ignore because\nexport const a: string = 1;', '@typescript-eslint/ban-ts-comment'],
    ['ts-expect-error', '// @ts-expect-error because\nexport const a: string = 1;', '@typescript-eslint/ban-ts-comment'],
    ['a type imported as a value', "import { z } from 'zod';\nexport type A = z.ZodType;", '@typescript-eslint/consistent-type-imports'],
    ['a switch that forgets a case', `${twoStates}export function f(s: State): number {\n  switch (s) {\n    case 'on':\n      return 1;\n  }\n  return 0;\n}`, '@typescript-eslint/switch-exhaustiveness-check'],
    ['a promise nobody waits for', 'async function f(): Promise<void> {}\nf();', '@typescript-eslint/no-floating-promises'],
    ['an enum', 'export enum Mode { A, B }', 'no-restricted-syntax'],
    ['a parameter property', 'export class A { constructor(public x: number) {} }', 'no-restricted-syntax'],
    ['a namespace', 'export namespace A { export const x = 1; }', 'no-restricted-syntax'],
    ['a non-null assertion', 'export const f = (x: string | null) => x!.length;', '@typescript-eslint/no-non-null-assertion'],
    ['loose equality', 'export const f = (x: unknown) => x == 1;', 'eqeqeq'],
    ['an unused name', 'const unused = 1;', '@typescript-eslint/no-unused-vars'],
    ['a file of over 400 lines', 'export {};\n'.repeat(401), 'max-lines'],
  ])('refuses %s', async (_name, code, rule) => {
    expect(await firedRules('src/engine/ports', code)).toContain(rule);
  });

  it('refuses a needless eslint-disable comment', async () => {
    const eslint = new ESLint({ cwd: root });
    const code = '// eslint-disable-next-line no-console\nexport const a = 1;\n';
    const [result] = await eslint.lintText(code, { filePath: anyFile('src/engine/ports') });
    expect(result?.messages.map((message) => message.message).join()).toContain('Unused eslint-disable');
  });

  it.each(['describe.skip', 'it.skip', 'it.only', 'test.only', 'it.todo'])('refuses %s in tests', async (call) => {
    const code = `import { describe, it, test } from 'vitest';\n${call}('x', () => undefined);\nvoid [describe, it, test];`;
    expect(await firedRules('test/lint', code)).toContain('no-restricted-properties');
  });

  it('checks the rules of hooks in the renderer', async () => {
    const code =
      "import { useState } from 'react';\nexport function Box({ open }: { open: boolean }) {\n  if (open) useState(1);\n  return null;\n}";
    expect(await firedRules('src/renderer', code, '.tsx')).toContain('react-hooks/rules-of-hooks');
  });
});
