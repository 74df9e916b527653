import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { applyCorrections } from '#core/signal/drift/correction.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import type { EstimatePoint } from './minute-runner.ts';

/** Filled minutes in one answer; more than a chart can show. */
const MOST_DERIVED = 5000;

/** A sensor over time as it was read, as it counts, and what stands beside it. */
export async function qualitySeriesOf(
  historian: Historian,
  { tag, fromMs, toMs, buckets }: Params<'dataQuality.series'>,
  known: {
    readonly corrections: readonly Correction[];
    readonly estimates: readonly EstimatePoint[];
  },
): Promise<Result<ResultOf<'dataQuality.series'>, RpcError>> {
  const trend = stored(await historian.trend({ tags: [tag], fromMs, toMs, buckets }));
  if (!trend.ok) return trend;
  const derived = stored(
    await historian.derived({ tags: [tag], fromMs, toMs, limit: MOST_DERIVED + 1 }),
  );
  if (!derived.ok) return derived;
  const { bucketMs, series } = trend.value;
  return ok({
    tag,
    bucketMs,
    points: (series[0]?.points ?? []).map(
      ([tsMs, , , mean]): [number, number | null, number | null] => [
        tsMs,
        mean,
        mean === null ? null : applyCorrections(mean, tsMs, known.corrections).value,
      ],
    ),
    derived: derived.value
      .slice(0, MOST_DERIVED)
      .map(({ tsMs, value, sd, how, entryId }) => ({ tsMs, value, sd, how, entryId })),
    estimates: known.estimates
      .filter(([tsMs]) => tsMs >= fromMs && tsMs < toMs)
      .map(([tsMs, value, sd]): [number, number, number] => [tsMs, value, sd]),
    derivedCut: derived.value.length > MOST_DERIVED,
  });
}
