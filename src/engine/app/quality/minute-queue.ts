import { z } from 'zod';
import type { Clock } from '#core/time/clock.ts';
import type { StoredSample, Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { dayBookSchema } from '#core/signal/quality-state/day-book.ts';
import { fits } from '#core/signal/qa/monitor.ts';
import { firstGap } from '#core/signal/quality-state/gap-keeper.ts';
import { firstQualityState } from '#core/signal/quality-state/state.ts';
import type { QualityState } from '#core/signal/quality-state/state.ts';
import type { MinuteJob, MinuteOutput, MinuteRunner } from './minute-runner.ts';
import type { RunTracker } from './run-tracker.ts';

/**
 * `live`: it has just ended; `again`: the run before may have looked at it already; `learning`: it is
 * long past and only teaches a state that begins anew.
 */
export type MinuteWhen = 'live' | 'again' | 'learning';

export interface QueueOptions {
  readonly runner: MinuteRunner;
  readonly clock: Clock;
  readonly log: Log;
  readonly historian: Historian;
  /** Reads the run bits of stored minutes. */
  readonly tracker: RunTracker;
  readonly gridTags: readonly string[];
  /** What a minute has to say. */
  readonly output: (output: MinuteOutput, job: MinuteJob, when: MinuteWhen) => void;
  /** The tests start learning anew; `none` when there was nothing to go on with. */
  readonly learningAnew: (reason: 'none' | 'profile' | 'unreadable') => void;
}

export const STATE_KEY = 'quality.state';
export const DAYS_KEY = 'quality.days';
const FORMAT = 1;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Minutes of the past that teach a state that begins anew. */
const LEARN_MS = 14 * DAY_MS;
/** A hole this long is not filled; the row of minutes starts anew after it. */
const LONGEST_HOLE_MS = 35 * DAY_MS;
/** A PC clock set back by more than this starts the row of minutes anew. */
const SET_BACK_MS = 10 * MINUTE_MS;
/** Work on past minutes goes on for so long, then lets the scan and everything else have their turn. */
const SLICE_MS = 8;
const SLICE_MINUTES = 40;
const PAUSE_MS = 15;
const PAGE_ROWS = 20_000;

const savedSchema = z.object({
  format: z.literal(FORMAT),
  fingerprint: z.string(),
  state: z.looseObject({
    lastMs: z.number().nullable(),
    monitor: z.looseObject({}),
    virtual: z.looseObject({}),
    sensors: z.record(z.string(), z.looseObject({})),
  }),
});

/** The minutes on their way through the tests: first what is stored since the last save, then each as it ends. */
export class MinuteQueue {
  readonly #options: QueueOptions;
  #waiting: MinuteJob[] = [];
  #ready = false;
  #armed = false;
  #stopped = false;
  #cancel: () => void = () => undefined;
  /** Share of the stored minutes that are done; null when all are. */
  catchingUp: number | null = null;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  push(job: MinuteJob): void {
    this.#waiting.push(job);
    this.#arm();
  }

  /** All minutes that have ended are looked at. */
  get idle(): boolean {
    return this.#ready && this.#waiting.length === 0;
  }

  /** Minutes wait from now on until `begin` has been through what is stored. */
  hold(): void {
    this.#ready = false;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** What a restart goes on with, as JSON text; null while nothing is known yet. */
  save(): string | null {
    const { runner } = this.#options;
    if (!this.#ready || runner.state.lastMs === null) return null;
    return JSON.stringify({
      format: FORMAT,
      fingerprint: runner.plan.fingerprint,
      state: runner.state,
    });
  }

  /** The figures of the days, as JSON text. */
  saveDays(): string {
    return JSON.stringify(this.#options.runner.days);
  }

  /** Takes the figures of the days in; a text that cannot be read is told in the log and left. */
  restoreDays(text: string | undefined): void {
    if (text === undefined) return;
    const parsed = dayBookSchema.safeParse(parseText(text));
    if (parsed.success) this.#options.runner.days = parsed.data;
    else this.#options.log.warn({}, 'the figures of the days cannot be read, starting anew');
  }

  /**
   * Takes a saved state in and goes through the minutes that are stored since then, in slices between
   * the scans. Live minutes wait meanwhile.
   */
  async begin(saved: string | undefined, recorded: boolean): Promise<void> {
    const { runner, clock, log, historian, learningAnew } = this.#options;
    const restored = this.#restore(saved);
    if (restored !== 'restored') learningAnew(restored);
    this.#past = restored === 'restored' ? 'again' : 'learning';
    const nowMs = Math.floor(clock.wallMs() / MINUTE_MS) * MINUTE_MS;
    const stats = await historian.stats();
    const firstMs = stats.ok ? (stats.value.firstMs ?? nowMs) : nowMs;
    const { lastMs } = runner.state;
    const fromMs = lastMs === null ? Math.max(nowMs - LEARN_MS, firstMs) : lastMs + MINUTE_MS;
    // A recording starts over with each run; its past says nothing about its present.
    if (!recorded && fromMs < nowMs && nowMs - fromMs <= LONGEST_HOLE_MS) {
      this.catchingUp = 0;
      const done = await this.#replay(fromMs, nowMs);
      if (!done) log.warn({ fromMs, nowMs }, 'the stored minutes could not all be looked at again');
    }
    this.catchingUp = null;
    this.#ready = true;
    this.#arm();
  }

  #restore(saved: string | undefined): 'restored' | 'none' | 'profile' | 'unreadable' {
    if (saved === undefined) return 'none';
    const { runner } = this.#options;
    const value = parseText(saved);
    const parsed = savedSchema.safeParse(value);
    if (!parsed.success) return 'unreadable';
    if (parsed.data.fingerprint !== runner.plan.fingerprint) return 'profile';
    // The parts belong to the tests themselves, which check what is theirs.
    const state = (value as { readonly state: QualityState }).state;
    if (!fits(runner.plan.monitor, state.monitor)) return 'unreadable';
    runner.state = state;
    return 'restored';
  }

  async #replay(fromMs: number, toMs: number): Promise<boolean> {
    const { historian, tracker, gridTags, clock } = this.#options;
    const runTags = new Set(tracker.runTags);
    const before = await historian.latest([...runTags], fromMs);
    if (!before.ok) return false;
    for (const { tag, value } of before.value)
      tracker.set(tag, value === null ? null : value !== 0);
    tracker.take();
    let cursor: string | null = null;
    let minute: { tsMs: number; rows: StoredSample[] } | null = null;
    /** @param nextMs when the next stored minute begins; a hole before it means that the engine stopped within this one */
    const close = async (nextMs: number): Promise<void> => {
      if (minute === null) return;
      tracker.note();
      await this.#doneInTime(minute.tsMs, minute.rows, nextMs - minute.tsMs <= MINUTE_MS);
      minute = null;
    };
    do {
      const page = await historian.raw({
        tags: [...gridTags, ...runTags],
        fromMs,
        toMs,
        limit: PAGE_ROWS,
        cursor,
      });
      if (!page.ok) return false;
      for (const row of page.value.rows) {
        const tsMs = Math.floor(row.tsMs / MINUTE_MS) * MINUTE_MS;
        if (minute !== null && minute.tsMs !== tsMs) await close(tsMs);
        if (this.#stopped) return true;
        minute ??= { tsMs, rows: [] };
        if (runTags.has(row.tag)) {
          // Both states count for the minute of the change.
          tracker.note();
          tracker.set(row.tag, row.value === null ? null : row.value !== 0);
        } else minute.rows.push(row);
      }
      ({ cursor } = page.value);
      this.catchingUp = page.value.progress;
      await new Promise<void>((resolve) => {
        clock.after(PAUSE_MS, resolve);
      });
    } while (cursor !== null);
    await close(toMs);
    return true;
  }

  #past: MinuteWhen = 'again';
  #sliceStartMs = 0;
  #sliceMinutes = 0;

  /** One past minute; pauses when the slice is used up. */
  async #doneInTime(tsMs: number, rows: readonly StoredSample[], isWhole: boolean): Promise<void> {
    const { clock, tracker } = this.#options;
    const watched = isWhole && rows.length > 0;
    const job: MinuteJob = { tsMs, rows, running: tracker.take(), watched };
    while (!this.#stopped && !this.#step(job, this.#past)) {
      if (!this.#sliceOver()) continue;
      await new Promise<void>((resolve) => {
        clock.after(PAUSE_MS, resolve);
      });
      this.#sliceStartMs = clock.monoMs();
      this.#sliceMinutes = 0;
    }
  }

  #sliceOver(): boolean {
    this.#sliceMinutes++;
    return (
      this.#sliceMinutes >= SLICE_MINUTES ||
      this.#options.clock.monoMs() - this.#sliceStartMs >= SLICE_MS
    );
  }

  #arm(): void {
    if (!this.#ready || this.#armed || this.#stopped || this.#waiting.length === 0) return;
    this.#armed = true;
    this.#cancel = this.#options.clock.after(1, () => {
      this.#armed = false;
      if (this.#ready) this.#slice();
      this.#arm();
    });
  }

  /** Works on what waits until the slice is over. */
  #slice(): void {
    this.#sliceStartMs = this.#options.clock.monoMs();
    this.#sliceMinutes = 0;
    for (let job = this.#waiting[0]; job !== undefined; job = this.#waiting[0]) {
      if (this.#step(job, 'live')) this.#waiting.shift();
      if (this.#sliceOver()) return;
    }
  }

  /**
   * Does the job, or one minute of the hole before it.
   * @returns whether the job itself is done
   */
  #step(job: MinuteJob, when: MinuteWhen): boolean {
    const { runner } = this.#options;
    const { lastMs } = runner.state;
    if (lastMs !== null) {
      const ahead = job.tsMs - lastMs;
      if (ahead <= 0 && ahead > -SET_BACK_MS) return true;
      if (ahead < 0 || ahead > LONGEST_HOLE_MS) this.#breakRow();
      else if (ahead > MINUTE_MS) {
        const tsMs = lastMs + MINUTE_MS;
        this.#run({ tsMs, rows: [], running: new Map(), watched: false }, when);
        return false;
      }
    }
    this.#run(job, when);
    return true;
  }

  /** The minutes no longer follow each other: nothing is filled across, nothing is held against before. */
  #breakRow(): void {
    const { state } = this.#options.runner;
    state.lastMs = null;
    state.hourMs = null;
    for (const sensor of Object.values(state.sensors)) {
      sensor.gap = firstGap();
      sensor.missing = [];
      sensor.hour = { sum: 0, count: 0, least: null, deductions: [] };
    }
  }

  /** The tests must never take the engine down with them: a fault in one starts them anew. */
  #run(job: MinuteJob, when: MinuteWhen): void {
    const { runner, log, output, learningAnew } = this.#options;
    let result: MinuteOutput;
    try {
      result = runner.advance(job);
    } catch (error) {
      log.error(
        {
          reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
          tsMs: job.tsMs,
        },
        'the tests of the signals failed and start anew',
      );
      runner.state = firstQualityState(runner.plan, job.tsMs);
      runner.state.lastMs = job.tsMs;
      learningAnew('unreadable');
      return;
    }
    output(result, job, when);
  }
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
