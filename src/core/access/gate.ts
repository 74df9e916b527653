import { ROLES, ROLE_RIGHTS } from './rights.ts';
import type { Right, Role } from './rights.ts';

/**
 * Who may ask for what. `open`: no administrator was set and the plant is the built-in virtual one,
 * so that the program can be tried out; a command only needs a name. `setUpFirst`: no administrator,
 * but a real plant: nothing but looking and setting up. `people`: a person with the right.
 */
export const ACCESS_STATES = ['open', 'setUpFirst', 'people'] as const;
export type AccessState = (typeof ACCESS_STATES)[number];

export const accessState = (hasAdministrator: boolean, isVirtualPlant: boolean): AccessState =>
  hasAdministrator ? 'people' : isVirtualPlant ? 'open' : 'setUpFirst';

/**
 * What a call needs. `open`: nothing, and it is not written down. `self`: to be logged in. A right:
 * a role that carries it. `quiet`: the same, but it comes so often (each key stroke of a draft) that it
 * is not written down.
 */
export type CallRule = 'open' | 'self' | Right | { readonly right: Right; readonly quiet: true };

export const rightOf = (rule: CallRule): Right | null =>
  typeof rule === 'object' ? rule.right : rule === 'open' || rule === 'self' ? null : rule;

export const isWrittenDown = (rule: CallRule): boolean => rule !== 'open' && typeof rule !== 'object';

/** Roles that carry a right, least first. */
export const rolesWith = (right: Right): readonly Role[] => ROLES.filter((role) => ROLE_RIGHTS[role].includes(right));

export const GATE_CODES = [
  'access.setUpFirst',
  'access.loginNeeded',
  'access.noRight',
  'access.mustChange',
  'access.secondSignature',
] as const;

export type GateVerdict =
  | { readonly pass: true }
  | {
      readonly pass: false;
      readonly code: (typeof GATE_CODES)[number];
      readonly params: Readonly<Record<string, string>>;
    };

export interface GateQuestion {
  readonly state: AccessState;
  readonly rule: CallRule;
  /** Role of who is logged in; null when nobody is. */
  readonly role: Role | null;
  /** The password was set by somebody else: first an own one. */
  readonly mustChange: boolean;
  /** This call is one of those that need a second person, and nobody has signed it yet. */
  readonly needsSecond: boolean;
}

const PASS: GateVerdict = { pass: true };

/** Whether a call may go on; a refusal names the right, the role and who may. */
export function judgeCall({ state, rule, role, mustChange, needsSecond }: GateQuestion): GateVerdict {
  if (rule === 'open') return PASS;
  const right = rightOf(rule);
  const needs: Readonly<Record<string, string>> = right === null ? {} : { right, roles: rolesWith(right).join(' ') };
  if (state === 'open') return PASS;
  if (state === 'setUpFirst') return { pass: false, code: 'access.setUpFirst', params: needs };
  if (role === null) return { pass: false, code: 'access.loginNeeded', params: needs };
  if (right !== null && !ROLE_RIGHTS[role].includes(right))
    return { pass: false, code: 'access.noRight', params: { ...needs, role } };
  if (mustChange && rule !== 'self') return { pass: false, code: 'access.mustChange', params: needs };
  return needsSecond ? { pass: false, code: 'access.secondSignature', params: needs } : PASS;
}
