import type { RidgeState } from './ridge.ts';

/**
 * Two sets of observations as one: weights, means and co-moments of their union (Chan, Golub and
 * LeVeque 1983, Am. Stat. 37:242, the pairwise update).
 * @param keep factor on the weight of the first, 0 to 1, so that what is old counts for less
 */
export function mergeRidge(old: RidgeState, news: RidgeState, keep: number): RidgeState {
  const a = old.weight * keep;
  const total = a + news.weight;
  if (!(total > 0)) return news;
  const share = news.weight / total;
  const off = news.mean.map((mean, i) => mean - (old.mean[i] ?? 0));
  const cross = a * share;
  const moment: number[] = [];
  for (let i = 0, at = 0; i < off.length; i++)
    for (let j = 0; j <= i; j++, at++)
      moment.push(
        (old.moment[at] ?? 0) * keep +
          (news.moment[at] ?? 0) +
          cross * (off[i] ?? 0) * (off[j] ?? 0),
      );
  return { weight: total, mean: off.map((each, i) => (old.mean[i] ?? 0) + share * each), moment };
}
