import type { Fields } from '#core/together/compare.ts';
import { movedFields, sameValue } from '#core/together/compare.ts';
import type { EntryBody } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { EventData } from '#contract/api.ts';
import { CHANGED, isReplacing, replacedBy, rulesOf } from '#contract/together.ts';
import type { ReplacingCommand, Standing } from '#contract/together.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import type { Present } from './present.ts';

/** Versions that are looked through for the one that brought the present fields; older than that nobody asks who. */
const MOST_VERSIONS = 200;

type Replaced = EventData<'replaced'>;

export interface TogetherOptions {
  readonly historian: Pick<Historian, 'entries' | 'audit'>;
  readonly present: Present;
}

/**
 * Several people who change the same thing: says what stands of what a command replaces and who put it
 * there, refuses what was drawn up on something older, and lets commands on the same record through one
 * after the other, so that nobody gets between the look and the change.
 */
export class TogetherDesk {
  readonly #options: TogetherOptions;
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(replaced: Replaced) => void>();

  constructor(options: TogetherOptions) {
    this.#options = options;
  }

  onReplaced(listener: (replaced: Replaced) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a call when those before it on the same record have answered. */
  async inTurn<T>(call: string, params: unknown, run: () => Promise<T>): Promise<T> {
    const what = isReplacing(call) ? replacedBy(call, params) : null;
    if (what === null) return run();
    const turn = (this.#turns.get(what) ?? Promise.resolve()).then(run, run);
    this.#turns.set(what, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(what) === turn) this.#turns.delete(what);
    }
  }

  /** Why a call that was drawn up on `base` must not go through now; null when nobody was there in between. */
  async judge(call: string, params: unknown, base: Fields): Promise<RpcError | null> {
    if (!isReplacing(call) || replacedBy(call, params) === null) return null;
    const found = await this.standing(call, params, base);
    if (!found.ok) return found.error;
    if (found.value === null) return null;
    const moved = movedFields(base, found.value.fields);
    if (moved.length === 0) return null;
    const { who, atMs } = found.value;
    return rpcFault(
      'refused',
      `${call} was drawn up before ${who ?? 'somebody'} changed ${moved.join(', ')}; look at what stands now and send it again`,
      CHANGED,
      { changedBy: who, changedMs: atMs, fields: moved.join(', '), call },
    );
  }

  /**
   * What stands now of what a call replaces.
   * @param base fields that count for who changed them last
   */
  async standing(
    call: ReplacingCommand,
    params: unknown,
    base: Fields,
  ): Promise<Result<Standing | null, RpcError>> {
    const { kind, id, inBody } = rulesOf(call);
    const found = id(params);
    if (found === null) return ok(null);
    const present = (await this.#options.present[call]?.(params as never)) ?? null;
    if (kind === null) return present === null ? ok(null) : this.#byAudit(call, present);
    const versions = stored(
      await this.#options.historian.entries({
        kinds: [kind],
        id: found,
        versions: 'all',
        limit: MOST_VERSIONS,
      }),
    );
    if (!versions.ok) return versions;
    const [newest] = versions.value;
    const fields = present ?? (newest === undefined ? null : inBody(newest.body, params));
    if (fields === null) return ok(null);
    if (newest === undefined) return ok({ fields: plain(fields), who: null, atMs: null });
    const counting = Object.keys(base);
    const shown = (body: EntryBody): Fields => {
      const each = inBody(body, params) ?? {};
      return Object.fromEntries(counting.map((field) => [field, each[field] ?? null]));
    };
    const last = shown(newest.body);
    const before = versions.value.findIndex(({ body }) => !sameValue(shown(body), last));
    const brought =
      versions.value[before === -1 ? versions.value.length - 1 : before - 1] ?? newest;
    return ok({ fields: plain(fields), who: nameOf(brought.actor), atMs: brought.writtenMs });
  }

  /** A call went through: forms on the same record are told. */
  tell(call: string, params: unknown, who: string, atMs: number): void {
    const what = isReplacing(call) ? replacedBy(call, params) : null;
    if (what !== null) for (const listener of this.#listeners) listener({ what, who, atMs });
  }

  async #byAudit(call: string, fields: Fields): Promise<Result<Standing, RpcError>> {
    const rows = stored(
      await this.#options.historian.audit({
        fromMs: null,
        toMs: null,
        person: null,
        outcome: 'done',
        action: call,
        beforeSeq: null,
        limit: 1,
      }),
    );
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return ok({
      fields: plain(fields),
      who: row === undefined ? null : nameOf(row.actor),
      atMs: row?.tsMs ?? null,
    });
  }
}

/** As it goes through a frame: what is undefined is not there. */
const plain = (fields: Fields): Standing['fields'] =>
  JSON.parse(JSON.stringify(fields)) as Standing['fields'];

/** Name of who wrote a version; what the engine did by itself goes by its own word. */
const nameOf = (actor: string): string => actor.replace(/^person:/, '');

/** Answers what stands now, for a form that is open. */
export const togetherHandlers = (desk: TogetherDesk) => ({
  'together.standing': ({ call, params, base }: { call: string; params: unknown; base: Fields }) =>
    isReplacing(call)
      ? desk.standing(call, params, base)
      : Promise.resolve(err(rpcFault('badRequest', `${call} replaces nothing`))),
});
