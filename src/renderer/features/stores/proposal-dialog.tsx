import { Check, ClipboardCopy } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockRow } from '#contract/stores.ts';
import { workSheet } from '#core/work/sheet.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useFrozenEngine, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import dialogs from '../work-orders/dialogs.module.css';
import { PdfButton } from '../work-orders/pdf-button.tsx';
import { useAmount, useDoing, useWon } from '../work-orders/use-work.ts';
import { WhoField } from '../work-orders/who-field.tsx';
import styles from './count-sheet.module.css';

const DAY_MS = 86_400_000;

/** What is to be ordered, by supplier: as text to send, as PDF, and then marked as ordered so that nothing asks again. */
export function ProposalDialog({ rows, onClose }: { readonly rows: readonly StockRow[]; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['stores', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const amount = useAmount();
  const won = useWon();
  const frozen = useFrozenEngine();
  const may = useMay('stock.move').may;
  const { profile } = useProfile();
  const doing = useDoing();
  const [wanted] = useState(() => rows.filter(({ outlook }) => outlook.propose > 0));
  const [ids] = useState(() => new Map(wanted.map(({ item }) => [item.id, `move-${crypto.randomUUID()}`])));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isCopied, setCopied] = useState(false);
  const [marked, setMarked] = useState<number | null>(null);
  const chosen = wanted.filter(({ item }) => !left.has(item.id));
  const suppliers = [...new Set(wanted.map(({ supplier }) => supplier))].sort((a, b) => a.localeCompare(b));
  const nameOf = (supplier: string): string => (supplier === '' ? t('proposal.noSupplier') : supplier);
  const needBy = ({ outlook, item }: StockRow): number | null => {
    const { nowMs } = usePlant.getState();
    return outlook.runOutMs === null ? null : Math.max(outlook.runOutMs, nowMs + item.leadDays * DAY_MS);
  };
  const dayText = (row: StockRow): string => { const ms = needBy(row); return ms === null ? '' : t('proposal.needBy', { day: formatDay(ms, zone) }); };
  const total = (list: readonly StockRow[]): string => won(list.reduce((sum, { item, outlook }) => sum + outlook.propose * (item.priceWon ?? 0), 0));
  const mine = (supplier: string): readonly StockRow[] => chosen.filter((row) => row.supplier === supplier);
  const text = suppliers.filter((supplier) => mine(supplier).length > 0).map((supplier) => [
    ...(supplier === '' ? [] : [`[${supplier}]`]), t('proposal.greeting', { site: local(profile.site.name) }),
    ...mine(supplier).map((row) => [`- ${local(row.item.name)}: ${amount(row.outlook.propose, row.item.unit)}`, dayText(row)].filter((part) => part !== '').join(', ')),
  ].join('\n')).join('\n\n');
  const paper = () => workSheet({
    title: t('proposal.open'), subtitle: local(profile.site.name), origin: formatStamp(usePlant.getState().nowMs, zone).slice(0, 16), facts: [],
    text: [{ words: t('proposal.greeting', { site: local(profile.site.name) }), bad: false }],
    lists: suppliers.filter((supplier) => mine(supplier).length > 0).map((supplier) => ({
      title: `${nameOf(supplier)} · ${t('proposal.total', { won: total(mine(supplier)) })}`, none: '',
      columns: [{ name: t('column.item'), share: 4 }, { name: t('field.quantity'), share: 1.6 }, { name: t('column.price'), share: 1.6 }, { name: t('column.runOut'), share: 2.4 }],
      rows: mine(supplier).map((row) => [local(row.item.name), amount(row.outlook.propose, row.item.unit), row.item.priceWon === null ? '' : won(row.outlook.propose * row.item.priceWon), dayText(row)]),
    })),
    signatures: [],
  });
  const mark = async (): Promise<void> => {
    const { nowMs } = usePlant.getState();
    let count = 0;
    for (const { item, outlook, supplier } of chosen) {
      const done = await doing.run('stock.move', { id: ids.get(item.id) ?? `move-${crypto.randomUUID()}`, item: item.id, kind: 'ordered', quantity: outlook.propose, atMs: nowMs, order: null, closes: null, supplier, lot: '', costWon: null, expectedMs: nowMs + item.leadDays * DAY_MS, note: '' });
      if (!done) return;
      count++;
    }
    setMarked(count);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('proposal.title')}
      subtitle={wanted.length === 0 ? undefined : t('proposal.hint')}
      foot={(
        <>
          <Button onClick={onClose}>{t(marked === null ? 'ui:action.cancel' : 'ui:action.close')}</Button>
          {wanted.length > 0 && may && <Button look="primary" disabled={frozen || doing.busy || chosen.length === 0 || marked !== null} onClick={() => void mark()} data-testid="mark-ordered">{t('proposal.mark', { count: chosen.length })}</Button>}
        </>
      )}
    >
      {wanted.length === 0 && <p>{t('proposal.none')}</p>}
      {wanted.length > 0 && (
        <div className={dialogs.fields} data-testid="proposal">
          <div className={styles.groups}>
            {suppliers.map((supplier) => (
              <section key={supplier} aria-label={nameOf(supplier)}>
                <h3>{nameOf(supplier)}</h3>
                {wanted.filter((row) => row.supplier === supplier).map((row) => {
                  const { item, outlook } = row;
                  return (
                    <label key={item.id} className={styles.choice}>
                      <input type="checkbox" checked={!left.has(item.id)} disabled={marked !== null} aria-label={t('proposal.choose', { name: local(item.name) })} onChange={(event) => { const next = new Set(left); if (event.target.checked) next.delete(item.id); else next.add(item.id); setLeft(next); setCopied(false); }} />
                      <span>{local(item.name)}<small>{dayText(row)}</small></span>
                      <b>{amount(outlook.propose, item.unit)}</b>
                      <span>{item.priceWon === null ? '' : won(outlook.propose * item.priceWon)}</span>
                    </label>
                  );
                })}
              </section>
            ))}
          </div>
          <p><strong>{t('proposal.total', { won: total(chosen) })}</strong></p>
          <div className={dialogs.row}>
            <Button disabled={chosen.length === 0} onClick={() => { void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false)); }}>{isCopied ? <Check size={18} aria-hidden /> : <ClipboardCopy size={18} aria-hidden />}{t(isCopied ? 'proposal.copied' : 'proposal.copy')}</Button>
            <PdfButton name={t('proposal.open')} make={paper} label={t('proposal.pdf')} disabled={chosen.length === 0} />
          </div>
          <pre className={styles.text} aria-label={t('proposal.copy')} tabIndex={0}>{text}</pre>
          {marked === null ? <WhoField doing={doing} /> : <p role="status"><strong>{t('proposal.marked', { count: marked })}</strong></p>}
        </div>
      )}
      {doing.fault !== null && <p className={dialogs.fault} role="alert">{doing.fault}</p>}
    </Dialog>
  );
}
