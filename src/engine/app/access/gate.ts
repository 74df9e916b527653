import { forAudit, subjectOf } from '#core/access/audit.ts';
import { isWrittenDown, judgeCall, rightOf } from '#core/access/gate.ts';
import type { CallRule } from '#core/access/gate.ts';
import { ROLE_RIGHTS } from '#core/access/rights.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { CallName, Commands, Params } from '#contract/api.ts';
import { commands } from '#contract/api.ts';
import { ALWAYS_SIGNED, COMMAND_RULES, QUERY_RIGHTS } from '#contract/call-rights.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { CallNote, Caller, Handlers } from '#engine/rpc/handlers.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { newLedger, withLedger } from '../ledger.ts';
import type { TogetherDesk } from '../together/index.ts';
import type { DraftDesk } from '../draft-desk.ts';
import type { AccessService } from './access-service.ts';
import { numbered, whatChanged } from './what-changed.ts';

type AnyHandler = (params: unknown, caller: Caller) => Promise<Result<unknown, RpcError>>;

/** What stands before a command, for its row in the audit log: read just before it runs. */
export type BeforeCommand = { readonly [N in keyof Commands]?: (params: never) => unknown };

/** Where the gate reads what a command changed. */
export interface GateSources {
  readonly historian: Pick<Historian, 'entries'>;
  /** Texts of forms that were not sent yet. */
  readonly drafts: Pick<DraftDesk, 'keep' | 'sending'>;
  /** Who else changes the same. */
  readonly together?: Pick<TogetherDesk, 'inTurn' | 'judge' | 'tell'>;
  /** Only for commands that change something no record of ours holds. */
  readonly before?: BeforeCommand;
}

const isCommand = (name: CallName): name is keyof Commands => Object.hasOwn(commands, name);

const ruleOf = (name: CallName): CallRule => (isCommand(name) ? COMMAND_RULES[name] : (QUERY_RIGHTS[name] ?? 'open'));

/**
 * Puts the gate before every handler: who is this, may they, was it signed; then the handler runs
 * with the session's person as `who`, whatever the caller wrote there, and what came of it goes to
 * the audit log, refusals too. A call that is not in the table does not compile there.
 */
export function gated(handlers: Handlers, access: AccessService, { historian, drafts, together, before = {} }: GateSources): Handlers {
  const shells = new Set<number>();
  const wrap = (name: CallName): AnyHandler => {
    const rule = ruleOf(name);
    const handler = handlers[name] as AnyHandler;
    const command = isCommand(name);
    if (name === 'hello') return greeting(handler, shells);
    if (rule === 'open' && name !== 'together.standing')
      return async (params, caller) => {
        const answer = await handler(params, caller);
        if (answer.ok && command && caller.form !== undefined) await drafts.keep(caller.form, '');
        return answer;
      };
    const through: AnyHandler = async (params, caller) => {
      const found = access.personOf(caller.id);
      // The shell ends the engine it started; it lives on the same side of the socket's rights as this process.
      const isShell = name === 'engine.stop' && found === null && shells.has(caller.id);
      const { state } = access;
      // What stands of a thing is for those who may change it.
      const needed = name === 'together.standing' ? ruleOf((params as Params<'together.standing'>).call as CallName) : rule;
      const judge = (needsSecond: boolean) =>
        judgeCall({ state, rule: needed, role: found?.person.role ?? null, mustChange: found?.person.mustChange ?? false, needsSecond });
      const verdict = isShell || (!command && state === 'setUpFirst') ? { pass: true as const } : judge(false);
      const asked = state === 'people' && found !== null ? withWho(params, found.person.name) : params;
      const about = {
        actor: isShell ? 'shell' : actorOf(found?.person.name ?? null, state === 'open' ? params : null),
        role: found?.person.role ?? null,
        session: found?.session.id ?? null,
      };
      const write = (outcome: 'done' | 'refused' | 'failed', code: string | null, note: CallNote, earlier: unknown, second: string | null): Promise<void> =>
        command && isWrittenDown(rule)
          ? access.book.tell({
              audit: [{
                ...about, tsMs: access.nowMs, second, action: name, outcome, code,
                subject: note.subject ?? subjectOf(asked),
                before: note.before ?? forAudit(earlier),
                after: note.after ?? forAudit(withoutWho(asked)),
              }],
            })
          : Promise.resolve();
      if (!verdict.pass) {
        await write('refused', verdict.code, {}, null, null);
        return err(rpcFault('refused', refusalText(name, verdict.code, verdict.params), verdict.code, { ...verdict.params, call: name }));
      }
      // Before anybody is asked to sign: what was drawn up on something older does not go through anyway.
      const overtaken = command && caller.base !== undefined ? ((await together?.judge(name, asked, caller.base)) ?? null) : null;
      if (overtaken !== null) {
        await write('refused', overtaken.messageCode, {}, null, null);
        return err(overtaken);
      }
      let second: string | null = null;
      const signs = command && found !== null && state === 'people' && (access.book.register.settings.second.includes(name) || (ALWAYS_SIGNED.includes(name) && access.othersWho(rightOf(rule), found.person.id)));
      if (command && found !== null && signs) {
        second = access.signatures.take(caller.id, name, asked);
        if (second === null) {
          const ticket = access.signatures.ask(caller.id, name, asked);
          const refused = judge(true);
          await write('refused', 'access.secondSignature', {}, null, null);
          return err(rpcFault('refused', `${name} needs the signature of a second person`, 'access.secondSignature', {
            ...(refused.pass ? {} : refused.params), ticket, call: name,
          }));
        }
      }
      if (name !== 'together.standing') access.sessions.touch(caller.id);
      let note: CallNote = {};
      const earlier = command ? await (before[name] as ((asked: unknown) => unknown) | undefined)?.(asked) : null;
      const { form } = caller;
      const ledger = newLedger(command && form !== undefined ? await drafts.sending(form) : null);
      const run = (): ReturnType<AnyHandler> => handler(asked, { ...caller, note: (told) => { note = { ...note, ...told }; } });
      const answer = await withLedger(ledger, run);
      // What a command keeps in a file of its own left no record to go with; doing it twice does no harm.
      if (answer.ok && ledger.letGo !== null && form !== undefined) await drafts.keep(form, '');
      if (command && isWrittenDown(rule)) note = { ...numbered(ledger, subjectOf(asked)), ...(await whatChanged(ledger, historian)), ...note };
      await write(
        answer.ok ? 'done' : answer.error.code === 'refused' ? 'refused' : 'failed',
        answer.ok ? null : (answer.error.messageCode ?? answer.error.code), note, earlier, second,
      );
      if (command && answer.ok) together?.tell(name, asked, about.actor.replace(/^person:/, ''), access.nowMs);
      // With another plant behind it the state may be another one too.
      if (name === 'connection.set' && answer.ok) access.changed();
      return answer;
    };
    return command && together !== undefined ? (params, caller) => together.inTurn(name, params, () => through(params, caller)) : through;
  };
  const names = Object.keys(handlers) as CallName[];
  return Object.fromEntries(names.map((name) => [name, wrap(name)])) as unknown as Handlers;
}

