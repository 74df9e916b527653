import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmInfo } from '#contract/alarms.ts';
import { MOST_DELAY_S } from '#core/alarms/definition.ts';
import type { AlarmSetting } from '#core/alarms/definition.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { EntryValue } from '#core/records/entry.ts';
import type { Fields } from '#core/together/compare.ts';
import { priorityOf } from '#core/alarms/priority.ts';
import { typedNumber } from '#core/units/typed-number.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { takeFields } from '../../model/take-fields.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './setting-dialog.module.css';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useAlarmName } from './use-alarm-words.ts';
import { useLimit } from './use-limit.ts';

const MOST_BAND = 1000;
const MOST_LIMIT = 1_000_000;
const PRIORITIES = ['1', '2', '3', '4'] as const;

/** A number within bounds, or null when the text is none. */
function numberIn(text: string, min: number, max: number): number | null {
  const value = typedNumber(text);
  return value !== null && value >= min && value <= max ? value : null;
}

/** Delays, dead band, priority of one alarm; whoever changes them says why, and the profile's values can be had back. */
export function SettingDialog({ alarm, onClose }: { readonly alarm: AlarmInfo; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const { index } = useProfile();
  const zone = useZone();
  const name = useAlarmName()(alarm);
  const history = useAlarmQuery('alarms.settingHistory', { alarm: alarm.id }).value ?? [];
  const formName = `alarm-setting:${alarm.id}`;
  const { standard } = alarm;
  const stood: AlarmSetting = {
    priority: alarm.priority === standard.priority ? null : alarm.priority,
    onDelayS: alarm.onDelayS === standard.onDelayS ? null : alarm.onDelayS,
    offDelayS: alarm.offDelayS === standard.offDelayS ? null : alarm.offDelayS,
    deadBand: alarm.deadBand === standard.deadBand ? null : alarm.deadBand,
    opensWork: alarm.opensWork === standard.opensWork ? null : alarm.opensWork,
    limit: alarm.limit === standard.limit ? null : alarm.limit,
  };
  const form = useKeptForm(formName, drawnUpOn('alarms.configure', { alarm: alarm.id, setting: stood, why: '', who: '-' }));
  const takeBack = useTakeBack();
  const [onDelay, setOnDelay] = form.field('onDelay', String(alarm.onDelayS));
  const [offDelay, setOffDelay] = form.field('offDelay', String(alarm.offDelayS));
  const [band, setBand] = form.field('deadBand', String(alarm.deadBand));
  const [priority, setPriority] = form.field<string>('priority', String(alarm.priority), PRIORITIES);
  const [opensWork, setOpensWork] = form.field('opensWork', alarm.opensWork);
  const [limitText, setLimitText] = form.field('limit', alarm.limit === null ? '' : String(alarm.limit));
  const written = useLimit(alarm);
  const onDelayS = numberIn(onDelay, 0, MOST_DELAY_S);
  const offDelayS = numberIn(offDelay, 0, MOST_DELAY_S);
  const deadBand = numberIn(band, 0, MOST_BAND);
  const limit = alarm.limit === null ? null : numberIn(limitText, -MOST_LIMIT, MOST_LIMIT);
  const lacksLimit = alarm.limit !== null && limit === null;
  const ready = onDelayS !== null && offDelayS !== null && deadBand !== null && !lacksLimit;
  const back = (): void => {
    setOnDelay(String(standard.onDelayS));
    setOffDelay(String(standard.offDelayS));
    setBand(String(standard.deadBand));
    setPriority(String(standard.priority));
    setOpensWork(standard.opensWork);
    setLimitText(standard.limit === null ? '' : String(standard.limit));
  };
  const setting = (): AlarmSetting => ({
    priority: Number(priority) === standard.priority ? null : Number(priority),
    onDelayS: onDelayS === standard.onDelayS ? null : onDelayS,
    offDelayS: offDelayS === standard.offDelayS ? null : offDelayS,
    deadBand: deadBand === standard.deadBand ? null : deadBand,
    opensWork: opensWork === standard.opensWork ? null : opensWork,
    limit: limit === standard.limit ? null : limit,
  });
  const mine = wantedBy('alarms.configure', { alarm: alarm.id, setting: setting(), why: '', who: '-' });
  /** What is not set goes by the standard. */
  const number = (value: EntryValue, standing: number | null): string => (typeof value === 'number' ? String(value) : standing === null ? '' : String(standing));
  const take = (fields: Fields): void => takeFields(fields, {
    priority: (value) => setPriority(number(value, standard.priority)),
    onDelayS: (value) => setOnDelay(number(value, standard.onDelayS)),
    offDelayS: (value) => setOffDelay(number(value, standard.offDelayS)),
    deadBand: (value) => setBand(number(value, standard.deadBand)),
    opensWork: (value) => setOpensWork(typeof value === 'boolean' ? value : standard.opensWork),
    limit: (value) => setLimitText(number(value, standard.limit)),
  });
  const wrong = (text: string, ok: boolean, max: number): string | null => (ok ? null : t('settings.wrong', { min: 0, max, value: text }));
  const hint = (value: number): string => t('settings.standard', { value: formatNumber(value, Number.isInteger(value) ? 0 : 2) });
  return (
    <ActDialog
      title={t('settings.editTitle', { name })}
      text={t('settings.grid', { priority: priorityOf(alarm.consequence, alarm.timeToActMin) })}
      send={t('settings.edit')}
      line="reason"
      form={formName}
      together={{ form, mine, take }}
      ready={ready}
      onClose={onClose}
      onSend={async (who, why) => {
        const answer = await form.send('alarms.configure', { alarm: alarm.id, setting: setting(), why, who });
        if (answer.ok) toast.say(t('settings.told', { name }), takeBack('alarms.configure', { alarm: alarm.id, setting: stood, why: t('settings.tookBack'), who }, null, mine));
        return answer.ok ? null : answer.error;
      }}
    >
      {written.isAssumed && <p className={styles.assumed}>{t('settings.assumedHint')}</p>}
      <div className={styles.fields}>
        {alarm.limit !== null && <Field label={`${t('settings.limit')} ${written.sign}`} unit={written.unit} inputMode="decimal" hint={standard.limit === null ? '' : hint(standard.limit)} error={lacksLimit ? t('settings.limitWrong') : null} value={limitText} onText={setLimitText} data-testid="alarm-limit" />}
        <Field label={t('settings.onDelay')} unit={t('settings.seconds')} inputMode="decimal" hint={hint(standard.onDelayS)} error={wrong(onDelay, onDelayS !== null, MOST_DELAY_S)} value={onDelay} onText={setOnDelay} />
        <Field label={t('settings.offDelay')} unit={t('settings.seconds')} inputMode="decimal" hint={hint(standard.offDelayS)} error={wrong(offDelay, offDelayS !== null, MOST_DELAY_S)} value={offDelay} onText={setOffDelay} />
        <Field label={t('settings.deadBand')} {...(written.bandUnit === '' ? {} : { unit: written.bandUnit })} inputMode="decimal" hint={hint(standard.deadBand)} error={wrong(band, deadBand !== null, MOST_BAND)} value={band} onText={setBand} />
      </div>
      <div className={styles.choices}>
        <span>{t('settings.priority')}</span>
        <Segments label={t('settings.priority')} value={priority} onChange={setPriority} options={PRIORITIES.map((value) => ({ value, label: `${value} ${t(`ui:alarms.priority.${value}`)}` }))} />
        {index.alarm.has(alarm.id) && <label className={styles.check}><input type="checkbox" checked={opensWork} onChange={(event) => setOpensWork(event.target.checked)} />{t('settings.opensWork')}</label>}
        <button type="button" className={styles.back} onClick={back}>{t('settings.undo')}</button>
      </div>
      <section className={styles.history}>
        <h3>{t('settings.history')}</h3>
        {history.length === 0 ? <p>{t('settings.noHistory')}</p> : <ul>{history.map((each) => <li key={each.tsMs}>{formatStamp(each.tsMs, zone).slice(0, 16)} {each.who}: {each.setting === null ? `${t('settings.toStandard')}. ` : ''}{each.why}</li>)}</ul>}
      </section>
    </ActDialog>
  );
}
