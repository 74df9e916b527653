import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { AUTOMATIC_REPORTS } from '#core/report/figures.ts';
import type { AutomaticReport } from '#core/report/figures.ts';
import type { Clock } from '#core/time/clock.ts';
import type { ReportSettings, ReportSummary } from '#contract/reports.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import { lastPeriod, repeatOf } from './period.ts';
import type { MakeAsk, ReportPeriod, ReportSite } from './period.ts';
import { idOf } from './report-book.ts';
import type { ReportBook } from './report-book.ts';

const TRY_AGAIN_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** So many periods back a report is made up for that nobody made because the PC was off. */
const LOOK_BACK: Readonly<Record<AutomaticReport, number>> = {
  shift: 9,
  daily: 14,
  weekly: 5,
  monthly: 3,
  yearly: 1,
  rounds: 3,
  savings: 3,
  aiPerformance: 3,
};

export interface AutomaticOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly book: Pick<ReportBook, 'get' | 'dueIncidents'>;
  readonly make: (ask: MakeAsk) => Promise<Result<ReportSummary, RpcError>>;
  readonly isStopped: () => boolean;
}

/** A period without a report, and the remarks of one that was made before it was over. */
interface Missing {
  readonly period: ReportPeriod;
  readonly id: string;
  readonly remarks: string;
}

/** Makes reports when their time has come, and those whose time came while the engine was off. */
export class AutomaticReports {
  readonly #options: AutomaticOptions;
  readonly #tried = new Map<string, number>();
  /** Reports of periods that were over when they were made: nothing is left to do for them. */
  readonly #settled = new Set<string>();

  constructor(options: AutomaticOptions) {
    this.#options = options;
  }

  /** Another history stands in the place of the one before. */
  forget(): void {
    this.#settled.clear();
    this.#tried.clear();
  }

  /** Makes what is due: incidents, and periods of each kind that are over and have no report yet. */
  async makeDue(settings: ReportSettings, site: ReportSite): Promise<void> {
    const { clock, log, book, make, isStopped } = this.#options;
    const incidents = await book.dueIncidents();
    for (const subject of incidents.ok ? incidents.value : []) {
      const made = await make({ kind: 'incident', atMs: clock.wallMs(), subject, remarks: '' });
      if (!made.ok) log.warn({ subject, reason: made.error.message }, 'no report on an incident');
    }
    for (const kind of AUTOMATIC_REPORTS) {
      if (!settings.automatic[kind] || isStopped()) continue;
      const missing = await this.#missing(kind, settings.delayMin, site);
      if (!missing.ok) return;
      for (const { period, id, remarks } of missing.value) {
        if (isStopped()) return;
        this.#tried.set(id, clock.wallMs());
        const made = await make({ kind, atMs: period.fromMs, subject: null, remarks });
        if (!made.ok && made.error.messageCode !== 'reports.nothingStored')
          log.warn({ id, reason: made.error.message }, 'a report could not be made');
      }
    }
  }

  /**
   * Periods of a kind to be made now, oldest first: the last one that is over, and those before it back
   * to the last that has a report. Without any such the kind was just switched on: only the last one.
   */
  async #missing(
    kind: AutomaticReport,
    delayMin: number,
    site: ReportSite,
  ): Promise<Result<Missing[], RpcError>> {
    const { clock, book } = this.#options;
    const nowMs = clock.wallMs();
    const found: Missing[] = [];
    let beforeMs = nowMs - delayMin * MINUTE_MS;
    for (let i = 0; i < LOOK_BACK[kind]; i++) {
      const period = lastPeriod(repeatOf(kind), beforeMs, site);
      beforeMs = period.fromMs;
      const id = idOf(kind, period.label);
      const triedMs = this.#tried.get(id) ?? -Infinity;
      if (this.#settled.has(id) || (i === 0 && triedMs > nowMs - TRY_AGAIN_MS)) return ok(found);
      const known = await book.get(id);
      if (!known.ok) return known;
      const summary = known.value?.summary ?? null;
      // A person's report of a period that was not over yet is made again when it is.
      if (summary !== null && summary.madeMs >= period.toMs) {
        this.#settled.add(id);
        return ok(found);
      }
      found.unshift({ period, id, remarks: summary?.remarks ?? '' });
    }
    return ok(found.slice(-1));
  }
}
