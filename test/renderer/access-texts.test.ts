import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { GATE_CODES, isWrittenDown } from '#core/access/gate.ts';
import { RIGHTS, ROLES } from '#core/access/rights.ts';
import { SECRET_FAULT_CODES } from '#core/access/secret-rules.ts';
import { resources } from '#renderer/i18n/index.ts';
import type { Language } from '#renderer/store/settings-store.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Text at a dotted path of the window's texts. */
function textAt(language: Language, space: keyof (typeof resources)['ko'], key: string): unknown {
  let at: unknown = resources[language][space];
  for (const part of key.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  return at;
}

describe.each(['ko', 'en'] as const)('words of access, %s', (language) => {
  it('name every role, right and command the audit log can hold', () => {
    const written = Object.entries(COMMAND_RULES).filter(([, rule]) => isWrittenDown(rule)).map(([name]) => `call.${name}`);
    for (const key of [...ROLES.map((role) => `role.${role}`), ...RIGHTS.map((right) => `right.${right}`), ...written])
      expect(textAt(language, 'people', key), key).toBeTypeOf('string');
  });

  it('say why for every refusal of the gate, the log-in and the people desk', () => {
    const folder = path.join(root, 'src/engine/app/access');
    const codes = readdirSync(folder).flatMap((file) =>
      [...readFileSync(path.join(folder, file), 'utf8').matchAll(/'(access\.[a-z][A-Za-z]+)'/g)].map(([, code]) => code ?? ''),
    );
    const names = new Set([...Object.keys(COMMAND_RULES), 'access.status', 'access.people', 'access.audit', 'access.auditCheck', 'access.sessionOver']);
    const register = 'access.register';
    for (const code of new Set([...codes, ...GATE_CODES, ...SECRET_FAULT_CODES]))
      if (!names.has(code) && code !== register) expect(textAt(language, 'messages', code), code).toBeTypeOf('string');
  });
});
