import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingItem, RoundItem } from '#core/plant/rounds.ts';
import { QUANTITIES } from '#core/laboratory/quantities.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useNames } from '../laboratory/use-laboratory.ts';
import dialog from './dialogs.module.css';
import { NumberField, TextPair } from './list-fields.tsx';
import styles from './lists.module.css';

const NONE = '*';
const PRIORITIES = ['1', '2', '3', '4'] as const;
const HOWS = ['manual', 'portable', 'testKit'] as const;

interface ItemDialogProps {
  readonly item: RoundItem;
  readonly onItem: (item: RoundItem) => void;
  readonly onClose: () => void;
}

/** Everything about one item; the list is saved as a whole afterwards. */
export function ItemDialog({ item, onItem, onClose }: ItemDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const { profile } = useProfile();
  const equipment = [...profile.machines.flatMap(({ units }) => units.map(({ id }) => id)), ...profile.valves.map(({ id }) => id), ...profile.tanks.map(({ id }) => id), ...profile.sensors.map(({ id }) => id)].sort();
  return (
    <Dialog open onClose={onClose} place="side" title={`${t(`kind.${item.kind}`)}: ${local(item.name)}`} foot={<Button look="primary" onClick={onClose}>{t('ui:action.close')}</Button>}>
      <div className={dialog.fields}>
        <TextPair label={t('lists.name')} value={item.name} onValue={(name) => onItem({ ...item, name })} />
        <TextPair label={t('lists.help')} value={item.help ?? { ko: '', en: '' }} maxLength={300} onValue={(help) => onItem({ ...item, help: help.ko === '' && help.en === '' ? null : help })} />
        <div className={styles.row}>
          <label className={styles.labelled}><span>{t('lists.place')}</span><Select label={t('lists.place')} value={item.place} onChange={(place) => onItem({ ...item, place })} options={profile.rounds.places.map(({ id, name }) => ({ value: id, label: local(name) }))} /></label>
          <label className={styles.labelled}><span>{t('lists.equipment')}</span><Select label={t('lists.equipment')} value={item.equipment ?? NONE} onChange={(next) => onItem({ ...item, equipment: next === NONE ? null : next })} options={[{ value: NONE, label: t('lists.none') }, ...equipment.map((id) => ({ value: id, label: id }))]} /></label>
          <label className={styles.retired}><input type="checkbox" checked={item.required} onChange={(event) => onItem({ ...item, required: event.target.checked })} />{t('lists.required')}</label>
        </div>
        {item.kind === 'reading' && <ReadingFields item={item} onItem={onItem} />}
        {item.kind === 'choice' && (
          <div className={styles.sub}>
            <h3>{t('lists.options')}</h3>
            {item.options.map((option, i) => (
              <div key={option.id} className={styles.subRow}>
                <TextPair label={String(i + 1)} value={option.name} onValue={(name) => onItem({ ...item, options: item.options.map((each, k) => (k === i ? { ...each, name } : each)) })} />
                <label className={styles.retired}><input type="checkbox" checked={option.bad} onChange={(event) => onItem({ ...item, options: item.options.map((each, k) => (k === i ? { ...each, bad: event.target.checked } : each)) })} />{t('fail')}</label>
                <Button disabled={item.options.length <= 2} onClick={() => onItem({ ...item, options: item.options.filter((_, k) => k !== i) })}>{t('lists.remove')}</Button>
              </div>
            ))}
            <Button disabled={item.options.length >= 9} onClick={() => onItem({ ...item, options: [...item.options, { id: freeId('option', item.options), name: { ko: '-', en: '-' }, bad: false }] })}>{t('lists.addOption')}</Button>
          </div>
        )}
        {item.kind === 'timer' && (
          <div className={styles.sub}>
            <h3>{t('lists.steps')}</h3>
            {item.steps.map((step, i) => (
              <div key={step.id} className={styles.subRow}>
                <TextPair label={String(i + 1)} value={step.name} onValue={(name) => onItem({ ...item, steps: item.steps.map((each, k) => (k === i ? { ...each, name } : each)) })} />
                <NumberField label={t('lists.minutes')} unit={t('lists.min')} value={step.minutes} onValue={(minutes) => onItem({ ...item, steps: item.steps.map((each, k) => (k === i ? { ...each, minutes: minutes ?? 1 } : each)) })} />
                <Button disabled={item.steps.length === 1} onClick={() => onItem({ ...item, steps: item.steps.filter((_, k) => k !== i) })}>{t('lists.remove')}</Button>
              </div>
            ))}
            <Button disabled={item.steps.length >= 12} onClick={() => onItem({ ...item, steps: [...item.steps, { id: freeId('step', item.steps), name: { ko: '-', en: '-' }, minutes: 10 }] })}>{t('lists.addStep')}</Button>
          </div>
        )}
        {(item.kind === 'reading' || item.kind === 'check' || item.kind === 'choice') && (
          <div className={styles.sub}>
            <label className={styles.retired}><input type="checkbox" checked={item.onFail !== null} onChange={(event) => onItem({ ...item, onFail: event.target.checked ? { title: item.name, priority: 3 } : null })} />{t('lists.onFail')}</label>
            {item.onFail !== null && <TextPair label={t('lists.title')} value={item.onFail.title} onValue={(title) => onItem({ ...item, onFail: { title, priority: item.onFail?.priority ?? 3 } })} />}
            {item.onFail !== null && <label className={styles.labelled}><span>{t('lists.priority')}</span><Select label={t('lists.priority')} value={String(item.onFail.priority) as '1'} onChange={(next) => onItem({ ...item, onFail: { title: item.onFail?.title ?? item.name, priority: Number(next) } })} options={PRIORITIES.map((value) => ({ value, label: t(`lists.priorities.${value}`) }))} /></label>}
          </div>
        )}
      </div>
    </Dialog>
  );
}

