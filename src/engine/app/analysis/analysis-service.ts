import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { totalRule } from '#core/analysis/total.ts';
import type { TotalRule } from '#core/analysis/total.ts';
import type { AnalysisAnswer, AnalysisQuestion, AnalysisSpan } from '#core/analysis/question.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { ReadingPoint } from '#contract/analysis.ts';
import type { RpcError } from '#contract/wire.ts';
import type { HistoryAnalyst } from '#engine/ports/analysis.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import { longRpcFault } from './analysis-fault.ts';

export interface AnalysisServiceOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  readonly analyst: HistoryAnalyst;
}

export interface AnalysisProgress {
  readonly id: string;
  readonly share: number;
  readonly rows: number;
}

/** Questions that may wait behind one another; a window asks one at a time. */
const MOST_WAITING = 8;
const MOST_READINGS = 5_000;

/** Takes long questions of windows to the analyst, tells how far they are, and calls them off. */
export class AnalysisService {
  readonly #options: AnalysisServiceOptions;
  readonly #running = new Map<string, AbortController>();
  #tell: (progress: AnalysisProgress) => void = () => undefined;

  constructor(options: AnalysisServiceOptions) {
    this.#options = options;
  }

  onProgress(listener: (progress: AnalysisProgress) => void): void {
    this.#tell = listener;
  }

  async ask(id: string, question: AnalysisQuestion): Promise<Result<AnalysisAnswer, RpcError>> {
    const { profile, analyst } = this.#options;
    const unknown = unknownTag(profile, question.tags);
    if (unknown !== null) return err(unknown);
    if (this.#running.has(id))
      return err(rpcFault('refused', `a question ${id} is being answered`, 'analysis.busy'));
    if (this.#running.size >= MOST_WAITING)
      return err(
        rpcFault('refused', 'too many questions wait; call one off first', 'analysis.busy'),
      );
    const abort = new AbortController();
    this.#running.set(id, abort);
    const totals: Record<string, TotalRule> = {};
    for (const tag of profile.tags) {
      const rule = question.tags.includes(tag.id) ? totalRule(tag) : null;
      if (rule !== null) totals[tag.id] = rule;
    }
    const answer = await analyst.analyse(
      { question, totals },
      { signal: abort.signal, onProgress: (share, rows) => this.#tell({ id, share, rows }) },
    );
    this.#running.delete(id);
    return answer.ok ? answer : err(longRpcFault(answer.error));
  }

  /** Calls a question off. One that has ended, or was never asked, is no error: the wish is fulfilled. */
  cancel(id: string): void {
    this.#running.get(id)?.abort();
  }

  async extent(): Promise<Result<{ firstMs: number | null; lastMs: number | null }, RpcError>> {
    const stats = stored(await this.#options.historian.stats());
    return stats.ok ? ok({ firstMs: stats.value.firstMs, lastMs: stats.value.lastMs }) : stats;
  }

  /** Readings of people that stand, as points of a chart, in time order. */
  async readings(
    tags: readonly string[],
    span: AnalysisSpan,
  ): Promise<Result<ReadingPoint[], RpcError>> {
    const points: ReadingPoint[] = [];
    for (const tag of tags) {
      const entries = stored(
        await this.#options.historian.entries({
          kinds: ['reading'],
          tag,
          fromMs: span.fromMs,
          toMs: span.toMs,
          versions: 'latest',
          limit: MOST_READINGS,
        }),
      );
      if (!entries.ok) return entries;
      for (const { body } of entries.value) {
        const parsed = readingSchema.safeParse(body);
        if (!parsed.success || parsed.data.state !== 'valid') continue;
        const { sampledMs, value, qualifier, how } = parsed.data;
        points.push({ tag, sampledMs, value, qualifier, how });
      }
    }
    return ok(points.sort((a, b) => a.sampledMs - b.sampledMs));
  }

  /** Calls off whatever is asked. */
  stop(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}

export function unknownTag(profile: PlantProfile, tags: readonly string[]): RpcError | null {
  const known = new Set(profile.tags.map(({ id }) => id));
  const missing = tags.filter((tag) => !known.has(tag));
  return missing.length === 0
    ? null
    : rpcFault('notFound', `the profile has no tag ${missing.join(', ')}`, 'trend.unknownTag', {
        tag: missing[0] ?? '',
      });
}