/** What a connection says first that it is, it stays. */
function greeting(handler: AnyHandler, shells: Set<number>): AnyHandler {
  const greeted = new Set<number>();
  return (params, caller) => {
    const { client } = params as { readonly client?: string };
    if (!greeted.has(caller.id) && client === 'shell') shells.add(caller.id);
    greeted.add(caller.id);
    return handler(params, caller);
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parameters with the session's person in the place of whoever was named. */
function withWho(params: unknown, name: string): unknown {
  if (!isRecord(params)) return params;
  const { intent } = params;
  return {
    ...params,
    ...('who' in params ? { who: name } : {}),
    ...(isRecord(intent) && 'who' in intent ? { intent: { ...intent, who: name } } : {}),
  };
}

/** Who it was stands in a column of its own. */
function withoutWho(params: unknown): unknown {
  if (!isRecord(params)) return params;
  const { who: _, ...rest } = params;
  return rest;
}

function actorOf(name: string | null, params: unknown): string {
  if (name !== null) return `person:${name}`;
  if (!isRecord(params)) return 'nobody';
  const who = isRecord(params['intent']) ? params['intent']['who'] : params['who'];
  return typeof who === 'string' && who.trim() !== '' ? `person:${who.trim()}` : 'nobody';
}

function refusalText(call: string, code: string, { right = '', role = '', roles = '' }: Readonly<Record<string, string>>): string {
  switch (code) {
    case 'access.setUpFirst':
      return `${call} is refused: a real plant is connected and no administrator was set up; set one up first`;
    case 'access.loginNeeded':
      return `${call} needs the right ${right}; log in as one of: ${roles}`;
    case 'access.mustChange':
      return `${call} is refused until this person has chosen a password of their own`;
    default:
      return `${call} needs the right ${right}, which the role ${role} does not carry; it is carried by: ${roles}`;
  }
}

/** Signs for somebody else's command: another person, who may do it themselves. */
export async function countersign(
  access: AccessService,
  asked: { readonly ticket: string; readonly name: string; readonly how: 'password' | 'pin'; readonly password: string; readonly code: string | null },
  caller: Caller,
): Promise<Result<Record<string, never>, RpcError>> {
  const refuse = (code: string, message: string, params: RpcError['params'] = {}) => err(rpcFault('refused', message, code, params));
  const found = access.personOf(caller.id);
  const call = access.signatures.callOf(caller.id, asked.ticket);
  if (found === null || call === null) return refuse('access.ticketOver', 'nothing waits for this signature any more; give the command again');
  const known = asked.how === 'pin' ? await access.logIn.byPin(asked.name, asked.password) : await access.logIn.byPassword(asked.name, asked.password, asked.code);
  if (!known.ok) return known;
  const signer = known.value;
  const right = rightOf(ruleOf(call as CallName));
  const fault =
    signer.id === found.person.id ? 'access.sameSigner'
    : right !== null && !ROLE_RIGHTS[signer.role].includes(right) ? 'access.signerNoRight'
    : null;
  await access.book.tell({
    audit: [access.row('access.countersign', fault === null ? 'done' : 'refused', {
      person: signer, session: found.session, code: fault, subject: call, second: fault === null ? signer.name : null,
      after: { for: found.person.name },
    })],
  });
  if (fault !== null)
    return refuse(fault, `${signer.name} cannot sign for ${call}`, { name: signer.name, role: signer.role, right });
  access.signatures.sign(asked.ticket, signer.name);
  return ok({});
}
