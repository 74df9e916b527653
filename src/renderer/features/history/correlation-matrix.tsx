import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CorrelateAnswer } from '#core/analysis/question.ts';
import { formatNumber } from '../../model/format.ts';
import { analysis } from '../../store/analysis-store.ts';
import styles from './correlate-tab.module.css';
import { useTagWords } from './use-tag-words.ts';

type Pair = CorrelateAnswer['pairs'][number];

/** Every two tags: Pearson above the diagonal, Spearman below. A press takes the two apart. */
export function CorrelationMatrix({ answer, tags }: { readonly answer: CorrelateAnswer; readonly tags: readonly string[] }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords();
  // The answer may be of the question before, with fewer tags.
  const pairOf = (i: number, j: number): Pair | undefined => answer.pairs.find(({ x, y }) => x === Math.min(i, j) && y === Math.max(i, j));
  const open = (i: number, j: number): void => {
    const [a, b] = [tags[i], tags[j]];
    if (a !== undefined && b !== undefined) analysis.setTags([a, b, ...tags.filter((tag) => tag !== a && tag !== b)]);
  };
  return (
    <div>
      <h2 className={styles.title}>{t('matrix')}</h2>
      <p className={styles.note}>{t('matrixHint')}</p>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('matrix')}>
        <table className={styles.matrix} data-testid="correlation-matrix">
          <thead><tr><td />{tags.map((tag, i) => <th key={tag} scope="col" title={words(tag).name}>{String(i + 1)}</th>)}</tr></thead>
          <tbody>
            {tags.map((tag, i) => (
              <tr key={tag}>
                <th scope="row">{String(i + 1)}. {words(tag).name}</th>
                {tags.map((other, j) => {
                  if (i === j) return <td key={other} className={styles.self}>·</td>;
                  const pair = pairOf(i, j);
                  const r = (j > i ? pair?.pearson : pair?.spearman) ?? null;
                  const size = Math.round(Math.abs(r ?? 0) * 70);
                  return (
                    <td key={other}>
                      <button
                        type="button" className={styles.cell} data-negative={r !== null && r < 0}
                        style={{ background: `color-mix(in srgb, ${r !== null && r < 0 ? 'var(--metal)' : 'var(--intent)'} ${String(size / 2)}%, var(--ground))` }}
                        aria-label={t('matrixCell', { a: words(tag).name, b: words(other).name, r: formatNumber(r, 2), n: formatNumber(pair?.n ?? 0, 0) })}
                        onClick={() => open(Math.min(i, j), Math.max(i, j))}
                      >{formatNumber(r, 2)}</button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
