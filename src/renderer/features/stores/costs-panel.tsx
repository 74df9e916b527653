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
import { Select } from '../../ui/select.tsx';
import { CostDialog } from '../work-orders/cost-dialog.tsx';
import { useWon, useWorkAnswer } from '../work-orders/use-work.ts';
import chart from './costs-chart.module.css';
import { CostsChart } from './costs-chart.tsx';
import { Framed } from './framed.tsx';
import styles from './stores.module.css';
import { TakeBackDialog } from './take-back-dialog.tsx';

type Year = ResultOf<'cost.year'>;
const TOTAL = '*';
/** Share of a year of which nothing is known, from which on it is said so. */
const MISSING = 0.05;

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
        {may && <Button look="primary" disabled={frozen} onClick={() => setBooking(true)} data-testid="book-cost">{t('cost.book')}</Button>}
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('tab.costs')} data-testid="costs">
        <Framed answer={answer} isEmpty={({ headings }) => headings.length === 0} none={[t('cost.none'), t('cost.noneHint')]}>
          {(value) => <><Plan year={value} />{value.elapsed - value.watched > MISSING && value.watched > 0 && <p className={styles.quiet}>{t('cost.since', { day: formatDay(Math.min(...value.lines.map(({ atMs }) => atMs)), zone) })}</p>}<Over year={value} /><Chart year={value} name={year} /><Lines year={value} /></>}
        </Framed>
      </div>
      {booking && <CostDialog order={null} onClose={() => setBooking(false)} />}
    </div>
  );
}

function useHeadingName(): (id: string) => string {
  const { t } = useTranslation('stores');
  const { profile } = useProfile();
  const local = useLocal();
  return (id) => (id === TOTAL ? t('cost.total') : local(profile.stores.headings.find((each) => each.id === id)?.name ?? { ko: id, en: id }));
}

/** The headings added up. */
const totalOf = (headings: Year['headings']): Year['headings'][number] => {
  const sum = (field: 'planWon' | 'spentWon' | 'toDateWon' | 'forecastWon'): number => headings.reduce((all, each) => all + each[field], 0);
  return {
    heading: TOTAL, planWon: sum('planWon'), spentWon: sum('spentWon'), toDateWon: sum('toDateWon'), forecastWon: sum('forecastWon'), basis: 'rate',
    overWon: Math.max(0, sum('forecastWon') - sum('planWon')), months: Array.from({ length: 12 }, (_, i) => headings.reduce((all, { months }) => all + (months[i] ?? 0), 0)),
  };
};

