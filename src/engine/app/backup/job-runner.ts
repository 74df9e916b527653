import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { BackupJobView, BackupKindName } from '#contract/backup.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { backupFault } from '#engine/backup/faults.ts';
import type { BackupFault } from '#engine/ports/backup.ts';
import type { AnswerOf, BackupJob, Phase } from './jobs.ts';
import type { JobNote } from './job-note.ts';
import { startJob } from './thread.ts';

/** What the work of a job may do with its own view. */
export interface JobControl {
  readonly id: string;
  /** Runs one thread, shown as the part of the job from one share to another. */
  thread<J extends BackupJob>(
    job: J,
    from: number,
    to: number,
  ): Promise<Result<AnswerOf<J>, BackupFault>>;
  /** From here on there is no way back by cancelling. */
  commit(phase: Phase): void;
}

export interface JobAsk {
  readonly what: BackupJobView['what'];
  readonly kind: BackupKindName | null;
  readonly who: string;
  /** Ends with the folder it was about. */
  readonly work: (
    control: JobControl,
  ) => Promise<Result<{ readonly dir: string | null }, BackupFault>>;
}

const TELL_EVERY_MS = 400;

/** One piece of work at a time, with its progress, its way to be cancelled, and what became of it. */
export class JobRunner {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #note: JobNote;
  #running: { view: BackupJobView; cancel: () => void; done: Promise<void> } | null = null;
  #last: BackupJobView | null = null;
  #count = 0;
  #toldMonoMs = 0;
  #stopped = false;

  constructor(clock: Clock, onChange: () => void, note: JobNote) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#note = note;
    this.#last = note.interrupted();
  }

  get running(): BackupJobView | null {
    return this.#running?.view ?? null;
  }

  get last(): BackupJobView | null {
    return this.#last;
  }

  /** Begins at once, or refuses because another is under way. */
  begin(ask: JobAsk): Result<BackupJobView, RpcError> {
    if (this.#running !== null || this.#stopped)
      return err(
        rpcFault(
          'refused',
          'a backup or restore is under way; wait for it or cancel it',
          'backup.busy',
        ),
      );
    const startMonoMs = this.#clock.monoMs();
    const startedMs = this.#clock.wallMs();
    const view: BackupJobView = {
      id: `job-${String(startedMs)}-${String(++this.#count)}`,
      what: ask.what,
      kind: ask.kind,
      phase: ask.what === 'backup' ? 'copy' : 'check',
      share: 0,
      who: ask.who,
      startedMs,
      tookMs: 0,
      cancellable: true,
      state: 'running',
      dir: null,
      fault: null,
    };
    let cancelled = false;
    let cancelThread = (): void => undefined;
    const running = {
      view,
      done: Promise.resolve(),
      cancel: (): void => {
        cancelled = true;
        cancelThread();
      },
    };
    this.#running = running;
    this.#note.write(view);
    const show = (change: Partial<BackupJobView>, atOnce = false): void => {
      running.view = {
        ...running.view,
        ...change,
        tookMs: Math.round(this.#clock.monoMs() - startMonoMs),
      };
      const now = this.#clock.monoMs();
      if (!atOnce && now - this.#toldMonoMs < TELL_EVERY_MS) return;
      this.#toldMonoMs = now;
      this.#onChange();
    };
    const control: JobControl = {
      id: view.id,
      thread: async (job, from, to) => {
        if (cancelled) return err(backupFault('cancelled', 'cancelled by a person'));
        const thread = startJob(job, (phase, share) =>
          show({ phase, share: from + share * (to - from) }),
        );
        cancelThread = () => thread.cancel();
        return thread.outcome;
      },
      commit: (phase) => {
        show({ phase, cancellable: false }, true);
        this.#note.write(running.view);
      },
    };
    running.done = ask
      .work(control)
      .catch((error: unknown) =>
        err(backupFault('io', String(error), { path: '', detail: String(error) })),
      )
      .then((outcome) => {
        const state = outcome.ok
          ? 'done'
          : outcome.error.code === 'cancelled'
            ? 'cancelled'
            : 'failed';
        show({
          state,
          share: outcome.ok ? 1 : running.view.share,
          cancellable: false,
          dir: outcome.ok ? outcome.value.dir : null,
          fault: outcome.ok ? null : { ...outcome.error, params: { ...outcome.error.params } },
        });
        this.#last = running.view;
        this.#running = null;
        // Called off by the engine's own stop, nobody gave it up: the next start says what became of it.
        if (!(this.#stopped && state === 'cancelled')) this.#note.clear();
        this.#onChange();
      });
    this.#onChange();
    return ok(running.view);
  }

  cancel(id: string): Result<BackupJobView, RpcError> {
    const running = this.#running;
    if (running === null || running.view.id !== id || !running.view.cancellable)
      return err(rpcFault('notFound', `no work ${id} that can be cancelled`, 'backup.gone'));
    running.cancel();
    return ok(running.view);
  }

  /** Resolves when the present work has ended; at once when there is none. */
  async idle(): Promise<void> {
    await this.#running?.done;
  }

  /** Cancels what can be cancelled, waits for it, and takes no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#running?.view.cancellable === true) this.#running.cancel();
    await this.idle();
  }
}
