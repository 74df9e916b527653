import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import type { CheckedReceipt, EntryRecord } from '#contract/provenance.ts';
import type { EventKind, EventRecord } from '#contract/records.ts';
import type { EntryKind } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { route } from '../../store/route-store.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { useEntryWords } from './entry-words.ts';
import { RecordTable } from './record-table.tsx';
import styles from './records-screen.module.css';
import { usePages } from './use-pages.ts';
import type { Page } from './use-pages.ts';

export interface RecordFilter {
  readonly tag: string | null;
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly person: string | null;
  readonly onClear: () => void;
}

const PAGE = 100;
/** Samples without a span are shown of the last month; more of them is the matter of an export. */
const MOST_SAMPLES_MS = 31 * 86_400_000;

type SampleRow = ResultOf<'provenance.samples'>['rows'][number];
interface SampleLine {
  readonly sample: SampleRow;
  readonly beside: ResultOf<'provenance.samples'>['derived'];
}

/** Stored minutes and changes of one tag, in the order of time, with what stands beside them. */
export function SampleRecords({ filter, tag }: { readonly filter: RecordFilter; readonly tag: string }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui', 'dataQuality']);
  const text = useQualityText();
  const zone = useZone();
  const { toMs } = filter;
  const fromMs = filter.fromMs ?? toMs - MOST_SAMPLES_MS;
  const pages = usePages<SampleLine, string>(`${tag} ${String(fromMs)} ${String(toMs)}`, async (cursor, options) => {
    const answer = await callEngine('provenance.samples', { tags: [tag], fromMs, toMs, cursor, limit: PAGE }, options);
    if (!answer.ok) return err(answer.error);
    const { rows, derived, cursor: next } = answer.value;
    return ok<Page<SampleLine, string>>({ rows: rows.map((sample) => ({ sample, beside: derived.filter(({ tsMs }) => tsMs === sample.tsMs) })), next });
  });
  return (
    <RecordTable
      pages={pages}
      rowKey={({ sample }) => `${String(sample.tsMs)} ${sample.provenance} ${String(sample.value)}`}
      onOpen={({ sample }) => route.source({ kind: 'value', tag, atMs: sample.tsMs })}
      onClear={filter.onClear}
      columns={[
        { key: 'time', title: t('browser.col.time'), cell: ({ sample }) => formatStamp(sample.tsMs, zone) },
        { key: 'value', title: t('browser.col.value'), cell: ({ sample }) => <b>{text.valueOf(tag, sample.value)}</b> },
        { key: 'quality', title: t('browser.col.quality'), cell: ({ sample }) => t(`ui:quality.${sample.quality}`) },
        { key: 'provenance', title: t('browser.col.provenance'), cell: ({ sample }) => t(`ui:provenance.${sample.provenance}`) },
        { key: 'derived', title: t('browser.col.derived'), wide: true, cell: ({ beside }) => beside.map((each) => t('derivedOf', { value: text.valueOf(tag, each.value), how: t(`dataQuality:how.${each.how}`) })).join(', ') },
      ]}
    />
  );
}

export function EventRecords({ filter, kind }: { readonly filter: RecordFilter; readonly kind: EventKind | null }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'events']);
  const messages = useMessages();
  const text = useQualityText();
  const zone = useZone();
  const { tag: subject, fromMs, toMs, person } = filter;
  const pages = usePages<EventRecord, number>(JSON.stringify([subject, fromMs, toMs, person, kind]), async (beforeSeq, options) => {
    const answer = await callEngine('provenance.events', { subject, fromMs, toMs, person, kinds: kind === null ? null : [kind], beforeSeq, limit: PAGE }, options);
    return answer.ok ? ok<Page<EventRecord, number>>({ rows: answer.value.rows, next: answer.value.nextSeq }) : err(answer.error);
  });
  return (
    <RecordTable
      pages={pages}
      rowKey={({ seq }) => String(seq)}
      onOpen={(event) => route.source({ kind: 'event', event })}
      onClear={filter.onClear}
      columns={[
        { key: 'time', title: t('browser.col.time'), cell: (event) => formatStamp(event.tsMs, zone) },
        { key: 'kind', title: t('browser.col.kind'), cell: (event) => t(`events:kind.${event.kind}`) },
        { key: 'subject', title: t('browser.col.subject'), cell: (event) => (event.subject === null ? '' : messages.subject(event.subject)) },
        { key: 'text', title: t('browser.col.text'), wide: true, cell: (event) => messages.event(event) },
        { key: 'who', title: t('browser.col.who'), cell: (event) => text.person(event.actor) },
      ]}
    />
  );
}

