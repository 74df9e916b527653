import { onTestFinished } from 'vitest';
import type { Commands } from '#contract/api.ts';
import { calls } from '#contract/api.ts';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Role } from '#core/access/rights.ts';
import type { Result } from '#core/result.ts';
import { ok } from '#core/result.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { AccessService, REGISTER_KEY, accessHandlers, gated } from '#engine/app/access/index.ts';
import { openHistorian } from '#engine/historian/index.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Caller, Handlers } from '#engine/rpc/handlers.ts';
import { must, tempDir } from '../../historian/rig.ts';

/** Strong enough for the rules, cheap to hash in a test. */
export const PASSWORD = 'brown heron wades';
export const CHEAP = { N: 16, r: 1, p: 1 } as const;

export const COMMANDS = Object.keys(COMMAND_RULES) as (keyof Commands)[];

export interface AccessRig {
  readonly access: AccessService;
  readonly clock: SimulatedClock;
  readonly historian: Historian;
  readonly dataDir: string;
  /** Commands other than those on access that came through the gate, with their parameters. */
  readonly reached: { name: CallName; params: unknown }[];
  /** Asks through the real gate, as connection `id`. */
  ask<N extends CallName>(id: number, name: N, params: Params<N>): Promise<Result<ResultOf<N>, RpcError>>;
  advance(ms: number): Promise<void>;
  /** The same data folder with a service that was started anew. */
  restarted(): Promise<AccessService>;
}

/** The real register, sessions, gate and history; behind the gate stands a stub for every other call. */
export async function accessRig(options: { readonly virtual: boolean; readonly text?: string }): Promise<AccessRig> {
  const dataDir = tempDir();
  const clock = new SimulatedClock(Date.UTC(2026, 10, 2));
  const historian = must(await openHistorian({ dataDir, log: silentLog }));
  onTestFinished(() => historian.close());
  const store = (scan: ScanRecord): Promise<unknown> => historian.commit(scan);
  const service = (text: string | undefined): AccessService =>
    new AccessService({
      clock, log: silentLog, dataDir, siteName: 'Geumgang', store, register: text,
      isVirtual: () => options.virtual, cost: CHEAP,
    });
  const access = service(options.text);
  onTestFinished(() => access.stop());
  const reached: AccessRig['reached'] = [];
  const stubs = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map((name) => [
      name,
      (params: unknown) => {
        reached.push({ name, params });
        return Promise.resolve(ok({}));
      },
    ]),
  );
  const handlers = gated({ ...(stubs as unknown as Handlers), ...accessHandlers(access, historian) }, access, {
    historian,
    drafts: { keep: () => Promise.resolve(ok({})), sending: () => Promise.resolve(null) },
    before: { 'connection.set': () => ({ kind: 'virtual', speed: 1 }) },
  });
  return {
    access, clock, historian, dataDir, reached,
    async ask(id, name, params) {
      const caller: Caller = { id, subscribe: () => undefined };
      const handler = handlers[name] as (params: unknown, caller: Caller) => Promise<Result<never, RpcError>>;
      return handler(params, caller);
    },
    advance: (ms) => clock.advance(ms, () => new Promise((resolve) => setImmediate(resolve))),
    async restarted() {
      return service(must(await historian.loadState())[REGISTER_KEY]);
    },
  };
}

/** Makes the first administrator on connection 1 and answers the recovery code. */
export async function setUp(rig: AccessRig): Promise<string> {
  const made = await rig.ask(1, 'access.setUp', { name: 'Kim', password: PASSWORD, language: 'ko' });
  if (!made.ok) throw new Error(made.error.message);
  return made.value.recoveryCode;
}

/** Adds a person of a role by the administrator on connection 1, logs them in on connection `id` with their own password. */
export async function addPerson(rig: AccessRig, name: string, role: Role, id: number): Promise<string> {
  const added = await rig.ask(1, 'access.addPerson', { name, role, language: 'ko', password: 'first one to go away' });
  if (!added.ok) throw new Error(`${added.error.message} ${String(added.error.messageCode)}`);
  const inside = await rig.ask(id, 'access.login', { name, password: 'first one to go away', code: null });
  if (!inside.ok) throw new Error(inside.error.message);
  const own = await rig.ask(id, 'access.ownPassword', { password: 'first one to go away', newPassword: PASSWORD });
  if (!own.ok) throw new Error(own.error.message);
  return added.value.id;
}
