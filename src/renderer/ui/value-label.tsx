import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ageMs, trustOf } from '../model/reading.ts';
import { formatNumber, formatUnit } from '../model/format.ts';
import { useReading, useSpanText, useTag } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { useShown } from '../store/use-trust.ts';
import { TrustMark } from './trust-mark.tsx';
import styles from './value-label.module.css';

interface ValueLabelProps {
  readonly tagId: string;
  readonly label: string;
  readonly size?: 'normal' | 'large';
}

/**
 * Name, value and unit of a reading as it counts; what stands in for it or is wrong with it, and
 * its age, when it is not simply good.
 */
export function ValueLabel({ tagId, label, size = 'normal' }: ValueLabelProps): ReactNode {
  const { t } = useTranslation('dataQuality');
  const tag = useTag(tagId);
  const reading = useReading(tagId);
  const shown = useShown(tagId);
  const trust = shown.replaced ? 'doubt' : trustOf(reading);
  const decimals = tag?.decimals ?? 1;
  const was = shown.replaced || shown.corrected ? t('mark.rawWas', { value: formatNumber(reading.value, decimals) }) : undefined;
  return (
    <span className={styles.value} data-trust={trust === 'good' && shown.mark !== null && shown.mark !== 'corrected' ? 'doubt' : trust} data-size={size} data-tag={tagId} data-mark={shown.mark ?? undefined} data-corrected={shown.corrected} title={was}>
      <span className={styles.label}><span className={styles.name}>{label}</span>{shown.mark !== null ? <TrustMark mark={shown.mark} short={size === 'normal'} /> : trust !== 'good' && <Doubt tagId={tagId} />}</span>
      <span className={styles.figure}>
        <span className={styles.number} data-testid={`value-${tagId}`}>{formatNumber(shown.value, decimals)}</span>
        {tag !== undefined && tag.unit !== '' && <span className={styles.unit}>{formatUnit(tag.unit)}</span>}
        {size === 'large' && was !== undefined && <small className={styles.was}>{was}</small>}
      </span>
    </span>
  );
}

/** "stale 12 min" beside a value that is not good. */
function Doubt({ tagId }: { readonly tagId: string }): ReactNode {
  const { t } = useTranslation('ui');
  const spanText = useSpanText();
  const reading = useReading(tagId);
  const nowMs = usePlant((state) => state.nowMs);
  const age = ageMs(reading, nowMs);
  const old = trustOf(reading) === 'old' && age !== null;
  return <span className={styles.doubt}>{t(`quality.${reading.quality}`)}{old && ` ${spanText(age)}`}</span>;
}
