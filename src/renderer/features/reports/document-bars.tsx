import type { ReactNode } from 'react';
import { formatFigure } from '#core/units/text.ts';
import type { Block } from '#core/report/document.ts';
import { niceScale } from '#core/report/scale.ts';
import styles from './document-view.module.css';

/** Bars of a report, drawn as its PDF draws them. */
export function DocumentBars({ block }: { readonly block: Extract<Block, { type: 'bars' }> }): ReactNode {
  const { title, unit, decimals, mark, bars } = block;
  const scale = niceScale([...bars.map(({ value }) => value), mark.value], true);
  const share = (value: number): string => `${String(((value - scale.min) / (scale.max - scale.min)) * 100)}%`;
  const number = (value: number): string => `${formatFigure(value, decimals)} ${unit}`.trim();
  return (
    <figure className={styles.bars}>
      <figcaption>{title} <span>{mark.name} {number(mark.value)}</span></figcaption>
      <ul>
        {bars.map(({ name, value, bad }) => (
          <li key={name} data-bad={bad}>
            <span className={styles.barName}>{name}</span>
            <span className={styles.barTrack}>
              <span className={styles.bar} style={{ inlineSize: share(value) }} />
              <span className={styles.barMark} style={{ insetInlineStart: share(mark.value) }} />
            </span>
            <span className={styles.barValue}>{number(value)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
