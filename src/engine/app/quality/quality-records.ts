import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Entry, EntryKind, EntryQuery } from '#core/records/entry.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import { qualityReportBody, scoreBody } from '#core/signal/quality-state/bodies.ts';
import { qualityReportView } from '#contract/data-quality.ts';
import type {
  CalibrationView,
  CorrectionView,
  FindingRecord,
  dataQualityQueries,
} from '#contract/data-quality.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { ResultOf } from '#contract/api.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { calibrationOf, correctionOf } from './entry-views.ts';
import type { z } from 'zod';

type Query<N extends keyof typeof dataQualityQueries> = z.output<
  (typeof dataQualityQueries)[N]['params']
>;
type Answer<T> = Promise<Result<T, RpcError>>;

const PAGE = 500;
/** A question that passes over more records than this is answered in part; the window asks on. */
const MOST_PAGES = 20;
const HOUR_MS = 3_600_000;
const LONGEST_SCORE_SPAN_MS = 100 * 24 * HOUR_MS;

/** Reads what was written down on the quality of the data; nothing here changes anything. */
export class QualityRecords {
  readonly #historian: Historian;

  constructor(historian: Historian) {
    this.#historian = historian;
  }

  /** Findings that touch the span, newest first. */
  async findings(query: Query<'dataQuality.findings'>): Answer<ResultOf<'dataQuality.findings'>> {
    const { tag, checks, tier, severity, open, fromMs, toMs, limit } = query;
    const found: FindingRecord[] = [];
    let beforeSeq = query.beforeSeq;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = stored(
        await this.#historian.entries({
          kinds: ['finding'],
          versions: 'latest',
          limit: PAGE,
          ...(tag === null ? {} : { tag }),
          ...(toMs === null ? {} : { toMs }),
          ...(beforeSeq === null ? {} : { beforeSeq }),
        }),
      );
      if (!answer.ok) return answer;
      for (const entry of answer.value) {
        beforeSeq = entry.seq;
        const parsed = findingSchema.safeParse(entry.body);
        if (!parsed.success) continue;
        const finding = parsed.data;
        const fits =
          (checks === null || checks.includes(finding.check)) &&
          (tier === null || finding.tier === tier) &&
          (severity === null || finding.severity === severity) &&
          (open === null || open === (finding.toMs === null)) &&
          (fromMs === null || finding.toMs === null || finding.toMs >= fromMs);
        if (!fits) continue;
        if (found.length === limit) return ok({ findings: found, more: true });
        found.push({ ...finding, seq: entry.seq, writtenMs: entry.writtenMs });
      }
      if (answer.value.length < PAGE) return ok({ findings: found, more: false });
    }
    return ok({ findings: found, more: true });
  }

  async scores(query: Query<'dataQuality.scores'>): Answer<ResultOf<'dataQuality.scores'>> {
    const { tag, fromMs, toMs } = query;
    if (toMs <= fromMs || toMs - fromMs > LONGEST_SCORE_SPAN_MS)
      return {
        ok: false,
        error: rpcFault(
          'badRequest',
          `dataQuality.scores: the span must be longer than 0 and at most 100 days, it is ${String((toMs - fromMs) / 86_400_000)} days; ask in parts`,
        ),
      };
    const answer = await this.#all({ kinds: ['score'], versions: 'latest', fromMs, toMs });
    if (!answer.ok) return answer;
    return ok(
      answer.value
        .flatMap((entry) => {
          const body = scoreBody.safeParse(entry.body);
          const sensor = body.success ? body.data.sensors[tag] : undefined;
          return sensor === undefined ? [] : [{ tsMs: entry.tsMs, ...sensor }];
        })
        .sort((a, b) => a.tsMs - b.tsMs),
    );
  }

  async reports(limit: number): Answer<ResultOf<'dataQuality.reports'>> {
    const answer = await this.#latest(['qualityReport'], null, limit);
    if (!answer.ok) return answer;
    return ok(
      answer.value.flatMap((entry) => {
        const body = qualityReportBody.safeParse(entry.body);
        if (!body.success) return [];
        const view = qualityReportView.safeParse({
          ...body.data,
          id: entry.id,
          writtenMs: entry.writtenMs,
        });
        return view.success ? [view.data] : [];
      }),
    );
  }

  async corrections(tag: string | null, limit: number): Answer<CorrectionView[]> {
    const answer = await this.#latest(['correction'], tag, limit);
    return answer.ok ? ok(answer.value.flatMap((entry) => correctionOf(entry) ?? [])) : answer;
  }

  async calibrations(tag: string | null, limit: number): Answer<CalibrationView[]> {
    const answer = await this.#latest(['calibration'], tag, limit);
    return answer.ok ? ok(answer.value.flatMap((entry) => calibrationOf(entry) ?? [])) : answer;
  }

  async #latest(kinds: readonly EntryKind[], tag: string | null, limit: number) {
    return stored(
      await this.#historian.entries({
        kinds,
        versions: 'latest',
        limit,
        ...(tag === null ? {} : { tag }),
      }),
    );
  }

  /** Every entry that passes, page by page. */
  async #all(query: Omit<EntryQuery, 'limit' | 'beforeSeq'>): Answer<readonly Entry[]> {
    const found: Entry[] = [];
    let beforeSeq: number | undefined;
    for (;;) {
      const answer = stored(
        await this.#historian.entries({
          ...query,
          limit: PAGE,
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
        }),
      );
      if (!answer.ok) return answer;
      found.push(...answer.value);
      beforeSeq = answer.value.at(-1)?.seq;
      if (answer.value.length < PAGE) return ok(found);
    }
  }
}
