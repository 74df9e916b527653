import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SensorTrust } from '#contract/data-quality.ts';
import { formatNumber } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './check-tab.module.css';
import { QualityChart } from './quality-chart.tsx';
import type { Pending } from './sensor-actions.tsx';
import { NextCalibration } from './sensor-row.tsx';
import { useQualityText } from './use-quality-text.ts';
import { useQuery } from '../../store/use-query.ts';
import { RightButton } from '../../ui/right-button.tsx';

const DAY_MS = 86_400_000;
const COMPARED_MS = 180 * DAY_MS;
const MOST_SHOWN = 12;

interface CheckTabProps {
  readonly sensor: SensorTrust;
  readonly nowMs: number;
  readonly onAct: (pending: Pending) => void;
}

/** What persons measured beside the sensor, the correction that follows from it, and its calibrations. */
export function CheckTab({ sensor, nowMs, onAct }: CheckTabProps): ReactNode {
  return (
    <>
      <Proposal sensor={sensor} onAct={onAct} />
      <InForce sensor={sensor} onAct={onAct} />
      <Calibration sensor={sensor} nowMs={nowMs} onAct={onAct} />
      <Comparisons tag={sensor.tag} />
      <EarlierCorrections tag={sensor.tag} />
    </>
  );
}

function Proposal({ sensor: { tag, proposal }, onAct }: Omit<CheckTabProps, 'nowMs'>): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  if (proposal === null) return null;
  const { bias, sd, fromMs, readingIds } = proposal;
  return (
    <section className={styles.proposal} data-testid="proposal">
      <h3>{t('proposal.title')}</h3>
      <p>{t('proposal.text', { count: readingIds.length, bias: text.signed(tag, bias).replace(/^[+−]/, ''), sd: text.signed(tag, sd).replace('+', ''), side: t(bias > 0 ? 'proposal.high' : 'proposal.low'), from: text.when(fromMs) })}</p>
      <QualityChart tag={tag} trial={proposal} first="7d" />
      <div className={styles.buttons}>
        <RightButton right="correction.decide" look="primary" onClick={() => onAct({ act: 'accept', correction: proposal })} data-testid="accept">{t('proposal.accept')}</RightButton>
        <RightButton right="correction.decide" onClick={() => onAct({ act: 'reject', correction: proposal })}>{t('proposal.reject')}</RightButton>
        <Button look="quiet" onClick={() => route.source({ kind: 'entry', entryKind: 'correction', id: proposal.id })}>{t('proposal.readings')}</Button>
      </div>
    </section>
  );
}

function InForce({ sensor: { tag, correction }, onAct }: Omit<CheckTabProps, 'nowMs'>): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  return (
    <section>
      <h3>{t('correction.title')}</h3>
      {correction === null ? <p className={styles.quiet}>{t('correction.none')}</p> : (
        <div className={styles.line} data-testid="correction">
          <span>
            <strong>{t('correction.text', { bias: text.signed(tag, -correction.bias), sd: text.signed(tag, correction.sd).replace('+', ''), from: text.when(correction.fromMs), who: text.person(correction.by), when: text.when(correction.atMs) })}</strong>
            {correction.reason !== '' && <small>{correction.reason}</small>}
          </span>
          <Button look="quiet" onClick={() => route.source({ kind: 'entry', entryKind: 'correction', id: correction.id })}>{t('proposal.readings')}</Button>
          <RightButton right="correction.decide" onClick={() => onAct({ act: 'undo', correction })} data-testid="undo">{t('correction.undo')}</RightButton>
        </div>
      )}
    </section>
  );
}

