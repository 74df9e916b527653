import { useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { encode } from 'uqr';
import styles from './label-sheet.module.css';
import { Paper } from './paper.tsx';

/** A label: what is written large, what beneath it, and what a scanner reads. */
export interface PaperLabel {
  readonly id: string;
  readonly head: string;
  readonly name: string;
  readonly lines?: readonly string[];
  readonly code: string;
}

/** Labels as they will be on paper. */
export function LabelSheet({ labels }: { readonly labels: readonly PaperLabel[] }): ReactNode {
  return (
    <ul className={styles.sheet} data-testid="labels">
      {labels.map(({ id, head, name, lines = [], code }) => (
        <li key={id} className={styles.label}>
          <QrCode text={code} />
          <span><strong>{head}</strong>{name}{lines.map((line) => <small key={line}>{line}</small>)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Puts labels on the printer's paper alone, whatever is on the screen; `onDone` when the print window is gone. */
export function PrintLabels({ labels, onDone }: { readonly labels: readonly PaperLabel[]; readonly onDone: () => void }): ReactNode {
  useEffect(() => {
    // After the labels are drawn; print() returns when its window is closed.
    const frame = requestAnimationFrame(() => {
      window.print();
      onDone();
    });
    return () => cancelAnimationFrame(frame);
  }, [onDone]);
  return <Paper><LabelSheet labels={labels} /></Paper>;
}

/** A QR code as one path, so that a printer draws it sharp at any size. */
export function QrCode({ text }: { readonly text: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: 'Q', border: 2 });
    return { size: modules, path: data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join('') };
  }, [text]);
  return <svg className={styles.code} viewBox={`0 0 ${String(size)} ${String(size)}`} role="img" aria-label={text} shapeRendering="crispEdges"><path d={path} fill="#000" /></svg>;
}
