import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { beyondReference } from '#core/laboratory/check.ts';
import { convert } from '#core/laboratory/units.ts';
import { typedNumber } from '#core/units/typed-number.ts';
import type { ReadingForm } from '../../model/reading-form.ts';
import { NO_VALUE, formatNumber, formatUnit, formatWhen } from '../../model/format.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './beside-panel.module.css';
import type { Judged } from './use-beside.ts';
import { useNames } from './use-laboratory.ts';

/** The sensor at the time of sampling, the difference, the limit of the discharge, and the reading before. */
export function BesidePanel({ form, judged }: { readonly form: ReadingForm; readonly judged: Judged }): ReactNode {
  const { t } = useTranslation('laboratory');
  const { profile, index } = useProfile();
  const names = useNames();
  const zone = useZone();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const { beside, limit } = judged;
  const sensor = form.tag === null ? undefined : index.sensorOfTag.get(form.tag);
  const digits = (form.tag === null ? undefined : index.tag.get(form.tag)?.decimals) ?? 2;
  const unit = sensor === undefined ? form.unit : sensor.unit;
  const typed = typedNumber(form.value);
  const converted = typed === null ? null : convert(typed, form.unit, unit);
  const mean = beside?.sensor?.mean ?? null;
  const difference = form.qualifier === 'exact' && converted !== null && mean !== null ? mean - converted : null;
  const bound = profile.quality.sensors.find(({ tag }) => tag === form.tag)?.reference;
  const isBeyond = difference !== null && bound !== undefined && converted !== null && mean !== null && beyondReference(bound, mean, converted);
  const share = difference === null || converted === null || converted === 0 ? null : (difference / Math.abs(converted)) * 100;
  const last = beside?.last ?? null;
  const unitText = unit === 'pH' ? '' : formatUnit(unit);
  return (
    <section className={styles.panel} aria-label={t('beside.title')} data-testid="beside">
      <h2>{t('beside.title')}</h2>
      <dl>
        <div className={styles.main}>
          <dt>{sensor === undefined ? t('beside.noSensor') : names.sensor(sensor.tag)}</dt>
          <dd data-testid="beside-sensor">
            <strong>{formatNumber(mean, digits)}</strong> {unitText}
            {beside?.sensor !== null && beside !== null && !beside.isPresent && <small> ± {formatNumber(beside.sensor.sd, digits)} · {t('beside.minutes', { count: beside.sensor.minutes })}</small>}
            {beside?.isPresent === true && <small> {t('beside.present')}</small>}
            {mean === null && sensor !== undefined && <small> {t('beside.noSignal')}</small>}
          </dd>
        </div>
        <div data-beyond={isBeyond}>
          <dt>{t('beside.difference')}</dt>
          <dd data-testid="beside-difference">
            <strong>{difference === null ? NO_VALUE : `${difference > 0 ? '+' : ''}${formatNumber(difference, digits)}`}</strong> {difference === null ? '' : unitText}
            {share !== null && <small> ({share > 0 ? '+' : ''}{formatNumber(share, 1)} %)</small>}
            {difference !== null && bound !== undefined && <em>{t(isBeyond ? 'beside.beyond' : 'beside.within', { bound: boundText(bound, unitText) })}</em>}
          </dd>
        </div>
        {converted !== null && form.unit !== unit && <div><dt>{t('beside.inSensorUnit')}</dt><dd><strong>{formatNumber(converted, digits)}</strong> {unitText}</dd></div>}
        {limit !== null && <div><dt>{t('beside.limit')}</dt><dd><strong>{[limit.min, limit.max].filter((each) => each !== null).join(' – ')}</strong> {limit.unit === 'pH' ? '' : formatUnit(limit.unit)}</dd></div>}
        <div>
          <dt>{t('beside.last')}</dt>
          <dd>{last === null ? t('beside.none') : <><strong>{names.value(last.reading)}</strong> <small>{formatWhen(last.reading.sampledMs, nowMs, zone)} · {t(`how.${last.reading.how}`)} · {last.reading.person}</small></>}</dd>
        </div>
      </dl>
    </section>
  );
}

/** "15 %" or "0.5". */
function boundText(bound: { readonly absolute: number | null; readonly percent: number | null }, unit: string): string {
  const parts = [bound.absolute === null ? null : `${String(bound.absolute)} ${unit}`.trim(), bound.percent === null ? null : `${String(bound.percent)} %`];
  return parts.filter((part) => part !== null).join(' / ');
}
