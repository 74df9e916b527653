import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportDocument } from '#core/report/document.ts';
import { orderHistory } from '#core/work/order-history.ts';
import { isOpen } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import { workSheet } from '#core/work/sheet.ts';
import { formatDay, formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useLocks } from './lock-part.tsx';
import { useChangeText } from './order-history.tsx';
import { useCauseName } from './order-why.tsx';
import { useDescription, useNoteText } from './order-words.ts';
import { PdfButton } from './pdf-button.tsx';
import { useAmount, usePlaceName, useWon } from './use-work.ts';

const MOST_EARLIER = 12;

/** An order on paper: what, where, why, steps with boxes, parts, locks, notes, what was done to it and to its machine before. */
export function OrderPrint({ order }: { readonly order: WorkOrder }): ReactNode {
  const { t } = useTranslation(['workOrders', 'stores']);
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const won = useWon();
  const amount = useAmount();
  const placeName = usePlaceName();
  const changeText = useChangeText();
  const cause = useCauseName(order);
  const description = useDescription(order);
  const noteText = useNoteText();
  const faultText = useFaultText();
  const locks = useLocks(order.place.unit ?? '');
  const stamp = (ms: number): string => formatStamp(ms, zone).slice(0, 16);
  const who = (name: string): string => (name === 'engine' ? t('engine') : name);
  const make = async (): Promise<ReportDocument> => {
    const [versions, items, machine] = await Promise.all([
      callEngine('work.versions', { id: order.id }),
      callEngine('stock.items', {}),
      order.place.machine === null ? null : callEngine('work.orders', { machine: order.place.machine, closed: 100 }),
    ]);
    if (!versions.ok) throw new Error(faultText(versions.error));
    if (!items.ok) throw new Error(faultText(items.error));
    const rowOf = (id: string) => items.value.find(({ item }) => item.id === id);
    const nameOf = (id: string): string => { const row = rowOf(id); return row === undefined ? id : local(row.item.name); };
    const planned = profile.stores.services.find(({ id }) => id === order.service)?.parts ?? [];
    const place = placeName(order.place) ?? t('place.plant');
    const earlier = machine?.ok === true ? [...machine.value.open, ...machine.value.closed].filter(({ id, place: at }) => id !== order.id && (order.place.unit === null || at.unit === order.place.unit)).slice(0, MOST_EARLIER) : [];
    return workSheet({
      title: `${t('sheet.title', { number: order.number })} · ${local(order.title)}`,
      subtitle: `${local(profile.site.name)} · ${place}${order.place.unit === null ? '' : ` (${order.place.unit})`}`,
      origin: t('sheet.origin', { time: stamp(usePlant.getState().nowMs) }),
      facts: [
        { name: t('csv.state'), value: t(`state.${order.state}`), detail: t(`priority.${order.priority}`), bad: order.priority === 'urgent' && isOpen(order) },
        { name: t('field.due'), value: order.dueMs === null ? t('noDue') : formatDay(order.dueMs, zone), detail: t('openedAt', { time: stamp(order.openedMs) }) },
        { name: t('field.assignee'), value: order.assignee ?? t('nobody'), detail: order.firm },
        { name: t('why.label'), value: t(`source.${order.source.kind}`), detail: cause ?? '' },
        { name: t('field.minutes'), value: t('minutes', { count: order.minutes }) },
        { name: t('field.cost'), value: won(order.costWon), detail: order.attachments.length === 0 ? '' : t('sheet.files', { count: order.attachments.length }) },
      ],
      text: [
        { words: description, bad: false },
        ...(order.place.unit !== null && locks.length === 0 && isOpen(order) ? [{ words: t('sheet.noLocks'), bad: true }] : []),
        { words: order.done === null ? t('sheet.result') : t('sheet.resultDone', { text: `${order.done.note} (${who(order.done.by)}, ${stamp(order.done.atMs)})` }), bad: false },
      ],
      lists: [
        { title: t('lock.title'), none: '', columns: [{ name: t('sheet.tag'), share: 1 }, { name: t('sheet.who'), share: 1.4 }, { name: t('sheet.reason'), share: 3 }, { name: t('sheet.since'), share: 1.6 }], rows: locks.map((lock) => [lock.lockTag, lock.owner, lock.reason, stamp(lock.placedMs)]) },
        { title: t('steps'), none: '', columns: [{ name: t('sheet.no'), share: 0.5 }, { name: t('sheet.step'), share: 6 }, { name: t('sheet.done'), share: 2.4 }], rows: order.steps.map((step, i) => [String(i + 1), local(step.text), step.done === null ? '□' : `${step.done.by} ${stamp(step.done.atMs)}`]) },
        { title: t('sheet.plannedParts'), none: '', columns: [{ name: t('sheet.item'), share: 4 }, { name: t('sheet.amount'), share: 1.4 }, { name: t('stores:column.stock'), share: 1.4 }], rows: planned.map((part) => { const row = rowOf(part.item); return [nameOf(part.item), amount(part.quantity, row?.item.unit ?? 'piece'), row === undefined ? '' : amount(row.stock.quantity, row.item.unit)]; }) },
        { title: t('parts'), none: isOpen(order) ? '' : t('noParts'), columns: [{ name: t('sheet.item'), share: 4 }, { name: t('sheet.amount'), share: 1.4 }], rows: order.parts.map((part) => [nameOf(part.item), amount(part.quantity, rowOf(part.item)?.item.unit ?? 'piece')]) },
        { title: t('notes'), none: '', columns: [{ name: t('sheet.when'), share: 1.4 }, { name: t('sheet.who'), share: 1.2 }, { name: t('sheet.what'), share: 5 }], rows: order.notes.map((note) => [stamp(note.atMs), who(note.by), noteText(note)]) },
        { title: t('history'), none: '', columns: [{ name: t('sheet.when'), share: 1.4 }, { name: t('sheet.who'), share: 1.2 }, { name: t('sheet.what'), share: 5 }], rows: orderHistory(versions.value).map(({ version, changes, isFirst }) => [stamp(version.atMs), who(version.by), [...(isFirst ? [t('change.first')] : changes.filter(({ field }) => field !== 'notes').map(changeText)), version.reason].filter((text) => text !== '').join(' · ')]).filter((row) => row[2] !== '') },
        ...(order.place.machine === null ? [] : [{ title: t('sheet.earlier'), none: t('sheet.noEarlier'), columns: [{ name: t('sheet.no'), share: 0.7 }, { name: t('sheet.when'), share: 1.3 }, { name: t('sheet.what'), share: 4 }, { name: t('csv.state'), share: 1.2 }], rows: earlier.map((each) => [`#${String(each.number)}`, formatDay(each.openedMs, zone), local(each.title), t(`state.${each.state}`)]) }]),
      ],
      signatures: [t('sheet.signWorker'), t('sheet.signChecker')],
    });
  };
  return <PdfButton name={`${t('sheet.title', { number: order.number })} ${local(order.title)}`} make={make} label={t('sheet.print')} testId="order-pdf" />;
}
