import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ValueSource as ValueSourceData } from '#contract/provenance.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { encode } from '#core/signal/registers.ts';
import { useReading, useSpanText, useTag, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import type { SourceTarget } from '../../store/route-store.ts';
import { useQuery } from '../../store/use-query.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { EntryLine } from './entry-line.tsx';
import { JsonView } from './json-view.tsx';
import { Loaded } from './loaded.tsx';
import styles from './source.module.css';

const hex = (word: number): string => `0x${word.toString(16).toUpperCase().padStart(4, '0')}`;

/** A value as new as this is shown with the live reading beside it. */
const LIVE_MS = 120_000;

interface Props {
  readonly tag: string;
  readonly atMs: number;
  readonly onFollow: (next: SourceTarget) => void;
}

/** A value step by step: as shown, as corrected, as stored, as it stands in the register. */
export function ValueSource({ tag, atMs, onFollow }: Props): ReactNode {
  const query = useQuery('provenance.value', { tag, atMs });
  // Of the minute that is not over yet, the reading itself is all there is.
  const [openedMs] = useState(() => usePlant.getState().nowMs);
  return (
    <>
      {openedMs - atMs < LIVE_MS && <Live tag={tag} />}
      <Loaded query={query}>{(source) => <Steps source={source} onFollow={onFollow} />}</Loaded>
    </>
  );
}

/** The reading of this moment, with when the plant had it and the words it stands for. */
function Live({ tag: tagId }: { readonly tag: string }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const text = useQualityText();
  const zone = useZone();
  const tag = useTag(tagId);
  const reading = useReading(tagId);
  const words = useMemo(() => {
    if (tag === undefined || reading.value === null || tag.type === 'bit') return null;
    const encoded = encode(tag, reading.value);
    return encoded.ok ? encoded.value : null;
  }, [tag, reading.value]);
  return (
    <section className={styles.live} data-testid="source-live">
      <h3>{t('step.live')}</h3>
      <p><b>{text.valueOf(tagId, reading.value)}</b> · {t(`ui:quality.${reading.quality}`)} · {t(`ui:provenance.${reading.provenance}`)}</p>
      <p className={styles.quiet}>{reading.sourceTimeMs === 0 ? t('ui:detail.never') : t('liveAt', { when: formatStamp(reading.sourceTimeMs, zone) })}{words !== null && ` · ${words.map(hex).join(' ')}`}</p>
    </section>
  );
}

function Steps({ source, onFollow }: { readonly source: ValueSourceData; readonly onFollow: (next: SourceTarget) => void }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui', 'dataQuality']);
  const text = useQualityText();
  const { tag, shown, raw, correction, derived } = source;
  const steps: readonly { readonly key: 'shown' | 'correction' | 'derived' | 'raw' | 'register' | 'findings' | 'readings' | 'calibrations'; readonly body: ReactNode }[] = [
    { key: 'shown', body: <><b className={styles.big} data-testid="source-shown">{text.valueOf(tag, shown.value)}</b><p>{t(`way.${shown.way}`)}</p></> },
    {
      key: 'correction',
      body: correction === null ? <p className={styles.quiet}>{t('noCorrection')}</p> : (
        <button type="button" className={styles.link} onClick={() => onFollow({ kind: 'entry', entryKind: 'correction', id: correction.record.id })}>
          {t('correctionOf', { bias: text.signed(tag, -correction.biasThen), who: text.person(correction.record.by), when: text.stamp(correction.record.atMs) })}
          {correction.record.reason !== '' && <small>{correction.record.reason}</small>}
        </button>
      ),
    },
    {
      key: 'derived',
      body: derived.length === 0 ? <p className={styles.quiet}>{t('noDerived')}</p> : (
        <>
          {derived.map((each) => (
            <p key={each.how}>
              {t('derivedOf', { value: text.valueOf(tag, each.value), how: t(`dataQuality:how.${each.how}`) })}
              {each.sd !== null && <small> · {t('sd', { sd: text.signed(tag, each.sd).replace('+', '') })}</small>}
            </p>
          ))}
          {source.derivedEntries.map((entry) => <EntryLine key={entry.seq} entry={entry} onFollow={onFollow} />)}
        </>
      ),
    },
    { key: 'raw', body: <Raw source={source} /> },
    { key: 'register', body: <Register source={source} /> },
    {
      key: 'findings',
      body: source.findings.length === 0 ? <p className={styles.quiet}>{t('noFindings')}</p> : source.findings.map((finding) => (
        <button key={finding.id} type="button" className={styles.link} onClick={() => onFollow({ kind: 'entry', entryKind: 'finding', id: finding.id })}>
          {t(`dataQuality:check.${finding.check}.name`)} ({t(`dataQuality:severity.${finding.severity}`)})
          <small>{text.facts(finding)}</small>
        </button>
      )),
    },
    { key: 'readings', body: source.readings.length === 0 ? <p className={styles.quiet}>{t('noReadings')}</p> : source.readings.map((entry) => <EntryLine key={entry.seq} entry={entry} onFollow={onFollow} />) },
    { key: 'calibrations', body: source.calibrations.length === 0 ? <p className={styles.quiet}>{t('noCalibrations')}</p> : source.calibrations.map((entry) => <EntryLine key={entry.seq} entry={entry} onFollow={onFollow} />) },
  ];
  return (
    <>
      <ol className={styles.steps}>
        {steps.map(({ key, body }) => <li key={key} data-step={key} data-quiet={key === 'correction' ? correction === null : key === 'derived' ? derived.length === 0 : key === 'raw' ? raw === null : false}><h3>{t(`step.${key}`)}</h3>{body}</li>)}
      </ol>
      <JsonView record={source} />
    </>
  );
}

function Raw({ source: { tag, raw, readingsAtMost, register } }: { readonly source: ValueSourceData }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const text = useQualityText();
  const zone = useZone();
  const spanText = useSpanText();
  if (raw === null) return <p className={styles.quiet}>{t(register.store === 'none' ? 'notStored' : 'nothingThen')}</p>;
  const minute = formatStamp(raw.tsMs, zone);
  return (
    <>
      <p data-testid="source-raw"><b>{text.valueOf(tag, raw.value)}</b> · {t(`ui:quality.${raw.quality}`)} · {t(`ui:provenance.${raw.provenance}`)}</p>
      <p className={styles.quiet}>{readingsAtMost === null ? t('changeAt', { when: minute }) : t('minuteMean', { minute: minute.slice(0, 16), count: readingsAtMost, period: spanText(register.periodMs) })}</p>
    </>
  );
}

function Register({ source: { register } }: { readonly source: ValueSourceData }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const spanText = useSpanText();
  const { slave, table, address, type, bit, wordOrder, scale, offset, periodMs, words } = register;
  const rows: readonly (readonly ['slave' | 'table' | 'address' | 'type' | 'bit' | 'wordOrder' | 'scale' | 'offset' | 'poll' | 'words', string])[] = [
    ['slave', String(slave)], ['table', t(`ui:detail.table.${table}`)], ['address', `${String(address)} (${hex(address)})`], ['type', type],
    ...(bit === null ? [] : [['bit', String(bit)] as const]), ...(wordOrder === null ? [] : [['wordOrder', wordOrder] as const]),
    ['scale', String(scale)], ['offset', String(offset)], ['poll', spanText(periodMs)],
    ['words', words === null ? t('field.wordsUnknown') : words.map((word) => `${hex(word)} (${formatNumber(word, 0)})`).join('  ')],
  ];
  return (
    <>
      <dl className={styles.fields} data-testid="source-register">{rows.map(([field, value]) => <div key={field}><dt>{t(`field.${field}`)}</dt><dd>{value}</dd></div>)}</dl>
      <p className={styles.quiet}>{t('registerFormula', { scale: String(scale), offset: String(offset) })}</p>
    </>
  );
}
