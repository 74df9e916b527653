import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { runningOf } from '#core/report/ai/running.ts';
import { alarmFigures } from '#core/report/figures.ts';
import type { ReportFigures, ReportKind } from '#core/report/figures.ts';
import type { RpcError } from '#contract/wire.ts';
import { stored } from '../stored-answer.ts';
import { aiOf } from './ai.ts';
import type { AiSources } from './ai-sources.ts';
import { incidentOf } from './incident.ts';
import { Failed, taken } from './failed.ts';
import { MeasuredFigures } from './measured.ts';
import type { Span } from './record-pages.ts';
import { recordedMinutes, storedTo } from './recorded.ts';
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
const MOST_READINGS = 400;

/** Brings the figures of a report together: measured values by the analyst's statistics, the rest out of the records. */
export class ReportGatherer {
  readonly #options: AiSources;
  readonly #records: RecordFigures;
  readonly #measured: MeasuredFigures;

  constructor(options: AiSources) {
    this.#options = options;
    this.#records = new RecordFigures(options);
    this.#measured = new MeasuredFigures(options);
  }

  async figures(ask: ReportAsk): Promise<Result<ReportFigures, RpcError>> {
    return this.#answer(this.#figures(ask));
  }

  /** Last instant of a span that anything was stored for; null when nothing was. */
  async storedTo(span: Span): Promise<Result<number | null, RpcError>> {
    return this.#answer(storedTo(this.#options, span));
  }

  async #answer<T>(figures: Promise<T>): Promise<Result<T, RpcError>> {
    try {
      return ok(await figures);
    } catch (error) {
      if (error instanceof Failed) return err(error.error);
      throw error;
    }
  }

  /** Newest row of the audit log; null where nothing was written yet. */
  async #auditMark(): Promise<ReportFigures['audit']> {
    const [row] = taken(
      stored(
        await this.#options.historian.audit({
          fromMs: null,
          toMs: null,
          person: null,
          outcome: null,
          action: null,
          beforeSeq: null,
          limit: 1,
        }),
      ),
    );
    return row === undefined ? null : { seq: row.seq, hash: row.hash };
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
      gaps: null,
      effluent: [],
      water: { inflow: null, outflow: null },
      energy: null,
      machines: [],
      alarms: NO_ALARMS,
      actions: { rows: [], more: 0 },
      rounds: { byState: {}, rows: [] },
      work: { opened: 0, finished: 0, standing: [] },
      laboratory: [],
      laboratoryMore: 0,
      audit: await this.#auditMark(),
      sensors: { worst: [], findings: 0, calibrations: 0, corrections: 0 },
      calibration: null,
      incident: null,
      savings: null,
      ai: null,
    } satisfies ReportFigures;
    if (kind === 'calibration')
      return { ...base, calibration: await this.#records.calibration(subject ?? '') };
    if (kind === 'incident') {
      const incident = taken(await incidentOf(this.#options, subject ?? '', madeMs));
      return { ...base, incident, storedToMs: span.toMs };
    }
    if (kind === 'aiPerformance') {
      const ai = await aiOf({ ...this.#options, measured: this.#measured }, span);
      return { ...base, ai, storedToMs: await storedTo(this.#options, span) };
    }
    if (kind === 'savings') {
      const sources = { ...this.#options, measured: this.#measured };
      const savings = await savingsOf(sources, span);
      return { ...base, savings, storedToMs: await storedTo(this.#options, span) };
    }
    const rounds = await this.#records.rounds(span.fromMs, span.toMs, kind === 'rounds');
    if (kind === 'rounds') return { ...base, rounds, storedToMs: span.toMs };
    const storedToMs = await storedTo(this.#options, span);
    const { minutes, lived, longestGap } = runningOf(await recordedMinutes(this.#options, span));
    const laboratory = await this.#records.laboratory(span.fromMs, span.toMs);
    const measured = await this.#measured.measured(kind, span, laboratory);
    const standing = await this.#records.standingAt(span.fromMs);
    const changes = await this.#records.alarmChanges(span.fromMs, span.toMs);
    return {
      ...base,
      ...measured,
      storedToMs,
      gaps: { minutes: minutes - lived, longest: longestGap },
      machines: await this.#measured.machines(span),
      alarms: alarmFigures(changes, span.toMs, MOST_ALARMS, standing),
      actions: await this.#records.actions(span.fromMs, span.toMs),
      rounds,
      work: await this.#records.work(span.fromMs, span.toMs),
      laboratory: laboratory.slice(-MOST_READINGS),
      laboratoryMore: Math.max(0, laboratory.length - MOST_READINGS),
      sensors: await this.#records.sensors(span.fromMs, span.toMs),
    };
  }
}
