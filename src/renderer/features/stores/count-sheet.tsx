import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { workSheet } from '#core/work/sheet.ts';
import { formatStamp } from '../../model/format.ts';
import { typedAmount } from '../../model/amount.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { PdfButton } from '../work-orders/pdf-button.tsx';
import { useAmount, useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './count-sheet.module.css';
import { Framed } from './framed.tsx';
import shared from './stores.module.css';


/** What was typed of an item as a count; null for nothing, `wrong` for what is no count. */
function countOf(text: string | undefined, row: StockRow): number | 'wrong' | null {
  if (text === undefined || text.trim() === '') return null;
  const isWhole = row.item.unit === 'piece' || row.item.unit === 'set';
  const { value, fault } = typedAmount(text, { min: 0, max: 1e6, isWhole });
  return value === null || fault !== null ? 'wrong' : value;
}

/** The shelf counted in one go, place by place: what is typed is kept at once, all counts go on the books together. */
export function CountSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('stores');
  const answer = useWorkAnswer('stock.items', {});
  return (
    <div className={shared.page} data-testid="count-sheet">
      <div className={shared.bar}><Button onClick={onClose}><ArrowLeft size={18} aria-hidden />{t('tab.parts')}</Button><strong>{t('sheet.title')}</strong></div>
      <Framed answer={answer} isEmpty={(rows) => rows.length === 0} none={[t('none'), t('noneHint')]}>
        {(rows) => <Sheet rows={rows} />}
      </Framed>
    </div>
  );
}

