import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import { checkRequest, issueText } from '#core/what-if/check.ts';
import type { WhatIfRequest } from '#core/what-if/request.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import type { RpcError } from '#contract/wire.ts';
import type { WhatIfRun } from '#contract/what-if.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { Engine } from './engine.ts';
import { presentState } from './what-if-present.ts';
import { startWhatIfProcess } from './what-if-process.ts';
import type { WhatIfProcess } from './what-if-process.ts';
import { RUNS_KEPT, WhatIfStore } from './what-if-store.ts';

export interface WhatIfServiceOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly profileDir: string;
  readonly dataDir: string;
}

/** Progress is told in steps of this share; a window needs no finer. */
const PROGRESS_STEP = 0.01;

/**
 * Answers "what would happen if": takes the present state, has a process of its own work out both
 * futures, and keeps the last answers. It holds the engine only to look at it: readings, history
 * and connection. It has no part in commands, and what it starts has no way to a bus.
 */
export class WhatIfService {
  readonly #options: WhatIfServiceOptions;
  readonly #store: WhatIfStore;
  #runs: WhatIfRun[];
  #busy: { readonly id: string; readonly process: WhatIfProcess | null } | null = null;
  #stopped = false;
  #count = 0;
  #tell: (run: WhatIfRun) => void = () => undefined;

  constructor(options: WhatIfServiceOptions) {
    this.#options = options;
    this.#store = new WhatIfStore(path.join(options.dataDir, 'what-if'), options.log);
    this.#runs = this.#store.load();
    this.#prune();
  }

  /** Runs that begin, move on or end go here. */
  onRun(listener: (run: WhatIfRun) => void): void {
    this.#tell = listener;
  }

  status(): WhatIfRun[] {
    return [...this.#runs];
  }

  result(id: string): Result<{ run: WhatIfRun; result: WhatIfResult }, RpcError> {
    const run = this.#runs.find((each) => each.id === id);
    const result = run?.state === 'done' ? this.#store.result(id) : null;
    return run === undefined || result === null
      ? err(rpcFault('notFound', `no what-if answer ${id}`, 'whatIf.gone', {}))
      : ok({ run, result });
  }

  /** Takes the present state and begins to work; the answer comes as events and is then kept. */
  async start(request: WhatIfRequest, who: string): Promise<Result<WhatIfRun, RpcError>> {
    const { engine, clock } = this.#options;
    const [issue] = checkRequest(engine.profile, request);
    if (issue !== undefined) {
      const { rule, field, value, allowed, change } = issue;
      return err(
        rpcFault('badRequest', issueText(issue), `whatIf.${rule}`, {
          change: change + 1,
          field,
          value,
          allowed,
        }),
      );
    }
    if (this.#busy !== null)
      return err(
        rpcFault(
          'refused',
          'a what-if is being worked out; wait for it or cancel it',
          'whatIf.busy',
        ),
      );
    const askedMs = clock.wallMs();
    const id = `what-if-${String(askedMs)}-${String(++this.#count)}`;
    this.#busy = { id, process: null };
    const origin = await presentState(this.#options);
    if (!origin.ok || this.#stopped) {
      this.#busy = null;
      return origin.ok ? err(rpcFault('unavailable', 'the engine is stopping')) : origin;
    }
    const run: WhatIfRun = {
      id,
      askedMs,
      who,
      request,
      state: 'running',
      progress: 0,
      tookMs: 0,
      fault: null,
    };
    this.#runs = [run, ...this.#runs];
    this.#prune();
    this.#store.save(run, null);
    this.#begin(run, origin.value);
    return ok(run);
  }

  cancel(id: string): Result<WhatIfRun, RpcError> {
    const run = this.#runs.find((each) => each.id === id);
    if (run === undefined || run.state !== 'running' || this.#busy?.id !== id)
      return err(rpcFault('notFound', `no what-if ${id} is being worked out`, 'whatIf.notRunning'));
    this.#busy.process?.cancel();
    return ok(run);
  }

  /** Ends what is being worked out; nothing is left behind. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const process = this.#busy?.process ?? null;
    process?.cancel();
    await process?.outcome;
  }

  #begin(run: WhatIfRun, origin: Parameters<typeof startWhatIfProcess>[0]['job']['origin']): void {
    const { clock, log, profileDir, engine } = this.#options;
    const { limits, tariffs } = engine.profile;
    const startedMs = clock.monoMs();
    const tookMs = (): number => Math.round(clock.monoMs() - startedMs);
    let told = 0;
    const process = startWhatIfProcess({
      job: { profileDir, own: { limits, tariffs }, request: run.request, origin },
      clock,
      log,
      onProgress: (share) => {
        if (share < told + PROGRESS_STEP) return;
        told = share;
        this.#set({ ...run, progress: share, tookMs: tookMs() });
      },
    });
    this.#busy = { id: run.id, process };
    this.#tell(run);
    void process.outcome.then((outcome) => {
      this.#busy = null;
      const ended = { ...run, progress: told, tookMs: tookMs() };
      if (!outcome.ok) {
        const cancelled = outcome.error.code === 'whatIf.cancelled';
        const { code, params } = outcome.error;
        const over: WhatIfRun = {
          ...ended,
          state: cancelled ? 'cancelled' : 'failed',
          fault: cancelled ? null : { code, params: { ...params } },
        };
        // Ended with the engine, nobody gave it up: the next start says what became of it.
        if (!this.#stopped) this.#store.save(over, null);
        this.#set(over);
        return;
      }
      const done: WhatIfRun = { ...ended, state: 'done', progress: 1 };
      this.#store.save(done, outcome.value);
      this.#set(done);
    });
  }

  #prune(): void {
    for (const old of this.#runs.splice(RUNS_KEPT)) this.#store.drop(old.id);
  }

  #set(run: WhatIfRun): void {
    this.#runs = this.#runs.map((each) => (each.id === run.id ? run : each));
    this.#tell(run);
  }
}

/** Answers the calls of the contract that belong to it. */
export const whatIfHandlers = (
  service: WhatIfService,
): Pick<Handlers, 'whatIf.status' | 'whatIf.result' | 'whatIf.start' | 'whatIf.cancel'> => ({
  'whatIf.status': () => Promise.resolve(ok(service.status())),
  'whatIf.result': ({ id }) => Promise.resolve(service.result(id)),
  'whatIf.start': ({ request, who }) => service.start(request, who),
  'whatIf.cancel': ({ id }) => Promise.resolve(service.cancel(id)),
});
