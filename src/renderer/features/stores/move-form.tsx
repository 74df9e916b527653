import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MOVE_KINDS } from '#core/work/stock.ts';
import type { MoveKind } from '#core/work/stock.ts';
import type { StockRow } from '#contract/stores.ts';
import { formatDay } from '../../model/format.ts';
import { typedAmount } from '../../model/amount.ts';
import type { AmountBounds } from '../../model/amount.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { Select } from '../../ui/select.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmountFault } from '../work-orders/use-amount-fault.ts';
import { useAmount, useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './item-dialog.module.css';
import { LotSelect } from './lots.tsx';

const NO_ORDER = '-';
const SHOWN: Readonly<Record<MoveKind, number>> = { received: 0, used: 1, counted: 2, ordered: 3, scrapped: 4, corrected: 5 };

const WON = { min: 0, max: 1e9 };
/** What of a kind of move makes sense. */
const boundsOf = (kind: MoveKind, isWhole: boolean): AmountBounds =>
  kind === 'corrected' ? { min: -1e6, max: 1e6, isWhole } : { min: 0, max: 1e6, isAbove: kind !== 'counted', isWhole };

/** Writes down what came, went, was counted or ordered; shows beforehand what the stock becomes. */
export function MoveForm({ row, act, onDone }: { readonly row: StockRow; readonly act: MoveKind | null; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'workOrders']);
  const zone = useZone();
  const messages = useMessages();
  const amount = useAmount();
  const frozen = useFrozenEngine();
  const may = useMay('stock.move');
  const doing = useDoing();
  const local = useLocal();
  const takeBack = useTakeBack();
  const { item, stock, outlook } = row;
  const [id] = useState(() => `move-${crypto.randomUUID()}`);
  const [kind, setKind] = useState<MoveKind>(act ?? (stock.quantity === null ? 'counted' : 'received'));
  // What was typed as a delivery is none of a count's business.
  const form = useKeptForm(`stock-${kind}:${item.id}`);
  const [typed, setTyped] = form.field('quantity', null);
  const [supplier, setSupplier] = form.field('supplier', row.supplier);
  const [lot, setLot] = form.field('lot', '');
  const [expires, setExpires] = form.field('expires', '');
  const [cost, setCost] = form.field('cost', '');
  const [expected, setExpected] = form.field('expected', '');
  const [note, setNote] = form.field('note', '');
  const [closes, setCloses] = form.field('closes', null);
  const [asked, setAsked] = useState(false);
  const moves = useWorkAnswer('stock.moves', { item: item.id, limit: 200 }).value ?? [];
  const answered = new Set(moves.flatMap(({ move }) => (move.state === 'valid' ? (move.closes ?? []) : [])));
  const waiting = moves.filter(({ move }) => move.kind === 'ordered' && move.state === 'valid' && !answered.has(move.id)).map(({ move }) => move);
  const closing = closes ?? waiting[0]?.id ?? NO_ORDER;
  const offered = kind === 'ordered' && outlook.propose > 0 ? String(outlook.propose) : kind === 'received' ? String(waiting.find((each) => each.id === closing)?.quantity ?? '') : '';
  const text = typed ?? offered;
  const fault = useAmountFault();
  const bounds = boundsOf(kind, item.unit === 'piece' || item.unit === 'set');
  const amountTyped = typedAmount(text, bounds);
  const quantity = amountTyped.value;
  const wrong = amountTyped.fault !== null;
  const needsNote = kind === 'scrapped' || kind === 'corrected';
  const before = stock.quantity;
  const after = quantity === null || wrong || kind === 'ordered' ? null : kind === 'counted' ? quantity : before === null ? null : kind === 'used' || kind === 'scrapped' ? before - quantity : before + quantity;
  const paid = typedAmount(cost, WON);
  const wrongCost = kind === 'received' && cost.trim() !== '' && paid.fault !== null;
  const isPast = usePlant((state) => kind === 'ordered' && expected !== '' && expected < formatDay(state.nowMs, zone));
  const priced = cost.trim() === '' ? (kind === 'received' && item.priceWon !== null && quantity !== null ? Math.round(quantity * item.priceWon) : null) : paid.value;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (quantity === null || wrong || wrongCost || isPast || (needsNote && note.trim() === '')) return;
    const done = await doing.run('stock.move', {
      id, item: item.id, kind, quantity, atMs: usePlant.getState().nowMs, order: null,
      closes: kind === 'received' && closing !== NO_ORDER ? closing : null,
      supplier: kind === 'received' || kind === 'ordered' ? supplier.trim() : '', lot: kind === 'received' || kind === 'used' || kind === 'scrapped' ? lot.trim() : '',
      expiresMs: kind === 'received' && expires !== '' ? DateTime.fromISO(expires, { zone }).endOf('day').toMillis() : null,
      costWon: kind === 'received' ? priced : null,
      expectedMs: kind === 'ordered' ? (expected === '' ? usePlant.getState().nowMs + item.leadDays * 86_400_000 : DateTime.fromISO(expected, { zone }).toMillis()) : null,
      note: note.trim(),
    }, form);
    if (!done) return;
    toast.say(`${local(item.name)}: ${t(`move.${kind}`)} ${amount(quantity, item.unit)}`, takeBack('stock.withdraw', { id, reason: t('tookBack'), who: doing.who.trim() }));
    onDone();
  };
  return (
    <div className={dialogs.fields}>
      <div className={styles.kinds}><Segments label={t('act.label')} value={kind} onChange={setKind} options={[...MOVE_KINDS].sort((a, b) => SHOWN[a] - SHOWN[b]).map((value) => ({ value, label: t(`act.${value}`) }))} /></div>
      <p className={dialogs.note}>{t(`actHint.${kind}`)}</p>
      <KeptNote form={form} />
      {kind === 'received' && waiting.length > 0 && (
        <div><span className={dialogs.label}>{t('field.closes')}</span><Select label={t('field.closes')} value={closing} onChange={setCloses} options={[...waiting.map((each) => ({ value: each.id, label: `${amount(each.quantity, item.unit)} · ${formatDay(each.atMs, zone)}` })), { value: NO_ORDER, label: t('noOrder') }]} /></div>
      )}
      <Field label={t('field.quantity')} unit={t(`unit.${item.unit}`)} inputMode="decimal" value={text} maxLength={12} onText={setTyped} error={asked ? fault(amountTyped, text, bounds) : null} data-testid="move-quantity" />
      {after !== null && after < 0 && <p className={dialogs.warn} role="alert">{t('workOrders:moreThanThere', { amount: amount(before, item.unit) })}</p>}
      {after !== null && <p className={styles.becomes} data-testid="becomes">{t('becomes', { before: amount(before, item.unit), after: amount(after, item.unit) })}</p>}
      {kind === 'received' && (
        <div className={dialogs.pair}>
          <Field label={t('field.supplier')} value={supplier} maxLength={120} onText={setSupplier} />
          <Field label={t('field.lot')} value={lot} maxLength={60} onText={setLot} data-testid="move-lot" />
          <Field label={t('field.cost')} unit={t('workOrders:wonUnit')} inputMode="numeric" placeholder={priced === null ? '' : String(priced)} value={cost} maxLength={14} onText={setCost} error={asked && wrongCost ? fault(paid, cost, WON) : null} data-testid="move-cost" />
          <DateField label={t('field.expires')} value={expires} onText={setExpires} />
        </div>
      )}
      {(kind === 'used' || kind === 'scrapped') && row.lots.length > 0 && <LotSelect row={row} value={lot} onChange={setLot} />}
      {kind === 'ordered' && (
        <div className={dialogs.pair}>
          <Field label={t('field.supplier')} value={supplier} maxLength={120} onText={setSupplier} />
          <DateField label={t('field.expected')} value={expected} onText={setExpected} hint={t('lead', { count: item.leadDays })} error={isPast ? t('expectedPast') : null} />
        </div>
      )}
      <Field label={t('field.note')} value={note} maxLength={300} onText={setNote} error={asked && needsNote && note.trim() === '' ? t('workOrders:reasonMissing') : null} />
      <WhoField doing={doing} />
      {!may.may && may.code !== null && <p className={dialogs.note}>{messages.code(may.code, { ...may.params })}</p>}
      <div className={styles.send}>
        {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
        <Button look="primary" disabled={doing.busy || frozen || !may.may} onClick={() => void save()} data-testid="save-move">{t('save')}</Button>
      </div>
    </div>
  );
}
