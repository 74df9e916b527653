import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MOVE_KINDS } from '#core/work/stock.ts';
import type { MoveKind } from '#core/work/stock.ts';
import type { StockRow } from '#contract/stores.ts';
import { formatDay } from '../../model/format.ts';
import { typedNumber } from '../../model/reading-form.ts';
import { useMay } from '../../store/access-store.ts';
import { useFrozenEngine, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmount, useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './item-dialog.module.css';
import { LotSelect } from './lots.tsx';

const NO_ORDER = '-';
const SHOWN: Readonly<Record<MoveKind, number>> = { received: 0, used: 1, counted: 2, ordered: 3, scrapped: 4, corrected: 5 };

/** Writes down what came, went, was counted or ordered; shows beforehand what the stock becomes. */
export function MoveForm({ row, act, onDone }: { readonly row: StockRow; readonly act: MoveKind | null; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'workOrders']);
  const zone = useZone();
  const messages = useMessages();
  const amount = useAmount();
  const frozen = useFrozenEngine();
  const may = useMay('stock.move');
  const doing = useDoing();
  const { item, stock, outlook } = row;
  const [id] = useState(() => `move-${crypto.randomUUID()}`);
  const [kind, setKind] = useState<MoveKind>(act ?? (stock.quantity === null ? 'counted' : 'received'));
  const [typed, setTyped] = useState<string | null>(null);
  const [supplier, setSupplier] = useState(row.supplier);
  const [lot, setLot] = useState('');
  const [expires, setExpires] = useState('');
  const [cost, setCost] = useState('');
  const [expected, setExpected] = useState('');
  const [note, setNote] = useState('');
  const [closes, setCloses] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const moves = useWorkAnswer('stock.moves', { item: item.id, limit: 200 }).value ?? [];
  const answered = new Set(moves.flatMap(({ move }) => (move.state === 'valid' ? (move.closes ?? []) : [])));
  const waiting = moves.filter(({ move }) => move.kind === 'ordered' && move.state === 'valid' && !answered.has(move.id)).map(({ move }) => move);
  const closing = closes ?? waiting[0]?.id ?? NO_ORDER;
  const offered = kind === 'ordered' && outlook.propose > 0 ? String(outlook.propose) : kind === 'received' ? String(waiting.find((each) => each.id === closing)?.quantity ?? '') : '';
  const text = typed ?? offered;
  const quantity = typedNumber(text);
  const signed = kind === 'corrected';
  const wrong = quantity === null || (kind === 'counted' ? quantity < 0 : !signed && quantity <= 0);
  const needsNote = kind === 'scrapped' || kind === 'corrected';
  const before = stock.quantity;
  const after = wrong || kind === 'ordered' ? null : kind === 'counted' ? quantity : before === null ? null : kind === 'used' || kind === 'scrapped' ? before - quantity : before + quantity;
  const paid = typedNumber(cost.replaceAll(',', ''));
  const priced = cost.trim() === '' ? (kind === 'received' && item.priceWon !== null && quantity !== null ? Math.round(quantity * item.priceWon) : null) : paid;
  const save = async (): Promise<void> => {
    setAsked(true);
    if (wrong || (needsNote && note.trim() === '')) return;
    const done = await doing.run('stock.move', {
      id, item: item.id, kind, quantity, atMs: usePlant.getState().nowMs, order: null,
      closes: kind === 'received' && closing !== NO_ORDER ? closing : null,
      supplier: kind === 'received' || kind === 'ordered' ? supplier.trim() : '', lot: kind === 'received' || kind === 'used' || kind === 'scrapped' ? lot.trim() : '',
      expiresMs: kind === 'received' && expires !== '' ? DateTime.fromISO(expires, { zone }).endOf('day').toMillis() : null,
      costWon: kind === 'received' ? priced : null,
      expectedMs: kind === 'ordered' ? (expected === '' ? usePlant.getState().nowMs + item.leadDays * 86_400_000 : DateTime.fromISO(expected, { zone }).toMillis()) : null,
      note: note.trim(),
    });
    if (done) onDone();
  };
  return (
    <div className={dialogs.fields}>
      <div className={styles.kinds}><Segments label={t('act.label')} value={kind} onChange={(next) => { setKind(next); setTyped(null); setLot(''); }} options={[...MOVE_KINDS].sort((a, b) => SHOWN[a] - SHOWN[b]).map((value) => ({ value, label: t(`act.${value}`) }))} /></div>
      <p className={dialogs.note}>{t(`actHint.${kind}`)}</p>
      {kind === 'received' && waiting.length > 0 && (
        <div><span className={dialogs.label}>{t('field.closes')}</span><Select label={t('field.closes')} value={closing} onChange={setCloses} options={[...waiting.map((each) => ({ value: each.id, label: `${amount(each.quantity, item.unit)} · ${formatDay(each.atMs, zone)}` })), { value: NO_ORDER, label: t('noOrder') }]} /></div>
      )}
      <Field label={t('field.quantity')} unit={t(`unit.${item.unit}`)} inputMode="decimal" value={text} maxLength={12} onText={setTyped} error={asked && wrong ? t('quantityWrong') : null} data-testid="move-quantity" />
      {after !== null && <p className={styles.becomes} data-testid="becomes">{t('becomes', { before: amount(before, item.unit), after: amount(after, item.unit) })}</p>}
      {kind === 'received' && (
        <div className={dialogs.pair}>
          <Field label={t('field.supplier')} value={supplier} maxLength={120} onText={setSupplier} />
          <Field label={t('field.lot')} value={lot} maxLength={60} onText={setLot} data-testid="move-lot" />
          <Field label={t('field.cost')} unit={t('workOrders:wonUnit')} inputMode="numeric" placeholder={priced === null ? '' : String(priced)} value={cost} maxLength={14} onText={setCost} data-testid="move-cost" />
          <DateField label={t('field.expires')} value={expires} onText={setExpires} />
        </div>
      )}
      {(kind === 'used' || kind === 'scrapped') && row.lots.length > 0 && <LotSelect row={row} value={lot} onChange={setLot} />}
      {kind === 'ordered' && (
        <div className={dialogs.pair}>
          <Field label={t('field.supplier')} value={supplier} maxLength={120} onText={setSupplier} />
          <DateField label={t('field.expected')} value={expected} onText={setExpected} hint={t('lead', { count: item.leadDays })} />
        </div>
      )}
      <Field label={t('field.note')} value={note} maxLength={300} onText={setNote} error={asked && needsNote && note.trim() === '' ? t('workOrders:reasonMissing') : null} />
      <WhoField doing={doing} />
      {!may.may && may.code !== null && <p className={dialogs.note}>{messages.code(may.code, { ...may.params })}</p>}
      <div><Button look="primary" disabled={doing.busy || frozen || !may.may} onClick={() => void save()} data-testid="save-move">{t('save')}</Button></div>
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </div>
  );
}
