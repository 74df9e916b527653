import { DateTime } from 'luxon';
import { incidentSpan } from '#core/alarms/incident.ts';
import { equipmentOf } from '#core/plant/tag.ts';
import { PERIOD_REPORTS, isAboutOne, isSpan } from '#core/report/figures.ts';
import type { PeriodReport, ReportFigures, ReportKind } from '#core/report/figures.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

export interface ReportPeriod {
  readonly fromMs: number;
  readonly toMs: number;
  /** Names the period, e.g. `2026-11-21`, `2026-W47`, `2026-11`. */
  readonly label: string;
}

/** Local times at which the site's shifts begin, in order of the day. */
export type ShiftStarts = readonly string[];

/** Where and when the days of a site begin. */
export interface ReportSite {
  readonly timeZone: string;
  readonly dayStartsAt: string;
  readonly shifts: ShiftStarts;
}

const clock = (text: string): { hour: number; minute: number } => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return { hour, minute };
};

/**
 * The period of a kind of report an instant lies in. Days begin at the plant's own boundary; weeks on
 * Monday; a shift lasts to the beginning of the next one.
 */
export function periodAt(kind: PeriodReport, atMs: number, site: ReportSite): ReportPeriod {
  const at = DateTime.fromMillis(atMs, { zone: site.timeZone });
  if (kind === 'shift') return shiftAt(at, site.shifts);
  const begin = clock(site.dayStartsAt);
  const unit = ({ daily: 'day', weekly: 'week', monthly: 'month', yearly: 'year' } as const)[kind];
  const here = at.startOf(unit).set(begin);
  // Before its first boundary a week, month or year still belongs to the one before.
  const from =
    here <= at
      ? here
      : at
          .startOf(unit)
          .minus({ [unit]: 1 })
          .set(begin);
  const start = from.startOf(unit);
  const label = {
    daily: start.toFormat('yyyy-MM-dd'),
    weekly: start.toFormat("kkkk-'W'WW"),
    monthly: start.toFormat('yyyy-MM'),
    yearly: start.toFormat('yyyy'),
  }[kind];
  return {
    fromMs: from.toMillis(),
    toMs: start
      .plus({ [unit]: 1 })
      .set(begin)
      .toMillis(),
    label,
  };
}

function shiftAt(at: DateTime, shifts: ShiftStarts): ReportPeriod {
  const starts = [-1, 0, 1]
    .flatMap((day) =>
      shifts.map((text) =>
        at.plus({ days: day }).set({ ...clock(text), second: 0, millisecond: 0 }),
      ),
    )
    .sort((a, b) => a.toMillis() - b.toMillis());
  const next = starts.findIndex((start) => start > at);
  const from = starts[next - 1] ?? at.startOf('day');
  const to = starts[next] ?? from.plus({ days: 1 });
  return {
    fromMs: from.toMillis(),
    toMs: to.toMillis(),
    label: from.toFormat("yyyy-MM-dd HH'h'mm"),
  };
}

/** The last period of a kind that was over at an instant. */
export function lastPeriod(kind: PeriodReport, nowMs: number, site: ReportSite): ReportPeriod {
  return periodAt(kind, periodAt(kind, nowMs, site).fromMs - 1, site);
}

const isPeriod = (kind: ReportKind): kind is PeriodReport =>
  (PERIOD_REPORTS as readonly string[]).includes(kind);

/** The period a kind comes for by itself: its own, or the month. */
export const repeatOf = (kind: ReportKind): PeriodReport => (isPeriod(kind) ? kind : 'monthly');

/** What a person asked for: an instant of the period, and for a span one of its last day. */
export interface PeriodAsk {
  readonly atMs: number;
  readonly untilMs: number | null;
  readonly subject: string | null;
}

/** What is to be made: a kind, and the period or record it is about. */
export interface MakeAsk {
  readonly kind: ReportKind;
  readonly atMs: number;
  readonly untilMs?: number | null;
  readonly subject: string | null;
  readonly remarks: string;
}

/** What a report of any kind covers: its period, the chosen days (or the month), of one record the instant alone. */
export function reportPeriod(
  kind: ReportKind,
  { atMs, untilMs, subject }: PeriodAsk,
  site: ReportSite,
): ReportPeriod {
  if (isAboutOne(kind)) return { fromMs: atMs, toMs: atMs + 1, label: subject ?? '' };
  if (isSpan(kind) && untilMs !== null) {
    const [first, last] = [periodAt('daily', atMs, site), periodAt('daily', untilMs, site)];
    return { fromMs: first.fromMs, toMs: last.toMs, label: `${first.label}--${last.label}` };
  }
  return periodAt(repeatOf(kind), atMs, site);
}

/** Figures with the span of the record they are about, which is only known once it was read. */
export function placedFigures(figures: ReportFigures): ReportFigures {
  const { calibration, incident, madeMs } = figures;
  if (incident !== null) return { ...figures, ...incidentSpan(incident, madeMs) };
  const at = calibration?.doneMs ?? null;
  return at === null ? figures : { ...figures, fromMs: at, toMs: at };
}

/** What a number says behind its letter: the period, or when and of what the record is it is about. */
export function labelOf(
  { calibration, incident, zone, fromMs }: ReportFigures,
  period: string,
): string {
  const at = (tsMs: number): string =>
    DateTime.fromMillis(tsMs, { zone }).toFormat('yyyy-MM-dd-HHmm');
  if (incident !== null) return `${at(incident.openedMs)}-${incident.item}`;
  if (calibration === null) return period;
  return `${at(calibration.doneMs ?? fromMs)}-${equipmentOf(calibration.tag)}`;
}

/** A report about one record was asked for without saying which. */
export const noSubject = (kind: ReportKind): RpcError =>
  rpcFault(
    'badRequest',
    `reports.make: subject must name the ${kind} the report is about`,
    kind === 'incident' ? 'incident.gone' : 'reports.noCalibration',
    { id: '' },
  );

/** A span over days may be as long as a year; what is longer would hold nobody's attention and much of the PC's. */
const LONGEST_SPAN_DAYS = 366;

/** Why a period cannot be reported on; null when it can. */
export function periodFault(
  kind: ReportKind,
  period: ReportPeriod,
  nowMs: number,
): RpcError | null {
  if (period.toMs <= period.fromMs)
    return rpcFault(
      'badRequest',
      'reports.make: untilMs must not lie before atMs',
      'reports.order',
    );
  if (isAboutOne(kind)) return null;
  if (period.fromMs >= nowMs)
    return rpcFault(
      'badRequest',
      `reports.make: the period begins at ${new Date(period.fromMs).toISOString()}, later than now`,
      'reports.future',
    );
  const days = Math.round((period.toMs - period.fromMs) / 86_400_000);
  return days <= LONGEST_SPAN_DAYS
    ? null
    : rpcFault(
        'badRequest',
        `reports.make: the span has ${String(days)} days, allowed are ${String(LONGEST_SPAN_DAYS)}; ask in parts`,
        'reports.tooLong',
        { days, most: LONGEST_SPAN_DAYS },
      );
}
