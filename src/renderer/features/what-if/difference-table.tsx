import { Fragment, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { compareFutures } from '#core/what-if/compare.ts';
import type { CompareRow } from '#core/what-if/compare.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { digitsFor, shownRows } from '../../model/futures.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';
import { Segments } from '../../ui/button.tsx';
import styles from './difference-table.module.css';

const KINDS = ['pump', 'dosingPump', 'blower', 'agitator', 'compressor', 'instrument', 'dewatering', 'hoist'] as const;

/** The figures of both futures side by side: effluent, energy and cost, membranes, chemicals, water, interlocks. */
export function DifferenceTable({ result }: { readonly result: WhatIfResult }): ReactNode {
  const { t } = useTranslation('whatIf');
  const { profile } = useProfile();
  const all = useWhatIf((state) => state.allRows);
  const rows = useMemo(() => compareFutures(profile, result), [profile, result]);
  const shown = shownRows(rows, all);
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <div className={styles.box}>
      <div className={styles.bar}>
        <h2>{t('table')}</h2>
        <Segments label={t('table')} value={all ? 'all' : 'few'} onChange={(value) => whatIf.allRows(value === 'all')} options={[{ value: 'few', label: t('fewRows') }, { value: 'all', label: t('allRows') }]} />
      </div>
      <table className={styles.table} data-testid="difference-table">
        <thead>
          <tr>
            <th scope="col">{t('col.figure')}</th>
            <th scope="col">{t('col.now')}</th>
            <th scope="col">{t('col.changed')}</th>
            <th scope="col" colSpan={2}>{t('col.difference')}</th>
            <th scope="col" className={styles.word}>{t('col.judgement')}</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group}>
            <tr className={styles.group}><th scope="rowgroup" colSpan={6}>{t(`group.${group}`)}</th></tr>
            {shown.filter((row) => row.group === group).map((row) => <Fragment key={`${row.figure} ${row.subject ?? ''}`}><Row row={row} /></Fragment>)}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const signed = (value: number | null, digits: number): string => {
  const text = formatNumber(value, digits);
  return value !== null && value > 0 && Number(text.replaceAll(',', '')) !== 0 ? `+${text}` : text.replace(/^-/, '−');
};

function Row({ row }: { readonly row: CompareRow }): ReactNode {
  const { t } = useTranslation('whatIf');
  const name = useFigureName();
  const { now, changed, difference, share, judgement, figure } = row;
  const digits = digitsFor(now, changed);
  const unit = row.unit === 'won' ? t('won') : formatUnit(row.unit);
  const broken = figure === 'hoursOverLimit' && (changed ?? 0) > 0;
  return (
    <tr data-figure={figure} data-subject={row.subject ?? ''} data-judgement={judgement}>
      <th scope="row">{name(row)} {unit !== 'pH' && <small>{unit}</small>}</th>
      <td>{formatNumber(now, digits)}</td>
      <td className={broken ? styles.broken : styles.changed}>{formatNumber(changed, digits)}</td>
      <td>{signed(difference, digits)}</td>
      <td className={styles.share}>{share === null ? '' : `${signed(share * 100, 1)} %`}</td>
      <td className={styles.word}>{t(`judgement.${judgement}`)}</td>
    </tr>
  );
}

function useFigureName(): (row: CompareRow) => string {
  const { t } = useTranslation(['whatIf', 'ui', 'machines']);
  const { profile, index } = useProfile();
  const local = useLocal();
  const subjectOf = ({ group, figure, subject }: CompareRow): string => {
    if (subject === null) return '';
    if (group === 'effluent') return t(`ui:item.${subject as 'TN'}`);
    if (figure === 'energyOf') {
      const kind = KINDS.find((each) => each === subject);
      return kind === undefined ? t('other') : t(`machines:kind.${kind}`);
    }
    const interlock = profile.interlocks.find((each) => each.id === subject);
    if (group === 'safety' && interlock !== undefined) return local(interlock.name);
    const machine = index.machine.get(subject);
    return machine === undefined ? subject : local(machine.name);
  };
  return (row) => t(`figure.${row.figure}`, { subject: subjectOf(row) });
}
