import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ageMs, trustOf } from '../model/reading.ts';
import { formatNumber, formatUnit } from '../model/format.ts';
import { useReading, useSpanText, useTag } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import styles from './value-label.module.css';

interface ValueLabelProps {
  readonly tagId: string;
  readonly label: string;
  readonly size?: 'normal' | 'large';
}

/** Name, value and unit of a reading; what is wrong with it and its age when it is not good. */
export function ValueLabel({ tagId, label, size = 'normal' }: ValueLabelProps): ReactNode {
  const tag = useTag(tagId);
  const reading = useReading(tagId);
  const trust = trustOf(reading);
  return (
    <span className={styles.value} data-trust={trust} data-size={size} data-tag={tagId}>
      <span className={styles.label}>{label}{trust !== 'good' && <Doubt tagId={tagId} />}</span>
      <span className={styles.figure}>
        <span className={styles.number} data-testid={`value-${tagId}`}>{formatNumber(reading.value, tag?.decimals ?? 1)}</span>
        {tag !== undefined && tag.unit !== '' && <span className={styles.unit}>{formatUnit(tag.unit)}</span>}
      </span>
    </span>
  );
}

/** "stale · 12 min" beside a value that is not good. */
function Doubt({ tagId }: { readonly tagId: string }): ReactNode {
  const { t } = useTranslation('ui');
  const spanText = useSpanText();
  const reading = useReading(tagId);
  const nowMs = usePlant((state) => state.nowMs);
  const age = ageMs(reading, nowMs);
  const old = trustOf(reading) === 'old' && age !== null;
  return <span className={styles.doubt}>{t(`quality.${reading.quality}`)}{old && ` ${spanText(age)}`}</span>;
}