function Plan({ year }: { readonly year: Year }): ReactNode {
  const { t } = useTranslation('stores');
  const nameOf = useHeadingName();
  const isRunning = year.elapsed < 1;
  return (
    <table className={styles.table} data-testid="cost-plan">
      <thead><tr>
        <th scope="col">{t('cost.heading')}</th><th scope="col" className={styles.number}>{t('cost.plan')}</th>{isRunning && <th scope="col" className={styles.number}>{t('cost.toDate')}</th>}<th scope="col" className={styles.number}>{t('cost.spent')}</th>
        <th scope="col">{t('cost.share')}</th>{isRunning && <th scope="col" className={styles.number}>{t('cost.forecast')}</th>}
      </tr></thead>
      <tbody>
        {[...year.headings, totalOf(year.headings)].map(({ heading, planWon, spentWon, toDateWon, forecastWon, basis, overWon }) => {
          const share = planWon === 0 ? 0 : (100 * spentWon) / planWon;
          return (
            <tr key={heading} data-heading={heading}>
              <td className={styles.name}>{nameOf(heading)}</td>
              <td className={styles.number}>{formatNumber(planWon, 0)}</td>
              {isRunning && <td className={styles.number}>{formatNumber(Math.round(toDateWon), 0)}</td>}
              <td className={styles.number}><b>{formatNumber(Math.round(spentWon), 0)}</b></td>
              <td style={{ width: '24%' }}><span className={styles.share}><span className={share > 100 ? styles.warn : undefined}>{formatNumber(share, share < 10 ? 1 : 0)} %</span><span className={styles.bar2} aria-hidden><span className={styles.fill} data-low={share > 100} style={{ width: `${String(Math.min(100, share))}%` }} />{isRunning && <span className={styles.tick} style={{ left: `${String(100 * year.elapsed)}%` }} />}</span></span></td>
              {isRunning && <td className={styles.number}><span className={overWon > 0 ? styles.warn : undefined}>{formatNumber(Math.round(forecastWon), 0)}</span>{heading !== TOTAL && <small>{t(basis === 'rate' ? 'cost.byRate' : 'cost.byPlan')}</small>}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const MOST_REASONS = 3;

/** Headings that will end above their plan, with the amounts that make most of it. */
function Over({ year }: { readonly year: Year }): ReactNode {
  const { t } = useTranslation('stores');
  const nameOf = useHeadingName();
  const won = useWon();
  const zone = useZone();
  const text = useLineText();
  const over = year.headings.filter(({ overWon, planWon, spentWon }) => (year.elapsed < 1 ? overWon > 0.01 * planWon : spentWon > planWon));
  return (
    <>
      <h2 className={styles.heading}>{t('cost.why')}</h2>
      {over.length === 0 && <p className={styles.quiet}>{t('cost.noneOver')}</p>}
      <ul className={chart.over}>
        {over.map(({ heading, overWon, spentWon, planWon }) => (
          <li key={heading}>
            <strong>{nameOf(heading)} · {t('cost.over', { won: won(Math.max(overWon, spentWon - planWon)) })}</strong>
            {year.lines.filter((line) => line.heading === heading && line.withdrawn === null).sort((a, b) => b.won - a.won).slice(0, MOST_REASONS).map((line) => <small key={line.id}>{formatDay(line.atMs, zone)} {text(line)} {won(line.won)}</small>)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The year as a chart, of one heading or of all. */
function Chart({ year, name }: { readonly year: Year; readonly name: number }): ReactNode {
  const { t } = useTranslation('stores');
  const nameOf = useHeadingName();
  const [of, setOf] = useState<string>(TOTAL);
  const heading = year.headings.find((each) => each.heading === of) ?? totalOf(year.headings);
  return (
    <>
      <div className={styles.bar} style={{ padding: '16px 0 0' }}><Select label={t('cost.heading')} value={of} onChange={setOf} options={[{ value: TOTAL, label: t('cost.allHeadings') }, ...year.headings.map(({ heading: id }) => ({ value: id, label: nameOf(id) }))]} /></div>
      <CostsChart heading={heading} elapsed={year.elapsed} year={name} title={nameOf(heading.heading)} />
    </>
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
  const frozen = useFrozenEngine();
  const may = useMay('work.manage').may;
  const [taking, setTaking] = useState<Year['lines'][number] | null>(null);
  return (
    <>
      <h2 className={styles.heading}>{t('cost.lines')}</h2>
      {year.lines.length === 0 && <p className={styles.quiet}>{t('cost.noLines')}</p>}
      <table className={styles.table} data-testid="cost-lines">
        <tbody>
          {year.lines.slice(0, 300).map((line) => {
            const heading = profile.stores.headings.find(({ id }) => id === line.heading);
            const { order, item } = line;
            return (
              <tr key={line.id} data-line={line.id} data-withdrawn={line.withdrawn !== null}>
                <td>{formatDay(line.atMs, zone)}</td>
                <td className={styles.name}>{line.withdrawn === null ? text(line) : <><s>{text(line)}</s><small>{t('cost.takenBack', { reason: line.withdrawn })}</small></>}</td>
                <td className={styles.quiet}>{heading === undefined ? line.heading : local(heading.name)}</td>
                <td className={styles.number}>{line.withdrawn === null ? <b>{won(line.won)}</b> : <s>{won(line.won)}</s>}</td>
                <td className={styles.number}>{order !== null && <Button look="quiet" onClick={() => work.show(order)}>{t('service.order')}</Button>}{item !== null && <Button look="quiet" onClick={() => work.item(item)}>{t('cost.viaStock')}</Button>}{item === null && line.withdrawn === null && may && line.by !== 'engine' && <Button look="quiet" disabled={frozen} onClick={() => setTaking(line)} data-testid="take-back">{t('takeBack')}</Button>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {taking !== null && <TakeBackDialog id={taking.id} text={text(taking)} amount={won(taking.won)} onClose={() => setTaking(null)} />}
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
      return csvLine([formatDay(line.atMs, zone), heading === undefined ? line.heading : local(heading.name), text(line), String(Math.round(line.won)), line.by, line.withdrawn === null ? t('cost.valid') : t('cost.takenBack', { reason: line.withdrawn })]);
    });
    yield ok({ text: rows.join(''), count: rows.length });
  }
  return (
    <CsvSave
      name={`costs-${name}`}
      head={[t('cost.csvDate'), t('cost.csvHeading'), t('cost.csvText'), t('cost.csvWon'), t('cost.csvBy'), t('cost.csvState')]}
      pages={pages}
      words={{ progress: (count) => t('cost.progress', { count }), failed: (reason) => t('cost.failedSave', { reason }), done: (path, count) => t('cost.saved', { path, count }) }}
    />
  );
}
