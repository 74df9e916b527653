import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatNumber, formatUnit } from '../../model/format.ts';
import type { Headroom } from '../../model/headroom.ts';
import { ageMs, trustOf } from '../../model/reading.ts';
import { useHeadrooms, useProfile, useReading, useSpanText, useTag } from '../../store/hooks.ts';
import { useDayHistory, useSeries } from '../../store/history-store.ts';
import { useShown } from '../../store/use-trust.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { AlarmMark } from '../../ui/alarm-mark.tsx';
import type { MarkPriority } from '../../ui/alarm-mark.tsx';
import { TrustMark } from '../../ui/trust-mark.tsx';
import { LimitBar } from '../../ui/limit-bar.tsx';
import styles from './effluent-items.module.css';

const HOUR_MS = 3_600_000;
/** Alarm priority that each warning level stands for (70, 80, 90, 100 % of the limit). */
const PRIORITY_OF_LEVEL: readonly (MarkPriority | null)[] = [null, 3, 2, 1, 1];

/** Key qualities of the discharge: big number, place against limit and target, the last hour. */
export function EffluentItems(): ReactNode {
  const { t } = useTranslation('overview');
  const { profile } = useProfile();
  const rooms = useHeadrooms();
  const tags = useMemo(() => profile.display.effluent.map((each) => each.tag), [profile]);
  useDayHistory(tags);
  return (
    <section className={styles.items} aria-label={t('effluent')}>
      {profile.display.effluent.map(({ item, tag }) => (
        <EffluentItem key={item} item={item} tagId={tag} room={rooms.find((room) => room.tag === tag && room.item === item) ?? null} share={profile.limits.aiTargetShare} />
      ))}
    </section>
  );
}

function EffluentItem({ item, tagId, room, share }: { readonly item: string; readonly tagId: string; readonly room: Headroom | null; readonly share: number }): ReactNode {
  const { t } = useTranslation(['overview', 'ui']);
  const spanText = useSpanText();
  const tag = useTag(tagId);
  const reading = useReading(tagId);
  const shown = useShown(tagId);
  const points = useSeries(tagId);
  const nowMs = usePlant((state) => state.nowMs);
  const trust = shown.replaced ? 'doubt' : trustOf(reading);
  const decimals = tag?.decimals ?? 1;
  const name = t(`ui:item.${item as 'TN'}`);
  const priority = room === null ? null : (PRIORITY_OF_LEVEL[room.level] ?? null);
  const age = ageMs(reading, nowMs);
  const limit = room?.max ?? null;
  return (
    <button type="button" className={styles.item} data-trust={trust} data-mark={shown.mark ?? undefined} onClick={() => route.detail({ kind: 'tag', id: tagId })}>
      <span className={styles.name}>
        {name}
        {priority !== null && room?.share != null && <span className={styles.warn}><AlarmMark priority={priority} size={15} /> {formatNumber(room.share * 100, 0)} %</span>}
        {shown.mark !== null ? <TrustMark mark={shown.mark} short /> : trust !== 'good' && <span className={styles.doubt}>{t(`ui:quality.${reading.quality}`)}{trust === 'old' && age !== null && ` ${spanText(age)}`}</span>}
      </span>
      <span className={styles.figure}>
        <span className={styles.number} data-testid={`value-${tagId}`}>{formatNumber(shown.value, decimals)}</span>
        {tag !== undefined && tag.unit !== 'pH' && <span className={styles.unit}>{formatUnit(tag.unit)}</span>}
      </span>
      <LimitBar
        share={room?.share ?? null}
        level={room?.level ?? 0}
        between={room === null || room.min === null || room.max === null || room.value === null ? null : { min: room.min, max: room.max, value: room.value }}
        targetShare={room?.target === null ? null : share}
        label={room?.share == null ? name : t('percentOfLimit', { percent: formatNumber(room.share * 100, 0) })}
      />
      <span className={styles.limits}>
        {room === null || limit === null ? '' : room.min !== null ? t('limitBand', { min: room.min, max: limit }) : `${t('limit', { limit })} · ${t('target', { target: formatNumber(room.target, limit < 5 ? 1 : 0) })}`}
      </span>
      <Sparkline points={points} fromMs={nowMs - HOUR_MS} toMs={nowMs} label={`${name} ${t('hourSpark')}`} leastSpan={(limit ?? 1) * 0.02} />
    </button>
  );
}
