import type { ReactNode } from 'react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingItem } from '#core/plant/rounds.ts';
import { withoutUnit } from '#core/units/typed-number.ts';
import { differs, judgeAnswer, numberOf, rangeText, sensorIn } from '#core/rounds/answer.ts';
import type { AnswerIssue } from '#core/rounds/answer.ts';
import { NO_VALUE, formatNumber, formatWhen } from '../../model/format.ts';
import { ageMs, trustOf } from '../../model/reading.ts';
import { useLocal, useProfile, useReading, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Field } from '../../ui/field.tsx';
import type { AnswerFieldProps } from './answer-field.tsx';
import { Keypad } from './keypad.tsx';
import { unitText } from './use-answer-text.ts';
import styles from './walk.module.css';

/** What an issue says, in words. */
export function useIssueText(): (issue: AnswerIssue) => string {
  const { t } = useTranslation('rounds');
  return ({ code, params }) => {
    // With the blank before it, since a pH has no unit.
    const unit = unitText(String(params['unit'] ?? ''));
    return t(`issue.${code}`, { ...params, unit: unit === '' ? '' : ` ${unit}` });
  };
}

/** A number in a large field, keys for gloves, and what it is held against. */
export function ReadingField({ item, draft, saved, last, isPaper, edit, onGoOn }: AnswerFieldProps & { readonly item: ReadingItem }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const issueText = useIssueText();
  const id = useId();
  const sensor = useSensor(item, isPaper);
  // Once it is on disk it is held against the sensor of that moment.
  const beside = saved !== undefined && saved.text === draft.text ? saved.sensor : sensor.value;
  const [issue] = draft.text.trim() === '' ? [] : judgeAnswer(item, draft, { sensor: beside });
  const [asks] = draft.text.trim() === '' ? [] : judgeAnswer(item, { ...draft, why: '' }, { sensor: beside });
  const value = numberOf(draft.text);
  const onEnter = (event: React.KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!event.repeat) onGoOn();
  };
  return (
    <div className={styles.reading}>
      <div>
        <label className={styles.valueLabel} htmlFor={id}>{t('reading')}</label>
        <div className={styles.valueRow}>
          <input id={id} className={styles.value} value={draft.text} inputMode="none" autoComplete="off" maxLength={20} data-first data-needed={issue !== undefined && issue.severity === 'refuse' ? true : undefined} aria-invalid={issue?.severity === 'refuse'} aria-describedby={`${id}-issue`} onChange={(event) => edit({ text: withoutUnit(event.target.value, item.unit) })} onKeyDown={onEnter} data-testid="reading" />
          <span className={styles.unit}>{unitText(item.unit)}</span>
        </div>
        <p id={`${id}-issue`} className={styles.issue} role="status" data-severity={asks?.severity}>{asks === undefined ? '' : issueText(asks)}</p>
        {asks?.severity === 'ask' && (
          <div className={styles.why}>
            <Field label={t('why')} hint={t('whyHint')} value={draft.why} maxLength={300} onText={(why) => edit({ why })} onKeyDown={onEnter} data-needed={draft.why.trim() === '' ? true : undefined} data-testid="why" />
          </div>
        )}
      </div>
      <dl className={styles.beside} data-testid="beside">
        {item.tag !== null && !isPaper && <SensorLine item={item} sensor={sensor} value={value} held={beside} />}
        <div>
          <dt>{t('last')}</dt>
          <dd>{last === null ? t('noLast') : <LastLine item={item} last={last} value={value} />}</dd>
        </div>
        {rangeText(item.unusual) !== '' && <div><dt>{t('usual')}</dt><dd>{rangeText(item.unusual)} {unitText(item.unit)}</dd></div>}
      </dl>
      <Keypad value={draft.text} onValue={(text) => edit({ text })} onEnter={onGoOn} label={local(item.name)} />
    </div>
  );
}

interface Sensor {
  readonly value: number | null;
  readonly words: string;
}

/** The sensor's present value in the item's unit, with what is to be said of its quality and age. */
function useSensor(item: ReadingItem, isPaper: boolean): Sensor {
  const { t } = useTranslation('ui');
  const { index } = useProfile();
  const spanText = useSpanText();
  const reading = useReading(item.tag);
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 1000) * 1000);
  const unit = item.tag === null ? undefined : index.sensorOfTag.get(item.tag)?.unit;
  if (unit === undefined || isPaper) return { value: null, words: '' };
  const trust = trustOf(reading);
  const age = ageMs(reading, nowMs);
  const words = trust === 'good' ? '' : `${t(`quality.${reading.quality}`)}${trust === 'old' && age !== null ? ` ${spanText(age)}` : ''}`;
  return { value: trust === 'none' || trust === 'old' ? null : sensorIn(item, reading.value, unit), words };
}

function SensorLine({ item, sensor, value, held }: { readonly item: ReadingItem; readonly sensor: Sensor; readonly value: number | null; readonly held: number | null }): ReactNode {
  const { t } = useTranslation('rounds');
  const { index } = useProfile();
  const local = useLocal();
  const named = item.tag === null ? undefined : index.sensorOfTag.get(item.tag);
  const gap = value === null || held === null ? null : value - held;
  const beyond = value !== null && differs(item, value, held);
  return (
    <div data-beyond={beyond}>
      <dt>{named === undefined ? item.tag : `${named.id} ${local(named.name)}`}</dt>
      <dd data-testid="beside-sensor">
        <strong>{formatNumber(sensor.value, item.decimals)}</strong> {sensor.value === null ? '' : unitText(item.unit)}
        {sensor.words !== '' && <small>{sensor.words}</small>}
        {gap !== null && <em>{t('difference', { gap: `${gap > 0 ? '+' : ''}${formatNumber(gap, item.decimals)}`, percent: held === null || held === 0 ? NO_VALUE : `${formatNumber((gap / Math.abs(held)) * 100, 1)}` })}</em>}
        {beyond && <em>{t('calibrationFollows')}</em>}
      </dd>
    </div>
  );
}

function LastLine({ item, last, value }: { readonly item: ReadingItem; readonly last: NonNullable<AnswerFieldProps['last']>; readonly value: number | null }): ReactNode {
  const { t } = useTranslation('rounds');
  const zone = useZone();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const gap = value === null ? null : value - last.value;
  return (
    <>
      <strong>{formatNumber(last.value, item.decimals)}</strong> {unitText(item.unit)}
      <small>{formatWhen(last.atMs, nowMs, zone)} · {last.by}{gap !== null && ` · ${t('change', { gap: `${gap > 0 ? '+' : ''}${formatNumber(gap, item.decimals)}` })}`}</small>
    </>
  );
}
