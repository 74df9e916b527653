import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ExportJob, ExportRequest } from '#core/analysis/export.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Clock } from '#core/time/clock.ts';
import type { ExportRun } from '#contract/analysis.ts';
import type { RpcError } from '#contract/wire.ts';
import { temporaryPath } from '#engine/historian/index.ts';
import type { HistoryAnalyst } from '#engine/ports/analysis.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { exportWords } from '../texts.ts';
import { faultCode } from './analysis-fault.ts';
import { unknownTag } from './analysis-service.ts';
import { ExportStore } from './export-store.ts';
import type { StoredRun } from './export-store.ts';

export interface ExportServiceOptions {
  readonly profile: PlantProfile;
  readonly analyst: HistoryAnalyst;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly version: string;
}

/** Exports remembered; the oldest that has ended goes when another comes. */
const RUNS_KEPT = 20;
const MOST_QUEUED = 10;
const PIECE_BYTES = 384 * 1024;
const REMAINING_FROM_SHARE = 0.02;
const hasEnded = ({ state }: ExportRun): boolean => state !== 'queued' && state !== 'running';

/** Writes exports one after the other. The list lives here, so that it outlasts the screen that asked. */
export class ExportService {
  readonly #options: ExportServiceOptions;
  readonly #dir: string;
  readonly #store: ExportStore;
  readonly #aborts = new Map<string, AbortController>();
  #runs: StoredRun[];
  #count = 0;
  #last: Promise<void> = Promise.resolve();
  #tell: (run: ExportRun) => void = () => undefined;

