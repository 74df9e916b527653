import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isDigital } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';
import { formatNumber, formatUnit, formatWhen } from '../../model/format.ts';
import { trustOf } from '../../model/reading.ts';
import { useLocal, useReading, useZone } from '../../store/hooks.ts';
import { useShown } from '../../store/use-trust.ts';
import { TrustMark } from '../../ui/trust-mark.tsx';
import { route } from '../../store/route-store.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './detail-sheet.module.css';

/** Each tag with its value, how good it is, how it was obtained, when it was true and where it stands in the PLC. */
export function TagTable({ tags }: { readonly tags: readonly Tag[] }): ReactNode {
  const { t } = useTranslation('ui');
  return (
    <>
      <h3 className={styles.title}>{t('detail.tags')}</h3>
      <ul>{tags.map((tag) => <TagRow key={tag.id} tag={tag} />)}</ul>
    </>
  );
}

function TagRow({ tag }: { readonly tag: Tag }): ReactNode {
  const { t } = useTranslation(['ui', 'trends', 'dataQuality', 'dataBrowser']);
  const local = useLocal();
  const zone = useZone();
  const reading = useReading(tag.id);
  const shown = useShown(tag.id);
  const nowMs = usePlant((state) => state.nowMs);
  const value = reading.value === null ? '–' : isDigital(tag) ? t(reading.value !== 0 ? 'trends:on' : 'trends:off') : `${formatNumber(reading.value, tag.decimals)} ${formatUnit(tag.unit)}`;
  const register = [t('detail.slave', { slave: tag.slave }), `${t(`detail.table.${tag.table}`)} ${String(tag.address)}`, tag.bit === null ? tag.type : t('detail.bit', { bit: tag.bit }), ...(tag.wordOrder === null ? [] : [tag.wordOrder]), ...(tag.scale === 1 && tag.offset === 0 ? [] : [`x${String(tag.scale)}${tag.offset === 0 ? '' : ` + ${String(tag.offset)}`}`])].join(' · ');
  return (
    <li>
      <button type="button" className={styles.tag} title={t('dataBrowser:whence')} onClick={() => route.source({ kind: 'value', tag: tag.id, atMs: usePlant.getState().nowMs })}>
        <span><span>{local(tag.name)} <small>{tag.id}</small></span><strong>{value}</strong></span>
        <span>
          <small>
            {shown.mark !== null && <><TrustMark mark={shown.mark} /> {t('dataQuality:detail.used')} {formatNumber(shown.value, tag.decimals)} · </>}
            <span className={trustOf(reading) === 'good' ? undefined : styles.doubt}>{t(`quality.${reading.quality}`)}</span> · {t(`provenance.${reading.provenance}`)} · {reading.sourceTimeMs === 0 ? t('detail.never') : formatWhen(reading.sourceTimeMs, nowMs, zone)}
          </small>
          <small>{register}</small>
        </span>
      </button>
    </li>
  );
}
