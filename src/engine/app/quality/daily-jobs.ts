import { DateTime } from 'luxon';
import type { NewEntry } from '#core/records/entry.ts';
import { trendOf } from '#core/signal/quality-state/day-book.ts';
import { monthReport } from '#core/signal/quality-state/month.ts';
import type { QualityReportBody } from '#core/signal/quality-state/bodies.ts';
import type { MonthState } from '#core/signal/quality-state/state.ts';
import { bodyOf, bothWritten, qualityEvent } from './ledger.ts';
import type { QualityLedger, Written } from './ledger.ts';
import { openCalibration } from './decisions.ts';
import type { MinuteRunner } from './minute-runner.ts';
import type { References } from './references.ts';

const DAY_MS = 86_400_000;
/** A sensor that will not serve much longer than this is worth ordering a new one for. */
const LIFE_NOTE_DAYS = 60;
/** A calibration that was put off is asked for again after this long at the latest. */
const ASK_AGAIN_MS = 7 * DAY_MS;

/** When the next calibration is due by its interval, ms UTC; null for a sensor that needs none or was never read. */
export function nextCalibrationMs(
  runner: MinuteRunner,
  ledger: QualityLedger,
  tag: string,
): number | null {
  const days = runner.plan.byTag.get(tag)?.quality.calibrationDays ?? null;
  const since = ledger.lastCalibrationMs(tag) ?? runner.state.sensors[tag]?.firstMs ?? null;
  return days === null || since === null ? null : since + days * DAY_MS;
}

/** What is done once a day and once a month, at local times of the profile, as soon as the engine runs after them. */
export class DailyJobs {
  readonly #runner: MinuteRunner;
  readonly #ledger: QualityLedger;
  readonly #references: References;
  #doneOn = '';

  constructor(runner: MinuteRunner, ledger: QualityLedger, references: References) {
    this.#runner = runner;
    this.#ledger = ledger;
    this.#references = references;
  }

  /** Called for each minute that has ended; null when nothing was due. */
  minute(tsMs: number): Written | null {
    const { profile } = this.#runner.plan;
    const local = DateTime.fromMillis(tsMs, { zone: profile.site.timeZone });
    const day = local.toISODate() ?? '';
    const due = day !== this.#doneOn && local.toFormat('HH:mm') >= profile.history.integrityCheckAt;
    if (due) this.#doneOn = day;
    const calibrations = due ? this.#dueCalibrations(tsMs) : null;
    const report = this.#report(local, tsMs);
    return calibrations === null && report === null ? null : bothWritten(calibrations, report);
  }

  #dueCalibrations(nowMs: number): Written | null {
    const opened = this.#runner.plan.sensors.map(({ tag }) => {
      const next = nextCalibrationMs(this.#runner, this.#ledger, tag);
      const dropped = this.#ledger.lastDroppedMs(tag);
      if (next === null || nowMs < next) return null;
      if (dropped !== null && nowMs < dropped + ASK_AGAIN_MS) return null;
      return openCalibration(
        this.#ledger,
        tag,
        { cause: 'interval', sensorValue: null, referenceValue: null, readingIds: [], params: {} },
        nowMs,
      );
    });
    const written = bothWritten(...opened);
    return written.entries.length === 0 ? null : written;
  }

  #report(local: DateTime, nowMs: number): Written | null {
    const { state, plan } = this.#runner;
    const month = state.closedMonth;
    const { day, hour } = plan.profile.quality.monthlyReport;
    if (month === null || local.day < day || (local.day === day && local.hour < hour)) return null;
    state.closedMonth = null;
    const body = monthReport(month, (tag) => {
      const compared = this.#references.list(tag, month.fromMs, month.toMs);
      const trend = trendOf(this.#runner.days, tag);
      const differences = compared.map(
        ({ comparison }) => comparison.sensorValue - comparison.referenceValue,
      );
      return {
        comparisons: compared.length,
        meanDifference:
          differences.length === 0
            ? null
            : differences.reduce((sum, each) => sum + each, 0) / differences.length,
        calibrations: this.#ledger
          .calibrations(tag)
          .filter(
            ({ state: its, doneMs }) =>
              its === 'done' && doneMs !== null && doneMs >= month.fromMs && doneMs < month.toMs,
          ).length,
        lifeLeftDays: this.#runner.lifeLeftDays(tag, nowMs),
        trendPerMonth: trend?.significant === true ? trend.perMonth : null,
      };
    });
    const entry: NewEntry = {
      kind: 'qualityReport',
      id: `report/${month.month}`,
      tsMs: month.fromMs,
      tag: null,
      actor: 'engine',
      writtenMs: nowMs,
      body: bodyOf(body),
    };
    const found = body.sensors.flatMap((sensor) => this.#longTerm(sensor, month, nowMs));
    return {
      entries: [entry, ...found],
      events: [qualityEvent('quality.report', null, { month: month.month }, 'engine', nowMs, 5)],
    };
  }

  /** What the month's figures say of a sensor (seed 6.2 tier 4): notes that are over when they are made. */
  #longTerm(
    { tag, lifeLeftDays, trendPerMonth }: QualityReportBody['sensors'][number],
    month: MonthState,
    nowMs: number,
  ): NewEntry[] {
    const finding = (check: 'life' | 'season', value: number, limit: number | null): NewEntry =>
      this.#runner.note(
        {
          id: `${tag}/${check}/${String(month.fromMs)}`,
          tag,
          check,
          tier: 4,
          severity: 'note',
          fromMs: month.fromMs,
          toMs: month.toMs,
          value,
          expected: null,
          limit,
          other: null,
        },
        nowMs,
      ).entry;
    return [
      ...(lifeLeftDays !== null && lifeLeftDays <= LIFE_NOTE_DAYS
        ? [finding('life', lifeLeftDays, LIFE_NOTE_DAYS)]
        : []),
      ...(trendPerMonth === null ? [] : [finding('season', trendPerMonth, null)]),
    ];
  }
}
