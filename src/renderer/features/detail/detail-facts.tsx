import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sensor, Tank } from '#core/plant/equipment.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { useLocal, useProfile, useSpanText } from '../../store/hooks.ts';
import styles from './detail-sheet.module.css';

/** What the profile says of a tank or an instrument. */
export function DetailFacts({ tank, sensor }: { readonly tank: Tank | undefined; readonly sensor: Sensor | undefined }): ReactNode {
  const rows = useRows(tank, sensor);
  if (rows.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function useRows(tank: Tank | undefined, sensor: Sensor | undefined): readonly (readonly [string, string])[] {
  const { t } = useTranslation('ui');
  const local = useLocal();
  const spanText = useSpanText();
  const { index } = useProfile();
  if (tank !== undefined) {
    const marks = Object.entries(tank.marksM).map(([mark, atM]) => `${mark} ${formatNumber(atM, 2)}`).join(' · ');
    return [
      [t('detail.duty'), local(tank.duty)], [t('detail.volume'), `${formatNumber(tank.volumeM3, 1)} m³`], [t('detail.depth'), `${formatNumber(tank.depthM, 2)} m`],
      ...(marks === '' ? [] : [[t('detail.marks'), `${marks} m`] as const]),
    ];
  }
  if (sensor === undefined) return [];
  const inTank = index.tank.get(sensor.place);
  const place = inTank === undefined ? t(`detail.places.${sensor.place as 'influent'}`) : local(inTank.name);
  const accuracy = t(`detail.accuracyOf.${sensor.accuracy.of}`, { value: sensor.accuracy.value, unit: formatUnit(sensor.unit) });
  return [
    [t('detail.place'), place], [t('detail.range'), `${formatNumber(sensor.range.min, 0)} – ${formatNumber(sensor.range.max, 0)} ${formatUnit(sensor.unit)}`],
    [t('detail.accuracy'), accuracy], [t('detail.principle'), local(sensor.principle)], [t('detail.period'), spanText(sensor.samplePeriodS * 1000)],
    ...(sensor.care === null ? [] : [[t('detail.care'), local(sensor.care)] as const]),
  ];
}