function Sheet({ rows }: { readonly rows: readonly StockRow[] }): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const amount = useAmount();
  const frozen = useFrozenEngine();
  const { profile } = useProfile();
  const form = useKeptForm('stock-taking');
  const [values, setValues] = form.texts(Object.fromEntries(rows.map(({ item }) => [item.id, ''])));
  const isEmpty = Object.values(values).every((text) => text === '');
  const [isBlind, setBlind] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [done, setDone] = useState<readonly Counted[] | null>(null);
  const drop = (): void => {
    const back = form.startOver();
    toast.say(t('ui:kept.startedOver'), () => {
      back();
      return Promise.resolve(null);
    });
  };
  const type = (item: string, text: string): void => {
    setValues({ [item]: text });
    setDone(null);
  };
  const groups = useMemo(() => {
    const byPlace = new Map<string, StockRow[]>();
    for (const row of rows) {
      const place = row.item.place === null ? t('noPlace') : local(row.item.place);
      byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
    }
    return [...byPlace].sort(([a], [b]) => a.localeCompare(b));
  }, [rows, local, t]);
  const counts = rows.flatMap((row) => {
    const count = countOf(values[row.item.id], row);
    return typeof count === 'number' ? [{ row, count }] : [];
  });
  const wrong = rows.some((row) => countOf(values[row.item.id], row) === 'wrong');
  const differences = counts.filter(({ row, count }) => row.stock.quantity !== null && row.stock.quantity !== count).length;
  const paper = (lines: readonly { readonly row: StockRow; readonly found: number | null; readonly booked: number | null }[], isResult: boolean) =>
    workSheet({
      title: t('sheet.title'), subtitle: local(profile.site.name), origin: formatStamp(usePlant.getState().nowMs, zone).slice(0, 16), facts: [],
      text: [{ words: t('sheet.by'), bad: false }],
      lists: groups.flatMap(([place]) => {
        const mine = lines.filter(({ row }) => (row.item.place === null ? t('noPlace') : local(row.item.place)) === place);
        return mine.length === 0 ? [] : [{
          title: place, none: '',
          columns: [{ name: t('column.item'), share: 4 }, ...(isResult || !isBlind ? [{ name: t('sheet.booked'), share: 1.4 }] : []), { name: t('sheet.counted'), share: 1.8 }, ...(isResult ? [{ name: t('sheet.difference'), share: 1.4 }] : [{ name: t('sheet.note'), share: 2 }])],
          rows: mine.map(({ row, found, booked }) => [local(row.item.name), ...(isResult || !isBlind ? [amount(booked, row.item.unit)] : []), found === null ? `__________ ${t(`unit.${row.item.unit}`)}` : amount(found, row.item.unit), isResult && found !== null ? differenceText(found, booked, row) : '']),
        }];
      }),
      signatures: [t('sheet.sign'), t('sheet.signSecond')],
    });
  const differenceText = (found: number, booked: number | null, row: StockRow): string =>
    booked === null ? t('sheet.first') : found === booked ? t('sheet.same') : `${found > booked ? '+' : '−'}${amount(Math.round(Math.abs(found - booked) * 100) / 100, row.item.unit)}`;
  const onKey = (event: KeyboardEvent<HTMLTableElement>): void => {
    const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const fields = [...(event.currentTarget.closest('[data-sheet]')?.querySelectorAll<HTMLInputElement>('input[data-count]') ?? [])];
    fields[fields.indexOf(event.target) + step]?.focus();
  };
  return (
    <div className={styles.sheet}>
      <div className={styles.head}>
        <p>{t('sheet.hint')}</p>
        <label className={dialogs.check}><input type="checkbox" checked={isBlind} onChange={(event) => setBlind(event.target.checked)} />{t('sheet.blind')}</label>
        <PdfButton name={t('sheet.title')} make={() => paper(rows.map((row) => ({ row, found: null, booked: row.stock.quantity })), false)} label={t('sheet.pdf')} />
        {form.earlier === null && <Button look="quiet" disabled={frozen || isEmpty} onClick={drop}>{t('sheet.drop')}</Button>}
        <Button look="primary" disabled={frozen || wrong || counts.length === 0} onClick={() => setConfirming(true)} data-testid="confirm-sheet">{t('sheet.confirm', { count: counts.length })}</Button>
      </div>
      <div className={styles.kept}><KeptNote form={form} /></div>
      {done !== null && (
        <div className={styles.done} role="status">
          <strong>{t('sheet.done', { count: done.length, differences: done.filter(({ found, booked }) => booked !== null && booked !== found).length })}</strong>
          <PdfButton name={t('sheet.title')} make={() => paper(done.flatMap(({ item, found, booked }) => { const row = rows.find((each) => each.item.id === item); return row === undefined ? [] : [{ row, found, booked }]; }), true)} label={t('sheet.resultPdf')} />
        </div>
      )}
      <div className={shared.scroll} tabIndex={0} data-sheet>
        {groups.map(([place, mine]) => (
          <section key={place} aria-label={place}>
            <h2 className={shared.heading}>{place}</h2>
            <table className={shared.table} onKeyDown={onKey}>
              <thead><tr><th scope="col">{t('column.item')}</th>{!isBlind && <th scope="col" className={shared.number}>{t('sheet.booked')}</th>}<th scope="col">{t('sheet.counted')}</th><th scope="col">{t('sheet.difference')}</th></tr></thead>
              <tbody>
                {mine.map((row) => {
                  const { item, stock } = row;
                  const count = countOf(values[item.id], row);
                  return (
                    <tr key={item.id}>
                      <td className={shared.name}>{local(item.name)}</td>
                      {!isBlind && <td className={shared.number}>{amount(stock.quantity, item.unit)}</td>}
                      <td><span className={styles.count}><input data-count={item.id} inputMode="decimal" aria-label={local(item.name)} aria-invalid={count === 'wrong'} maxLength={12} value={values[item.id] ?? ''} onChange={(event) => type(item.id, event.target.value)} /><span>{t(`unit.${item.unit}`)}</span></span>{count === 'wrong' && <small className={styles.wrong}>{t('sheet.wrong')}</small>}</td>
                      <td className={typeof count === 'number' && stock.quantity !== null && count !== stock.quantity ? shared.warn : shared.quiet}>{typeof count === 'number' ? differenceText(count, stock.quantity, row) : ''}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        ))}
      </div>
      {confirming && <ConfirmDialog form={form} counts={counts.map(({ row, count }) => ({ item: row.item.id, found: count, booked: row.stock.quantity }))} differences={differences} onClose={() => setConfirming(false)} onDone={(lines) => { setConfirming(false); setDone(lines); }} />}
    </div>
  );
}

interface Counted {
  readonly item: string;
  readonly found: number;
  readonly booked: number | null;
}

interface ConfirmProps {
  readonly form: FormHandle;
  readonly counts: readonly Counted[];
  readonly differences: number;
  readonly onClose: () => void;
  readonly onDone: (lines: readonly Counted[]) => void;
}

function ConfirmDialog({ form, counts, differences, onClose, onDone }: ConfirmProps): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const doing = useDoing();
  const [id] = useState(() => `count-${crypto.randomUUID()}`);
  const [note, setNote] = form.field('note:', '');
  const save = async (): Promise<void> => {
    if (await doing.run('stock.countAll', { id, counts: counts.map(({ item, found }) => ({ item, quantity: found })), note: note.trim() }, form)) onDone(counts);
  };
  return (
    <Dialog open onClose={onClose} title={t('sheet.confirmTitle')} subtitle={t('sheet.confirmText', { count: counts.length, differences })} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={doing.busy} onClick={() => void save()} data-testid="save-sheet">{t('sheet.confirm', { count: counts.length })}</Button></>}>
      <div className={dialogs.fields}>
        <Field label={t('sheet.note')} value={note} maxLength={300} onText={setNote} />
        <WhoField doing={doing} />
      </div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