  constructor(options: ExportServiceOptions) {
    this.#options = options;
    this.#dir = path.join(options.dataDir, 'exports');
    this.#store = new ExportStore(this.#dir, options.log);
    this.#runs = this.#store
      .load()
      .map((each) => (hasEnded(each.run) ? each : this.#clearUp(each)));
  }

  /** Exports that begin, move on or end go here. */
  onRun(listener: (run: ExportRun) => void): void {
    this.#tell = listener;
  }

  list(): ExportRun[] {
    return this.#runs.map(({ run }) => run);
  }

  /** Queues an export. Answers as soon as it stands in the list. */
  start(request: ExportRequest, target: string | null, who: string): Result<ExportRun, RpcError> {
    const refusal = this.#refusal(request, target);
    if (refusal !== null) return err(refusal);
    const { clock } = this.#options;
    const id = `export-${String(clock.wallMs())}-${String(++this.#count)}`;
    const run: ExportRun = {
      id,
      request,
      who,
      askedMs: clock.wallMs(),
      state: 'queued',
      progress: 0,
      rows: 0,
      remainingMs: null,
      endedMs: null,
      path: target,
      bytes: 0,
      fault: null,
    };
    if (target === null) mkdirSync(this.#dir, { recursive: true, mode: 0o750 });
    this.#runs = [
      { run, target: target ?? path.join(this.#dir, `${id}.${request.format}`) },
      ...this.#runs,
    ];
    for (const old of this.#runs.filter((each) => hasEnded(each.run)).slice(RUNS_KEPT))
      this.forget(old.run.id);
    this.#store.save(this.#runs);
    this.#aborts.set(id, new AbortController());
    this.#last = this.#last.then(() => this.#write(id));
    this.#tell(run);
    return ok(run);
  }

  cancel(id: string): Result<ExportRun, RpcError> {
    const found = this.#find(id);
    const abort = this.#aborts.get(id);
    if (found === undefined || abort === undefined) return err(notFound(id));
    abort.abort();
    if (found.run.state === 'queued') this.#end(id, { state: 'cancelled' });
    return ok(this.#find(id)?.run ?? found.run);
  }

  forget(id: string): Result<null, RpcError> {
    const found = this.#find(id);
    if (found === undefined || !hasEnded(found.run)) return err(notFound(id));
    if (found.run.path === null) rmSync(found.target, { force: true });
    this.#runs = this.#runs.filter(({ run }) => run.id !== id);
    this.#store.save(this.#runs);
    return ok(null);
  }

  /** A piece of a file that is kept here. */
  read(
    id: string,
    offset: number,
  ): Result<{ base64: string; nextOffset: number; done: boolean }, RpcError> {
    const found = this.#find(id);
    if (found === undefined || found.run.state !== 'done' || found.run.path !== null)
      return err(notFound(id));
    try {
      const size = statSync(found.target).size;
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(0, size - offset)));
      const file = openSync(found.target, 'r');
      try {
        readSync(file, piece, 0, piece.length, offset);
      } finally {
        closeSync(file);
      }
      const nextOffset = offset + piece.length;
      return ok({ base64: piece.toString('base64'), nextOffset, done: nextOffset >= size });
    } catch (error) {
      return err(
        rpcFault(
          'unavailable',
          `the kept export cannot be read: ${String(error)}`,
          'analysis.targetIo',
        ),
      );
    }
  }

  /** Calls everything off and waits until nothing is written any more. */
  async stop(): Promise<void> {
    for (const id of [...this.#aborts.keys()]) this.cancel(id);
    await this.#last;
  }

  #refusal(request: ExportRequest, target: string | null): RpcError | null {
    const unknown = unknownTag(this.#options.profile, request.tags);
    if (unknown !== null) return unknown;
    const refused = (message: string, code: string): RpcError =>
      rpcFault('badRequest', message, code, { path: target ?? '', format: request.format });
    if (target !== null && !path.isAbsolute(target))
      return refused(`path: ${target} is not absolute; give a whole path`, 'analysis.badPath');
    if (target !== null && path.extname(target).toLowerCase() !== `.${request.format}`)
      return refused(`path: ${target} must end in .${request.format}`, 'analysis.badPath');
    if (this.#runs.filter(({ run }) => run.state === 'queued').length >= MOST_QUEUED)
      return rpcFault(
        'refused',
        `${String(MOST_QUEUED)} exports wait already; let one end or call one off`,
        'analysis.queueFull',
      );
    return null;
  }

  async #write(id: string): Promise<void> {
    const found = this.#find(id);
    const abort = this.#aborts.get(id);
    if (found === undefined || abort === undefined || hasEnded(found.run)) return;
    const { clock, analyst, log } = this.#options;
    const startedMs = clock.monoMs();
    this.#set(id, { state: 'running' });
    const outcome = await analyst.exportFile(this.#jobOf(found), {
      signal: abort.signal,
      onProgress: (progress, rows) => {
        const spentMs = clock.monoMs() - startedMs;
        const remainingMs =
          progress < REMAINING_FROM_SHARE
            ? null
            : Math.round((spentMs * (1 - progress)) / progress);
        this.#set(id, { progress, rows, remainingMs });
      },
    });
    if (outcome.ok) {
      const { rows, bytes, peakBytes } = outcome.value;
      log.info(
        { id, rows, bytes, peakBytes, tookMs: Math.round(clock.monoMs() - startedMs) },
        'export written',
      );
      this.#end(id, { state: 'done', progress: 1, rows, bytes });
    } else if (outcome.error.kind === 'cancelled') {
      this.#end(id, { state: 'cancelled' });
    } else {
      log.warn({ id, kind: outcome.error.kind, reason: outcome.error.message }, 'export failed');
      this.#end(id, {
        state: 'failed',
        fault: {
          code: faultCode(outcome.error.kind),
          params: { path: found.run.path ?? '', detail: outcome.error.message },
        },
      });
    }
  }

  #jobOf({ run, target }: StoredRun): ExportJob {
    const { profile, version, clock } = this.#options;
    const { language, tags } = run.request;
    const byId = new Map(profile.tags.map((tag) => [tag.id, tag]));
    return {
      id: run.id,
      request: run.request,
      tags: tags.flatMap((id) => {
        const tag = byId.get(id);
        return tag === undefined
          ? []
          : [{ id, name: tag.name[language], unit: tag.unit, decimals: tag.decimals }];
      }),
      path: target,
      site: profile.site.name[language],
      who: run.who,
      writtenMs: clock.wallMs(),
      program: `Muljigi ${version}`,
      words: exportWords(language, run.request.zone),
    };
  }

  /** What an engine that died left: its half-written file is removed, and the list says so. */
  #clearUp({ run, target }: StoredRun): StoredRun {
    rmSync(temporaryPath(target, run.id), { force: true });
    const fault = { code: 'analysis.interrupted', params: { path: run.path ?? '' } };
    return {
      target,
      run: { ...run, state: 'failed', remainingMs: null, endedMs: run.askedMs, fault },
    };
  }

  #find(id: string): StoredRun | undefined {
    return this.#runs.find(({ run }) => run.id === id);
  }

  #end(id: string, part: Partial<ExportRun>): void {
    this.#aborts.delete(id);
    this.#set(id, { ...part, remainingMs: null, endedMs: this.#options.clock.wallMs() });
    this.#store.save(this.#runs);
  }

  #set(id: string, part: Partial<ExportRun>): void {
    this.#runs = this.#runs.map((each) =>
      each.run.id === id ? { ...each, run: { ...each.run, ...part } } : each,
    );
    const found = this.#find(id);
    if (found !== undefined) this.#tell(found.run);
  }
}

const notFound = (id: string): RpcError =>
  rpcFault('notFound', `there is no export ${id} for this`, 'analysis.gone');
