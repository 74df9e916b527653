import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tag } from '#core/plant/tag.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { route, useRoute } from '../../store/route-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useTrust } from '../../store/trust-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ValueLabel } from '../../ui/value-label.tsx';
import { DetailFacts } from './detail-facts.tsx';
import styles from './detail-sheet.module.css';
import { DetailTrend } from './detail-trend.tsx';
import { TagTable } from './tag-table.tsx';

/** L3: one tank or instrument with everything known of it, down to the register. */
export function DetailSheet(): ReactNode {
  const target = useRoute((state) => state.detail);
  const { index } = useProfile();
  const local = useLocal();
  const { t } = useTranslation(['ui', 'dataBrowser']);
  const watched = useTrust((state) => target !== null && state.byTag.has(target.id));
  if (target === null) return null;
  const tank = target.kind === 'tank' ? index.tank.get(target.id) : index.tankOfLevelTag.get(target.id);
  const sensor = target.kind === 'tag' ? index.sensorOfTag.get(target.id) : undefined;
  const tag = target.kind === 'tag' ? index.tag.get(target.id) : tank?.levelTag == null ? undefined : index.tag.get(tank.levelTag);
  const title = target.kind === 'tank' ? tank?.name : (sensor?.name ?? tag?.name);
  if (title === undefined) return null;
  const equipment = target.kind === 'tank' ? target.id : target.id.slice(0, target.id.lastIndexOf('.'));
  const related: readonly Tag[] = index.tagsOfEquipment.get(equipment) ?? [];
  // In a tank also hang its instruments.
  const inside = target.kind === 'tank' ? [...index.sensor.values()].filter((each) => each.place === target.id).flatMap((each) => index.tag.get(each.tag) ?? []) : [];
  const tags = [...new Map([...(tag === undefined ? [] : [tag]), ...related, ...inside].map((each) => [each.id, each])).values()];
  const unit = index.machineOfUnit.has(equipment) ? equipment : null;
  return (
    <Dialog
      open
      place="side"
      onClose={() => route.detail(null)}
      title={local(title)}
      subtitle={`${t(`detail.${target.kind === 'tank' ? 'tank' : sensor === undefined ? 'tag' : 'sensor'}`)} · ${target.kind === 'tank' ? target.id : (sensor?.id ?? target.id)}`}
      foot={
        <>
          {unit !== null && <Button onClick={() => route.machine(unit)}>{t('detail.openMachine')}</Button>}
          {tag !== undefined && <Button onClick={() => route.source({ kind: 'value', tag: tag.id, atMs: usePlant.getState().nowMs })}>{t('dataBrowser:whence')}</Button>}
          {watched && tag !== undefined && <Button onClick={() => route.quality(tag.id)}>{t('nav.dataQuality')}</Button>}
          {tag !== undefined && <Button look="primary" onClick={() => route.trends([tag.id])}>{t('action.openTrend')}</Button>}
        </>
      }
    >
      {tag !== undefined && (
        <div className={styles.value}><ValueLabel tagId={tag.id} label={local(tag.name)} size="large" /></div>
      )}
      {tag !== undefined && <DetailTrend key={tag.id} tag={tag} />}
      <DetailFacts tank={target.kind === 'tank' ? tank : undefined} sensor={sensor} />
      {tags.length > 0 && <TagTable tags={tags} />}
    </Dialog>
  );
}