export function ReceiptRecords({ filter }: { readonly filter: RecordFilter }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const messages = useMessages();
  const zone = useZone();
  const { tag: unit, fromMs, toMs, person } = filter;
  const pages = usePages<CheckedReceipt, string>(JSON.stringify([unit, fromMs, toMs, person]), async (beforeHash, options) => {
    const answer = await callEngine('provenance.receipts', { unit, fromMs, toMs, person, beforeHash, limit: PAGE }, options);
    return answer.ok ? ok<Page<CheckedReceipt, string>>({ rows: answer.value.rows, next: answer.value.nextHash }) : err(answer.error);
  });
  return (
    <RecordTable
      pages={pages}
      rowKey={({ receipt }) => receipt.hash}
      onOpen={({ receipt }) => route.source({ kind: 'receipt', requestId: receipt.requestId })}
      onClear={filter.onClear}
      columns={[
        { key: 'time', title: t('browser.col.time'), cell: ({ receipt }) => formatStamp(receipt.tsMs, zone) },
        { key: 'subject', title: t('browser.col.subject'), wide: true, cell: ({ receipt: { intent } }) => messages.subject(intent.type === 'machine' ? intent.unit : intent.tag) },
        { key: 'outcome', title: t('browser.col.outcome'), cell: ({ receipt }) => t(`receipt.outcome.${receipt.outcome}`) },
        { key: 'who', title: t('browser.col.who'), cell: ({ receipt }) => receipt.intent.who },
        { key: 'chain', title: t('browser.col.chain'), cell: ({ check }) => <span className={styles.chain} data-check={check}>{t(`receipt.word.${check}`)}</span> },
      ]}
    />
  );
}

export function EntryRecords({ filter, kinds, versions }: { readonly filter: RecordFilter; readonly kinds: readonly EntryKind[]; readonly versions: 'latest' | 'all' }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const text = useQualityText();
  const words = useEntryWords();
  const { tag, fromMs, toMs, person } = filter;
  const pages = usePages<EntryRecord, number>(JSON.stringify([kinds, versions, tag, fromMs, toMs, person]), async (beforeSeq, options) => {
    const answer = await callEngine('provenance.entries', { kinds: [...kinds], versions, tag, fromMs, toMs, person, beforeSeq, limit: PAGE }, options);
    return answer.ok ? ok<Page<EntryRecord, number>>({ rows: answer.value.rows, next: answer.value.nextSeq }) : err(answer.error);
  });
  const summaries = useMemo(() => new Map(pages.rows.map((entry) => [entry.seq, words.summary(entry)])), [pages.rows, words]);
  return (
    <RecordTable
      pages={pages}
      rowKey={({ seq }) => String(seq)}
      onOpen={(entry) => route.source({ kind: 'entry', entryKind: entry.kind, id: entry.id })}
      onClear={filter.onClear}
      columns={[
        { key: 'time', title: t('browser.col.time'), cell: (entry) => text.stamp(entry.tsMs) },
        { key: 'kind', title: t('browser.col.kind'), cell: (entry) => t(`kind.${entry.kind}`) },
        { key: 'subject', title: t('browser.col.subject'), cell: (entry) => (entry.tag === null ? '' : text.nameOf(entry.tag)) },
        { key: 'body', title: t('browser.col.body'), wide: true, cell: (entry) => summaries.get(entry.seq) ?? '' },
        { key: 'who', title: t('browser.col.who'), cell: (entry) => text.person(entry.actor) },
        { key: 'written', title: t('browser.col.written'), cell: (entry) => text.when(entry.writtenMs) },
      ]}
    />
  );
}
