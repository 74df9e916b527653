import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmInfo } from '#contract/alarms.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { alarms, useAlarms } from '../../store/alarm-store.ts';
import { useMay } from '../../store/access-store.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { AlarmMark, asMarkPriority } from '../../ui/alarm-mark.tsx';
import { Button } from '../../ui/button.tsx';
import { AnnunciatorStrip } from './annunciator-strip.tsx';
import { FloodDialog } from './flood-dialog.tsx';
import { Empty, Waiting } from './panel-states.tsx';
import panel from './panel.module.css';
import { SettingDialog } from './setting-dialog.tsx';
import { SoundSettings } from './sound-settings.tsx';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useAlarmName } from './use-alarm-words.ts';
import { useLimit } from './use-limit.ts';

const MINUTE_MS = 60_000;

/** Every alarm with its priority, delays and dead band, and what a person changed about them. */
export function SettingsPanel(): ReactNode {
  const { t } = useTranslation('alarms');
  const nameOf = useAlarmName();
  const catalogue = useAlarmQuery('alarms.catalogue', {});
  const [text, setText] = useState('');
  const [open, setOpen] = useState<AlarmInfo | null>(null);
  const [flood, setFlood] = useState(false);
  const rows = useMemo(() => {
    const needle = text.trim().toLowerCase();
    return (catalogue.value?.alarms ?? []).filter((alarm) => needle === '' || nameOf(alarm).toLowerCase().includes(needle));
  }, [catalogue.value, text, nameOf]);
  const asked = useAlarms((state) => state.settingsOf);
  useEffect(() => {
    if (asked === null || catalogue.value === null) return;
    const found = catalogue.value.alarms.find(({ id }) => id === asked);
    if (found !== undefined) setText(nameOf(found));
    alarms.settingsOf(null);
  }, [asked, catalogue.value, nameOf]);
  const { may: mayConfigure } = useMay('alarm.configure');
  const floodAbove = catalogue.value?.floodAbove ?? 10;
  return (
    <div className={panel.panel}>
      <div className={panel.head}>
      <AnnunciatorStrip />
      <div className={panel.filters}>
        <input className={panel.search} type="search" value={text} maxLength={80} placeholder={t('list.search')} aria-label={t('list.search')} onChange={(event) => setText(event.target.value)} />
        <Button disabled={!mayConfigure} data-testid="flood-open" onClick={() => setFlood(true)}>{t('settings.flood', { count: floodAbove })}</Button>
        <SoundSettings />
      </div>
      </div>
      <div className={panel.scroll} tabIndex={0} data-testid="alarm-settings">
        <Waiting fault={catalogue.fault} isEmpty={catalogue.value === null} reload={catalogue.reload} />
        {catalogue.value !== null && rows.length === 0 && <Empty title={t('settings.none')} />}
        {rows.length > 0 && (
          <table className={panel.table}>
            <thead><tr><th scope="col">{t('column.name')}</th><th scope="col">{t('journal.equipment')}</th><th scope="col">{t('settings.limit')}</th><th scope="col">{t('settings.onDelay')}</th><th scope="col">{t('settings.offDelay')}</th><th scope="col">{t('settings.deadBand')}</th><th scope="col">{t('settings.opensWork')}</th><th scope="col"><span className="visually-hidden">{t('settings.edit')}</span></th></tr></thead>
            <tbody>{rows.map((alarm) => <Row key={alarm.id} alarm={alarm} mayConfigure={mayConfigure} onOpen={() => setOpen(alarm)} />)}</tbody>
          </table>
        )}
      </div>
      {open !== null && <SettingDialog alarm={open} onClose={() => setOpen(null)} />}
      {flood && <FloodDialog above={floodAbove} onClose={() => setFlood(false)} />}
    </div>
  );
}

function Row({ alarm, mayConfigure, onOpen }: { readonly alarm: AlarmInfo; readonly mayConfigure: boolean; readonly onOpen: () => void }): ReactNode {
  const { t } = useTranslation(['alarms', 'ui']);
  const messages = useMessages();
  const zone = useZone();
  const name = useAlarmName()(alarm);
  const limit = useLimit(alarm);
  const spanText = useSpanText();
  const mark = (key: 'onDelayS' | 'offDelayS' | 'deadBand', unit: string): ReactNode => (
    <span className={alarm[key] === alarm.standard[key] ? undefined : panel.abnormal}>{formatNumber(alarm[key], Number.isInteger(alarm[key]) ? 0 : 2)}{unit}</span>
  );
  return (
    <tr>
      <td>
        <span className={panel.named}><AlarmMark priority={asMarkPriority(alarm.priority)} size={18} />{name}</span>
        <span className={panel.quiet}>{t(`kind.${alarm.kind}`)} · {t('help.consequence', { name: t(`consequence.${alarm.consequence}`) })} · {t('help.timeToAct', { span: spanText(alarm.timeToActMin * MINUTE_MS) })}{alarm.latching && ` · ${t('settings.latching')}`}</span>
        {alarm.changed !== null && <span className={panel.abnormal}> {t('settings.changed')}: {t('settings.unchangedSince', { who: alarm.changed.who, time: formatStamp(alarm.changed.tsMs, zone).slice(0, 16) })}</span>}
      </td>
      <td className={panel.quiet}>{alarm.equipment === null ? '' : messages.subject(alarm.equipment)}</td>
      <td className={panel.nowrap}>{alarm.limit !== null && <span className={alarm.limit === alarm.standard.limit ? undefined : panel.abnormal}>{limit.sign} {String(alarm.limit)} {limit.unit}</span>}{limit.isAssumed && alarm.limit === alarm.standard.limit && <small className={panel.quiet}> {t('settings.assumed')}</small>}</td>
      <td className={panel.nowrap}>{mark('onDelayS', ` ${t('settings.seconds')}`)}</td>
      <td className={panel.nowrap}>{mark('offDelayS', ` ${t('settings.seconds')}`)}</td>
      <td className={panel.nowrap}>{mark('deadBand', alarm.deadBand === 0 ? '' : ` ${limit.bandUnit}`)}</td>
      <td>{t(alarm.opensWork ? 'settings.yes' : 'settings.no')}</td>
      <td><Button disabled={!mayConfigure} onClick={onOpen} aria-label={`${t('settings.edit')}: ${name}`}>{t('settings.edit')}</Button></td>
    </tr>
  );
}