function freeId(stem: string, rows: readonly { readonly id: string }[]): string {
  let n = rows.length + 1;
  while (rows.some(({ id }) => id === `${stem}-${String(n)}`)) n++;
  return `${stem}-${String(n)}`;
}

function ReadingFields({ item, onItem }: { readonly item: ReadingItem; readonly onItem: (item: RoundItem) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const names = useNames();
  const { profile } = useProfile();
  const quantities = [...new Set([item.quantity, ...QUANTITIES.map(({ item: each }) => each)])];
  /** A sensor says where and what; its own unit is the one to begin with. */
  const setTag = (tag: string): void => {
    const sensor = profile.sensors.find((each) => each.tag === tag);
    if (sensor === undefined) onItem({ ...item, tag: null, difference: null });
    else onItem({ ...item, tag, quantity: sensor.quantity, point: sensor.place, unit: sensor.unit, impossible: sensor.range, unusual: { min: null, max: null }, difference: { absolute: null, percent: 15, floor: 0 } });
  };
  const pair = (key: 'unusual' | 'impossible'): ReactNode => (
    <>
      <NumberField label={t(`lists.${key}Min`)} unit={item.unit} value={item[key].min} onValue={(min) => onItem(key === 'unusual' ? { ...item, unusual: { ...item.unusual, min } } : { ...item, impossible: { ...item.impossible, min: min ?? 0 } })} />
      <NumberField label={t(`lists.${key}Max`)} unit={item.unit} value={item[key].max} onValue={(max) => onItem(key === 'unusual' ? { ...item, unusual: { ...item.unusual, max } } : { ...item, impossible: { ...item.impossible, max: max ?? 0 } })} />
    </>
  );
  const { difference } = item;
  return (
    <div className={styles.sub}>
      <div className={styles.row}>
        <label className={styles.labelled}><span>{t('lists.sensor')}</span><Select label={t('lists.sensor')} value={item.tag ?? NONE} onChange={setTag} options={[{ value: NONE, label: t('lists.none') }, ...profile.sensors.map(({ tag, id, name }) => ({ value: tag, label: `${id} ${local(name)}` }))]} /></label>
        {item.tag === null && <label className={styles.labelled}><span>{t('lists.quantity')}</span><Select label={t('lists.quantity')} value={item.quantity} onChange={(quantity) => onItem({ ...item, quantity })} options={quantities.map((value) => ({ value, label: names.item(value) }))} /></label>}
        {item.tag === null && <Field label={t('lists.point')} value={item.point} maxLength={40} onText={(point) => onItem({ ...item, point })} />}
      </div>
      <div className={styles.row}>
        <Field label={t('lists.unit')} value={item.unit} maxLength={20} onText={(unit) => onItem({ ...item, unit })} />
        <NumberField label={t('lists.decimals')} value={item.decimals} onValue={(decimals) => onItem({ ...item, decimals: Math.round(decimals ?? 0) })} />
        <label className={styles.labelled}><span>{t('lists.how')}</span><Select label={t('lists.how')} value={item.how} onChange={(how) => onItem({ ...item, how })} options={HOWS.map((value) => ({ value, label: t(`lists.hows.${value}`) }))} /></label>
      </div>
      <div className={styles.row}>{pair('unusual')}{pair('impossible')}</div>
      {difference !== null && (
        <div className={styles.row}>
          <NumberField label={t('lists.differencePercent')} unit="%" value={difference.percent} onValue={(percent) => onItem({ ...item, difference: { ...difference, percent } })} />
          <NumberField label={t('lists.differenceAbsolute')} unit={item.unit} value={difference.absolute} onValue={(absolute) => onItem({ ...item, difference: { ...difference, absolute } })} />
        </div>
      )}
    </div>
  );
}