function Calibration({ sensor, nowMs, onAct }: CheckTabProps): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const { tag, openCalibration, lastCalibrationMs } = sensor;
  const past = useQuery('dataQuality.calibrations', { tag, limit: MOST_SHOWN });
  const closed = past.value?.filter(({ state }) => state !== 'due') ?? [];
  return (
    <section>
      <h3>{t('calibration.title')}</h3>
      {openCalibration !== null && <p className={styles.due}>{t('calibration.open', { cause: t(`calibration.cause.${openCalibration.cause}`) })}</p>}
      <dl className={styles.pair}>
        <div><dt>{t('calibration.last')}</dt><dd>{lastCalibrationMs === null ? t('never') : text.when(lastCalibrationMs)}</dd></div>
        <div><dt>{t('calibration.next')}</dt><dd><NextCalibration sensor={sensor} nowMs={nowMs} /></dd></div>
      </dl>
      <div className={styles.buttons}>
        <RightButton right="calibration.record" onClick={() => onAct({ act: 'record' })} data-testid="record-calibration">{t('calibration.record')}</RightButton>
        {openCalibration !== null && <RightButton right="correction.decide" look="quiet" onClick={() => onAct({ act: 'dismiss', id: openCalibration.id })}>{t('calibration.dismiss')}</RightButton>}
      </div>
      {closed.length > 0 && (
        <ul className={styles.rows} aria-label={t('calibration.past')}>
          {closed.map((each) => (
            <li key={each.id}>
              <button type="button" onClick={() => route.source({ kind: 'entry', entryKind: 'calibration', id: each.id })}>
                <span>{text.stamp(each.doneMs ?? each.atMs)}</span>
                <span>{t(`calibration.state.${each.state}`)}</span>
                <span>{each.errorBefore === null && each.errorAfter === null ? '' : t('calibration.errors', { before: each.errorBefore === null ? '–' : text.signed(tag, each.errorBefore), after: each.errorAfter === null ? '–' : text.signed(tag, each.errorAfter) })}</span>
                <span>{text.person(each.by)}</span>
                <small>{each.reason}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Comparisons({ tag }: { readonly tag: string }): ReactNode {
  const { t } = useTranslation(['dataQuality', 'ui']);
  const text = useQualityText();
  const faultText = useFaultText();
  const hour = usePlant((state) => Math.ceil(state.nowMs / 3_600_000) * 3_600_000);
  const { value, fault, retry } = useQuery('dataQuality.comparisons', { tag, fromMs: hour - COMPARED_MS, toMs: hour });
  const rows = value?.toSorted((a, b) => b.sampledMs - a.sampledMs).slice(0, MOST_SHOWN) ?? [];
  return (
    <section>
      <h3>{t('comparison.title')}</h3>
      {fault !== null && <p role="alert">{faultText(fault)} <Button look="quiet" onClick={retry}>{t('ui:action.retry')}</Button></p>}
      {value !== null && rows.length === 0 && <p className={styles.quiet}>{t('comparison.none')} {t('comparison.noneHint')} <Button look="quiet" onClick={() => route.go('laboratory')}>{t('comparison.open')}</Button></p>}
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead><tr><th scope="col">{t('comparison.when')}</th><th scope="col">{t('comparison.sensor')}</th><th scope="col">{t('comparison.reference')}</th><th scope="col">{t('comparison.difference')}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.readingId}>
                <th scope="row"><button type="button" onClick={() => route.source({ kind: 'entry', entryKind: 'reading', id: row.readingId })}>{text.stamp(row.sampledMs)}</button></th>
                <td>{text.numberOf(tag, row.sensorValue)}</td>
                <td>{text.numberOf(tag, row.referenceValue)}</td>
                <td>{text.signed(tag, row.sensorValue - row.referenceValue)}{row.referenceValue !== 0 && ` (${formatNumber(((row.sensorValue - row.referenceValue) / row.referenceValue) * 100, 0)} %)`}{row.outlier && <em>{t('comparison.outlier')}</em>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function EarlierCorrections({ tag }: { readonly tag: string }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  const { value } = useQuery('dataQuality.corrections', { tag, limit: MOST_SHOWN });
  const past = value?.filter(({ state }) => state !== 'proposed' && state !== 'accepted') ?? [];
  if (past.length === 0) return null;
  return (
    <section>
      <h3>{t('correction.past')}</h3>
      <ul className={styles.rows}>
        {past.map((each) => (
          <li key={each.id}>
            <button type="button" onClick={() => route.source({ kind: 'entry', entryKind: 'correction', id: each.id })}>
              <span>{text.stamp(each.atMs)}</span>
              <span>{t(`correction.state.${each.state}`)}</span>
              <span>{text.signed(tag, -each.bias)}</span>
              <span>{text.person(each.by)}</span>
              <small>{each.reason}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
