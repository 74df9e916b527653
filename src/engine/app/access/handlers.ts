import { err, ok } from '#core/result.ts';
import type { accessCommands, accessQueries } from '#contract/access.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import type { AccessService } from './access-service.ts';
import { countersign } from './gate.ts';
import { PeopleDesk } from './people-desk.ts';

type AccessCall = keyof typeof accessQueries | keyof typeof accessCommands;

/** Answers the calls on people, sessions and the audit log. */
export function accessHandlers(access: AccessService, historian: Historian): Pick<Handlers, AccessCall> {
  const desk = new PeopleDesk(access);
  const { book, sessions, logIn } = access;
  return {
    'access.status': (_params, caller) => Promise.resolve(ok(access.status(caller.id))),
    'access.people': () => Promise.resolve(ok(book.register.people.map((person) => access.view(person)))),
    'access.audit': async (filter) => {
      const rows = stored(await historian.audit(filter));
      return rows.ok ? ok(rows.value.map((row) => ({ ...row, before: json(row.before), after: json(row.after) }))) : rows;
    },
    'access.auditCheck': async () => stored(await historian.auditCheck()),
    'access.setUp': ({ name, password, language }, caller) => desk.setUp(name, password, language, caller),
    'access.login': async ({ name, password, code }, caller) => {
      const known = await logIn.byPassword(name, password, code);
      return known.ok ? ok(await access.enter(caller.id, known.value, 'password', 'access.login')) : known;
    },
    'access.pin': async ({ name, pin }, caller) => {
      const known = await logIn.byPin(name, pin);
      return known.ok ? ok(await access.enter(caller.id, known.value, 'pin', 'access.pin')) : known;
    },
    'access.resume': ({ token }, caller) => {
      const resumed = sessions.resume(caller.id, token);
      return Promise.resolve(
        resumed === null
          ? err(rpcFault('refused', 'this session is over; log in again', 'access.sessionOver'))
          : ok({ status: access.status(caller.id), token }),
      );
    },
    'access.logout': (_params, caller) => {
      sessions.end(caller.id, 'logout');
      return Promise.resolve(ok(access.status(caller.id)));
    },
    'access.touch': (_params, caller) => {
      sessions.touch(caller.id);
      return Promise.resolve(ok(access.status(caller.id)));
    },
    'access.countersign': (asked, caller) => countersign(access, asked, caller),
    'access.recover': ({ recoveryCode, name, password }, caller) => desk.recover(recoveryCode, name, password, caller),
    'access.newRecoveryCode': ({ password }, caller) => desk.newRecoveryCode(password, caller),
    'access.addPerson': (draft, caller) => desk.add(draft, caller),
    'access.changePerson': ({ id, name, role, language, active }, caller) =>
      desk.change(id, {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(language === undefined ? {} : { language }),
        ...(active === undefined ? {} : { active }),
      }, caller),
    'access.resetPerson': ({ id, password }, caller) => desk.reset(id, password, caller),
    'access.ownPassword': ({ password, newPassword }, caller) => desk.ownPassword(password, newPassword, caller),
    'access.ownPin': ({ password, pin }, caller) => desk.ownPin(password, pin, caller),
    'access.codeBegin': ({ password }, caller) => desk.codeBegin(password, caller),
    'access.codeConfirm': ({ code }, caller) => desk.codeConfirm(code, caller),
    'access.codeOff': ({ password }, caller) => desk.codeOff(password, caller),
    'access.settings': ({ settings }, caller) => desk.settings(settings, caller),
  };
}

type Json = Awaited<ReturnType<Handlers['access.audit']>> extends { readonly ok: true; readonly value: readonly (infer Row)[] }
  ? Row extends { readonly before: infer Value } ? Value : never
  : never;
const json = (value: unknown): Json => value as Json;
