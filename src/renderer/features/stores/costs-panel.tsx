import { DateTime } from 'luxon';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { csvLine } from '../../model/csv.ts';
import { formatDay, formatNumber } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFrozenEngine, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { work } from '../../store/work-store.ts';
import { Button } from '../../ui/button.tsx';
import { CsvSave } from '../../ui/csv-save.tsx';
import type { CsvPage } from '../../ui/csv-save.tsx';
import { CostDialog } from '../work-orders/cost-dialog.tsx';
import { useWon, useWorkAnswer } from '../work-orders/use-work.ts';
import { Framed } from './framed.tsx';
import styles from './stores.module.css';

type Year = ResultOf<'cost.year'>;

/** What a year cost by heading, against the plan, and each amount of it. */
export function CostsPanel(): ReactNode {
  const { t } = useTranslation('stores');
  const zone = useZone();
  const frozen = useFrozenEngine();
  const may = useMay('work.do').may;
  const now = usePlant((state) => DateTime.fromMillis(state.nowMs, { zone }).year);
  const [year, setYear] = useState(now);
  const [booking, setBooking] = useState(false);
  const answer = useWorkAnswer('cost.year', { year });
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Button aria-label={t('cost.before')} onClick={() => setYear(year - 1)}><ChevronLeft size={20} aria-hidden /></Button>
        <strong className={styles.heading} style={{ padding: 0 }}>{year}</strong>
        <Button aria-label={t('cost.after')} disabled={year >= now} onClick={() => setYear(year + 1)}><ChevronRight size={20} aria-hidden /></Button>
        <span className={styles.grow} />
        {answer.value !== null && <SaveYear year={answer.value} name={String(year)} />}
        {may && <Button look="primary" disabled={frozen} onClick={() => setBooking(true)}>{t('cost.book')}</Button>}
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.costs')} data-testid="costs">
        <Framed answer={answer} isEmpty={({ headings }) => headings.length === 0} none={[t('cost.none'), t('cost.noneHint')]}>
          {(value) => <><Plan year={value} /><Lines year={value} /></>}
        </Framed>
      </div>
      {booking && <CostDialog order={null} onClose={() => setBooking(false)} />}
    </div>
  );
}

function Plan({ year }: { readonly year: Year }): ReactNode {
  const { t } = useTranslation('stores');
  const { profile } = useProfile();
  const local = useLocal();
  const total = year.headings.reduce((sum, each) => ({ planWon: sum.planWon + each.planWon, spentWon: sum.spentWon + each.spentWon }), { planWon: 0, spentWon: 0 });
  const rows = [...year.headings.map((each) => ({ ...each, name: local(profile.stores.headings.find(({ id }) => id === each.heading)?.name ?? { ko: each.heading, en: each.heading }) })), { ...total, heading: 'total', name: t('cost.total') }];
  return (
    <table className={styles.table} data-testid="cost-plan">
      <thead><tr><th scope="col">{t('cost.heading')}</th><th scope="col" className={styles.number}>{t('cost.plan')}</th><th scope="col" className={styles.number}>{t('cost.spent')}</th><th scope="col">{t('cost.share')}</th></tr></thead>
      <tbody>
        {rows.map(({ heading, name, planWon, spentWon }) => {
          const share = planWon === 0 ? 0 : (100 * spentWon) / planWon;
          return (
            <tr key={heading} data-heading={heading}>
              <td className={styles.name}>{name}</td>
              <td className={styles.number}>{formatNumber(planWon, 0)}</td>
              <td className={styles.number}><b>{formatNumber(Math.round(spentWon), 0)}</b></td>
              <td style={{ width: '34%' }}><span className={styles.share}><span className={share > 100 ? styles.warn : undefined}>{formatNumber(share, share < 10 ? 1 : 0)} %</span><span className={styles.bar2} aria-hidden><span className={styles.fill} data-low={share > 100} style={{ width: `${String(Math.min(100, share))}%` }} /></span></span></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What an amount was for: its own words, the delivery's item, or the energy meter. */
function useLineText(): (line: Year['lines'][number]) => string {
  const { t } = useTranslation('stores');
  const local = useLocal();
  const { profile } = useProfile();
  const items = useWorkAnswer('stock.items', {}).value;
  return (line) => {
    const item = (items?.map((each) => each.item) ?? profile.stores.items).find(({ id }) => id === line.item);
    if (line.item !== null) return `${item === undefined ? line.item : local(item.name)} · ${t('cost.delivery')}`;
    return line.text === '' ? t('cost.energy') : line.text;
  };
}

function Lines({ year }: { readonly year: Year }): ReactNode {
  const { t } = useTranslation('stores');
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const won = useWon();
  const text = useLineText();
  return (
    <>
      <h2 className={styles.heading}>{t('cost.lines')}</h2>
      {year.lines.length === 0 && <p className={styles.quiet}>{t('cost.noLines')}</p>}
      <table className={styles.table} data-testid="cost-lines">
        <tbody>
          {year.lines.slice(0, 300).map((line) => {
            const heading = profile.stores.headings.find(({ id }) => id === line.heading);
            const { order } = line;
            return (
              <tr key={line.id}>
                <td>{formatDay(line.atMs, zone)}</td>
                <td className={styles.name}>{text(line)}</td>
                <td className={styles.quiet}>{heading === undefined ? line.heading : local(heading.name)}</td>
                <td className={styles.number}><b>{won(line.won)}</b></td>
                <td className={styles.number}>{order !== null && <Button look="quiet" onClick={() => work.show(order)}>{t('service.order')}</Button>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function SaveYear({ year, name }: { readonly year: Year; readonly name: string }): ReactNode {
  const { t } = useTranslation('stores');
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const text = useLineText();
  async function* pages(): AsyncGenerator<Result<CsvPage, CallFault>> {
    await Promise.resolve();
    const rows = year.lines.map((line) => {
      const heading = profile.stores.headings.find(({ id }) => id === line.heading);
      return csvLine([formatDay(line.atMs, zone), heading === undefined ? line.heading : local(heading.name), text(line), String(Math.round(line.won)), line.by]);
    });
    yield ok({ text: rows.join(''), count: rows.length });
  }
  return (
    <CsvSave
      name={`costs-${name}`}
      head={[t('cost.csvDate'), t('cost.csvHeading'), t('cost.csvText'), t('cost.csvWon'), t('cost.csvBy')]}
      pages={pages}
      words={{ progress: (count) => t('cost.progress', { count }), failed: (reason) => t('cost.failedSave', { reason }), done: (path, count) => t('cost.saved', { path, count }) }}
    />
  );
}
