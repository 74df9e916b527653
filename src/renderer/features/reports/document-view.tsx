import type { ReactNode } from 'react';
import { assertNever } from '#core/result.ts';
import type { Block, ReportDocument } from '#core/report/document.ts';
import { DocumentBars } from './document-bars.tsx';
import { DocumentChart } from './document-chart.tsx';
import styles from './document-view.module.css';

/** PNG or JPEG by its first bytes. */
export const pictureUrl = (base64: string): string => `data:image/${base64.startsWith('/9j/') ? 'jpeg' : 'png'};base64,${base64}`;

/** A report's document as a sheet of paper: the same words, tables and charts as its PDF. */
export function DocumentView({ document, language, logoBase64 = null }: { readonly document: ReportDocument; readonly language: 'ko' | 'en'; readonly logoBase64?: string | null }): ReactNode {
  return (
    <article className={styles.sheet} lang={language} data-testid="report-document">
      <header className={styles.head}>
        <div>
          <h2>{document.title}</h2>
          <p>{document.subtitle}</p>
          <p className={styles.small}>{document.origin}</p>
        </div>
        {logoBase64 !== null && <img src={pictureUrl(logoBase64)} alt="" />}
      </header>
      <div className={styles.body}>
        {document.blocks.map((block, i) => <BlockView key={i} block={block} />)}
      </div>
    </article>
  );
}

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.type) {
    case 'heading':
      return <h3 className={styles.wide}>{block.text}</h3>;
    case 'text':
      return <p className={styles.wide} data-bad={block.bad}>{block.text}</p>;
    case 'facts':
      return (
        <dl className={styles.facts}>
          {block.facts.map((fact) => (
            <div key={fact.name} data-bad={fact.bad}><dt>{fact.name}</dt><dd>{fact.value}</dd><dd className={styles.small}>{fact.detail}</dd></div>
          ))}
        </dl>
      );
    case 'table':
      return <TableView block={block} />;
    case 'chart':
      return <DocumentChart chart={block} />;
    case 'bars':
      return <DocumentBars block={block} />;
    case 'images':
      return <ul className={styles.wide}>{block.images.map(({ id, caption }) => <li key={id}>{caption}</li>)}</ul>;
    case 'signatures':
      return <div className={styles.signatures}>{block.names.map((name) => <div key={name}>{name}</div>)}</div>;
    default:
      return assertNever(block, 'block of a report');
  }
}

function TableView({ block }: { readonly block: Extract<Block, { type: 'table' }> }): ReactNode {
  const all = block.columns.reduce((sum, { share }) => sum + share, 0);
  // A caption of its own would be left behind when the table goes on to the next page of a print.
  const title = block.title === '' ? null : <h4 className={styles.tableTitle}>{block.title}</h4>;
  const body = (
    <table className={styles.table} data-many={block.columns.length > 9} aria-label={block.title === '' ? undefined : block.title}>
      <colgroup>{block.columns.map(({ share }, i) => <col key={i} width={`${String((share / all) * 100)}%`} />)}</colgroup>
      <thead><tr>{block.columns.map(({ name, align }, i) => <th key={i} scope="col" data-align={align}>{name}</th>)}</tr></thead>
      <tbody>
        {block.rows.map((row, i) => (
          <tr key={i}>{row.map((cell, k) => <td key={k} data-align={block.columns[k]?.align} data-bad={cell.bad}>{cell.text}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
  return <>{title}{body}</>;
}
