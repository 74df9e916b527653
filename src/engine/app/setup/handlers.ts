import { judgeCall } from '#core/access/gate.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { SetupView } from '#contract/setup.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Caller, Handlers } from '#engine/rpc/handlers.ts';
import type { AccessService } from '../access/index.ts';
import type { Engine } from '../engine.ts';
import { tryWire } from '../test-wire.ts';
import { readLiveValues } from './live-values.ts';
import { checkSource, installedProfiles, restingProfiles, summaryOf } from './profile-source.ts';
import type { SetupDesk } from './setup-desk.ts';

interface SetupParts {
  readonly desk: SetupDesk;
  readonly engine: Engine;
  readonly access: AccessService;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Answers the calls of the set-up. How far it is may be written down by anybody while there is no
 * administrator, who is made in it; from then on it is for those who may configure the site.
 */
export function setupHandlers({
  desk,
  engine,
  access,
  clock,
  log,
}: SetupParts): Pick<Handlers, Extract<keyof Handlers, `setup.${string}`>> {
  const allowed = (caller: Caller): Result<string, RpcError> => {
    if (access.state !== 'people') return ok('');
    const person = access.personOf(caller.id)?.person ?? null;
    const verdict = judgeCall({
      state: access.state,
      rule: 'site.configure',
      role: person?.role ?? null,
      mustChange: person?.mustChange ?? false,
      needsSecond: false,
    });
    if (verdict.pass) return ok(person?.name ?? '');
    return err(
      rpcFault('refused', 'the set-up is for those who may configure the site', verdict.code, {
        ...verdict.params,
        call: 'setup.save',
      }),
    );
  };
  const asked = async (
    caller: Caller,
    work: (who: string) => Promise<Result<SetupView, RpcError>>,
  ): Promise<Result<SetupView, RpcError>> => {
    const who = allowed(caller);
    return who.ok ? work(who.value) : who;
  };
  return {
    'setup.view': () => Promise.resolve(ok(desk.view())),
    'setup.profiles': () =>
      Promise.resolve(
        ok({
          present: summaryOf(engine.profile),
          installed: [...installedProfiles()],
          resting: [...restingProfiles(desk.dataDir)],
        }),
      ),
    'setup.checkProfile': ({ source }) => Promise.resolve(ok(checkSource(source).check)),
    'setup.readValues': async ({ connection }) => {
      const tools = { clock, log };
      return ok(
        await tryWire(engine, connection, (open) =>
          readLiveValues(connection, open, engine.profile, tools),
        ),
      );
    },
    'setup.open': ({ step }, caller) => asked(caller, () => desk.open(step)),
    'setup.draft': ({ step, fields }, caller) => asked(caller, () => desk.draft(step, fields)),
    'setup.mark': ({ step, how }, caller) => asked(caller, (who) => desk.mark(step, how, who)),
    'setup.leave': (_params, caller) => asked(caller, () => desk.leave()),
    'setup.save': ({ change, who }) => desk.save(change, who),
    'setup.takeProfile': ({ source, who }) => desk.takeProfile(source, who),
    'setup.finish': ({ who }) => desk.finish(who),
    'setup.restart': ({ who }) => desk.restart(who),
  };
}
