import { Printer } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoveKind, StockMove } from '#core/work/stock.ts';
import type { StockRow } from '#contract/stores.ts';
import { formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { PrintLabels } from '../../ui/label-sheet.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { useAmount, useDoing, useWorkAnswer } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import { ItemSettings } from './item-settings.tsx';
import styles from './item-dialog.module.css';
import { Lots } from './lots.tsx';
import { MoveForm } from './move-form.tsx';
import { useStockLabel } from './parts-panel.tsx';

type Page = 'move' | 'moves' | 'settings';

/** One item: write down what came or went, see its moves, change what it is kept by. */
export function ItemDialog({ row, act = null, onClose }: { readonly row: StockRow; readonly act?: MoveKind | null; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const local = useLocal();
  const amount = useAmount();
  const [page, setPage] = useState<Page>('move');
  const [printing, setPrinting] = useState(false);
  const printed = useCallback(() => setPrinting(false), []);
  const label = useStockLabel();
  const { item, stock } = row;
  return (
    <Dialog open onClose={onClose} title={local(item.name)} subtitle={stock.quantity === null ? t('state.uncounted') : t('balance', { amount: amount(stock.quantity, item.unit) })} foot={<><Button onClick={() => setPrinting(true)}><Printer size={18} aria-hidden />{t('label.print')}</Button><Button onClick={onClose}>{t('ui:action.close')}</Button></>}>
      <div className={styles.pages}><Segments label={t('act.label')} value={page} onChange={setPage} options={[{ value: 'move', label: t('act.label') }, { value: 'moves', label: t('moves') }, { value: 'settings', label: t('settings') }]} /></div>
      {page === 'move' && <MoveForm row={row} act={act} onDone={() => setPage('moves')} />}
      {page === 'moves' && <><Lots row={row} /><Moves row={row} /></>}
      {page === 'settings' && <ItemSettings row={row} />}
      {printing && <PrintLabels labels={[label(row)]} onDone={printed} />}
    </Dialog>
  );
}

function Moves({ row }: { readonly row: StockRow }): ReactNode {
  const { t } = useTranslation(['stores', 'ui', 'workOrders']);
  const zone = useZone();
  const amount = useAmount();
  const frozen = useFrozenEngine();
  const may = useMay('stock.move').may;
  const doing = useDoing();
  const [taking, setTaking] = useState<StockMove | null>(null);
  const form = useKeptForm(`stock-back:${taking?.id ?? '-'}`);
  const [reason, setReason] = form.field('reason', '');
  const moves = useWorkAnswer('stock.moves', { item: row.item.id, limit: 200 }).value;
  if (moves === null) return <p aria-busy="true">{t('ui:loading')}</p>;
  if (moves.length === 0) return <p>{t('noMoves')}</p>;
  return (
    <ol className={styles.moves} data-testid="moves">
      {moves.map(({ move, effect, balance }) => (
        <li key={move.id} data-state={move.state}>
          <div>
            <strong>{t(`move.${move.kind}`)} {amount(move.quantity, row.item.unit)}{effect !== null && move.kind === 'counted' && effect !== 0 && <small> ({effect > 0 ? '+' : ''}{amount(Math.round(effect * 100) / 100, row.item.unit)})</small>}</strong>
            <small>{[formatStamp(move.atMs, zone).slice(0, 16), move.by === 'engine' ? t('byDose') : move.by, move.supplier, move.lot, move.note].filter((text) => text !== '').join(' · ')}</small>
          </div>
          <span>{move.state === 'withdrawn' ? t('withdrawn') : balance === null ? '' : t('balance', { amount: amount(balance, row.item.unit) })}</span>
          {move.state === 'valid' && may && <Button look="quiet" disabled={frozen} onClick={() => { setTaking(move); doing.clear(); }}>{t('takeBack')}</Button>}
          {taking?.id === move.id && (
            <div className={styles.take}>
              <KeptNote form={form} />
              <Field label={t('takeBackReason')} value={reason} maxLength={300} onText={setReason} />
              <WhoField doing={doing} />
              <Button look="primary" disabled={doing.busy || reason.trim().length < 3} onClick={() => void doing.run('stock.withdraw', { id: move.id, reason: reason.trim() }, form).then((done) => { if (done) setTaking(null); })}>{t('takeBack')}</Button>
              {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
