import { create } from 'zustand';
import type { AccessStatus, LoggedIn } from '#contract/access.ts';
import type { RpcError } from '#contract/wire.ts';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { judgeCall, rightOf, rolesWith } from '#core/access/gate.ts';
import { ROLE_RIGHTS } from '#core/access/rights.ts';
import type { Right } from '#core/access/rights.ts';
import { setPreferences, usePreferences } from './settings-store.ts';

/** What the engine waits for before it takes a command. */
export type AccessAsk =
  | { readonly kind: 'logIn'; readonly fault: RpcError | null }
  | { readonly kind: 'ownPassword' }
  | { readonly kind: 'sign'; readonly ticket: string; readonly call: string }
  | { readonly kind: 'setUp' }
  | { readonly kind: 'recover' };

export interface AccessState {
  /** As the engine last told it; null before the first word. */
  readonly status: AccessStatus | null;
  /** Until when the session lasts without input, on this window's monotonic clock, ms. */
  readonly endsMonoMs: number | null;
  /** Moves on when people, settings or sessions change; lists ask again. */
  readonly change: number;
  /** Dialog that is open. */
  readonly ask: AccessAsk | null;
  /** A sealed code that was just made and must be written down before anything else. */
  readonly recoveryCode: string | null;
}

/** Who is logged in in this window, and what the engine asks of them. */
export const useAccess = create<AccessState>()(() => ({ status: null, endsMonoMs: null, change: 0, ask: null, recoveryCode: null }));

const TOKEN_KEY = 'muljigi.session';
/** Callers that wait for the open dialog to end. */
let waiting: ((done: boolean) => void)[] = [];

export const access = {
  take(status: AccessStatus): void {
    const { session } = status;
    useAccess.setState({ status, endsMonoMs: session === null ? null : performance.now() + session.leftMs });
  },
  /** A session began: kept over a reload of the page, not beyond the window. */
  entered({ status, token }: LoggedIn): void {
    sessionStorage.setItem(TOKEN_KEY, token);
    access.take(status);
  },
  token: (): string | null => sessionStorage.getItem(TOKEN_KEY),
  forget(): void {
    sessionStorage.removeItem(TOKEN_KEY);
  },
  changed(): void {
    useAccess.setState((state) => ({ change: state.change + 1 }));
  },
  /** Opens a dialog; resolves true when what it asked for was given. */
  ask(ask: AccessAsk): Promise<boolean> {
    const { ask: open } = useAccess.getState();
    // Another call waits for a log-in already: one dialog serves both.
    if (open !== null && open.kind !== ask.kind) access.settle(false);
    useAccess.setState({ ask: open !== null && open.kind === ask.kind && ask.kind !== 'sign' ? open : ask });
    return new Promise((resolve) => waiting.push(resolve));
  },
  settle(done: boolean): void {
    const waiters = waiting;
    waiting = [];
    useAccess.setState({ ask: null });
    waiters.forEach((resolve) => resolve(done));
  },
  /** From one dialog on to another; whoever waits goes on waiting. */
  turnTo(ask: AccessAsk): void {
    useAccess.setState({ ask });
  },
  showCode(recoveryCode: string | null): void {
    useAccess.setState({ recoveryCode });
  },
};

const isCommand = (call: string): call is keyof typeof COMMAND_RULES => Object.hasOwn(COMMAND_RULES, call);

/**
 * Calls that bring up a dialog when the gate refuses them; questions only show why, and so does what
 * proves who somebody is, since the dialogs themselves send it.
 */
export const isGated = (call: string): boolean =>
  isCommand(call) && !(call.startsWith('access.') && rightOf(COMMAND_RULES[call]) === null);

/** What a refusal of the gate can be cleared by; null when nothing a person does here helps. */
export function clearedBy(fault: RpcError): AccessAsk | null {
  switch (fault.messageCode) {
    case 'access.loginNeeded':
      return { kind: 'logIn', fault };
    case 'access.mustChange':
      return { kind: 'ownPassword' };
    case 'access.setUpFirst':
      return { kind: 'setUp' };
    case 'access.secondSignature':
      return { kind: 'sign', ticket: String(fault.params['ticket'] ?? ''), call: String(fault.params['call'] ?? '') };
    default:
      return null;
  }
}

/** Stands in the place of a name while nobody is logged in: the engine asks who it is and puts that in. */
const SOMEBODY = '-';

/** Name that goes into a command: the person logged in, else the one this PC remembers. */
export function useOperatorName(): string {
  const remembered = usePreferences((state) => state.operatorName);
  return useAccess(({ status }) => nameOf(status, remembered));
}

const nameOf = (status: AccessStatus | null, remembered: string): string =>
  status?.session != null ? status.session.name : status === null || status.state === 'open' ? remembered : SOMEBODY;

/** Whether a field for the name is to be shown: not where a log-in says who it is. */
export const useAsksName = (): boolean => useAccess(({ status }) => status === null || status.state === 'open');

/** Remembers the name on this PC; who is logged in is not for the next person to be called. */
export function rememberOperator(name: string): void {
  const { status } = useAccess.getState();
  if (status === null || status.state === 'open') setPreferences({ operatorName: name });
}

export interface May {
  readonly may: boolean;
  /** Message code with params of why not. */
  readonly code: string | null;
  readonly params: Readonly<Record<string, string>>;
}

/** Whether the person at this window may use a right. Somebody who is not logged in may: they are asked to log in. */
export function useMay(right: Right): May {
  const role = useAccess(({ status }) => status?.session?.role ?? null);
  const state = useAccess(({ status }) => status?.state ?? 'open');
  if (role === null || ROLE_RIGHTS[role].includes(right)) return { may: true, code: null, params: {} };
  const verdict = judgeCall({ state, rule: right, role, mustChange: false, needsSecond: false });
  return verdict.pass ? { may: true, code: null, params: {} } : { may: false, code: verdict.code, params: { right, role, roles: rolesWith(right).join(' ') } };
}
