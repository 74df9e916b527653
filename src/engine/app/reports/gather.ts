import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { alarmFigures } from '#core/report/figures.ts';
import type { ReportFigures, ReportKind } from '#core/report/figures.ts';
import type { RpcError } from '#contract/wire.ts';
import { stored } from '../stored-answer.ts';
import { incidentOf } from './incident.ts';
import { Failed, taken } from './failed.ts';
import { MeasuredFigures } from './measured.ts';
import type { MeasuredOptions } from './measured.ts';
import { RecordFigures } from './records.ts';
import { savingsOf } from './savings.ts';

export interface ReportAsk {
  readonly kind: ReportKind;
  readonly fromMs: number;
  readonly toMs: number;
  readonly madeMs: number;
  readonly madeBy: string;
  readonly remarks: string;
  /** Calibration or incident the report is about. */
  readonly subject: string | null;
}

const NO_ALARMS: ReportFigures['alarms'] = { byPriority: {}, total: 0, top: [] };
const MOST_ALARMS = 15;

/** Brings the figures of a report together: measured values by the analyst's statistics, the rest out of the records. */
export class ReportGatherer {
  readonly #options: MeasuredOptions;
  readonly #records: RecordFigures;
  readonly #measured: MeasuredFigures;

  constructor(options: MeasuredOptions) {
    this.#options = options;
    this.#records = new RecordFigures(options);
    this.#measured = new MeasuredFigures(options);
  }

  async figures(ask: ReportAsk): Promise<Result<ReportFigures, RpcError>> {
    try {
      return ok(await this.#figures(ask));
    } catch (error) {
      if (error instanceof Failed) return err(error.error);
      throw error;
    }
  }

  /** Last instant of a span that anything was stored for; null when it lies outside the history. */
  async storedTo({
    fromMs,
    toMs,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<Result<number | null, RpcError>> {
    const stats = stored(await this.#options.historian.stats());
    if (!stats.ok) return stats;
    const { firstMs, lastMs } = stats.value;
    const isOutside = firstMs === null || lastMs === null || firstMs >= toMs || lastMs < fromMs;
    return ok(isOutside ? null : Math.min(lastMs, toMs));
  }

  async #figures({
    kind,
    fromMs,
    toMs,
    madeMs,
    madeBy,
    remarks,
    subject,
  }: ReportAsk): Promise<ReportFigures> {
    const { profile } = this.#options;
    const span = { fromMs, toMs: Math.min(toMs, madeMs) };
    const base = {
      kind,
      fromMs,
      toMs,
      madeMs,
      madeBy,
      remarks,
      zone: profile.site.timeZone,
      storedToMs: null,
      effluent: [],
      water: { inflow: null, outflow: null },
      energy: null,
      machines: [],
      alarms: NO_ALARMS,
      actions: { rows: [], more: 0 },
      rounds: { byState: {}, rows: [] },
      work: { opened: 0, finished: 0, standing: [] },
      laboratory: [],
      sensors: { worst: [], findings: 0, calibrations: 0, corrections: 0 },
      calibration: null,
      incident: null,
      savings: null,
    } satisfies ReportFigures;
    if (kind === 'calibration')
      return { ...base, calibration: taken(await this.#records.calibration(subject ?? '')) };
    if (kind === 'incident') {
      const incident = taken(await incidentOf(this.#options, subject ?? '', madeMs));
      return { ...base, incident, storedToMs: span.toMs };
    }
    if (kind === 'savings') {
      const sources = { ...this.#options, measured: this.#measured };
      const savings = await savingsOf(sources, span);
      return { ...base, savings, storedToMs: taken(await this.storedTo(span)) };
    }
    const rounds = taken(await this.#records.rounds(span.fromMs, span.toMs, kind === 'rounds'));
    if (kind === 'rounds') return { ...base, rounds, storedToMs: span.toMs };
    const storedToMs = taken(await this.storedTo(span));
    const laboratory = taken(await this.#records.laboratory(span.fromMs, span.toMs));
    const measured = await this.#measured.measured(kind, span, laboratory);
    const changes = taken(await this.#records.alarmChanges(span.fromMs, span.toMs));
    return {
      ...base,
      ...measured,
      storedToMs,
      machines: await this.#measured.machines(span),
      alarms: alarmFigures(changes, span.toMs, MOST_ALARMS),
      actions: taken(await this.#records.actions(span.fromMs, span.toMs)),
      rounds,
      work: taken(await this.#records.work(span.fromMs, span.toMs)),
      laboratory,
      sensors: taken(await this.#records.sensors(span.fromMs, span.toMs)),
    };
  }
}
