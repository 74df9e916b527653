import { useState } from 'react';
import type { ReactNode } from 'react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import { TOLD_HOWS } from '#core/alarms/incident.ts';
import type { Incident, Told } from '#core/alarms/incident.ts';
import { formatStamp } from '../../model/format.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { DateTimeField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './incidents-panel.module.css';

const FORMAT = "yyyy-MM-dd'T'HH:mm";
const OTHER = '';

/** Who was told of an incident, when, how, and what they said. */
export function IncidentTold({ incident, reload, may }: { readonly incident: Incident; readonly reload: () => void; readonly may: boolean }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const [open, setOpen] = useState(false);
  return (
    <section className={styles.told}>
      <div className={styles.toldHead}>
        <h3>{t('incidents.told')}</h3>
        {may && <Button onClick={() => setOpen(true)} data-testid="incident-tell">{t('incidents.toldAdd')}</Button>}
      </div>
      {incident.told.length === 0 && <p className={styles.hint}>{t('incidents.toldNone')}</p>}
      {incident.told.map((told) => (
        <p key={`${String(told.writtenMs)}${told.name}`}>
          {formatStamp(told.tsMs, zone).slice(5, 16)} <strong>{told.name}</strong>{told.office !== '' && `, ${told.office}`} · {t(`incidents.how.${told.how}`)} · {told.who}
          {told.answer !== '' && <><br />{told.answer}</>}
        </p>
      ))}
      {open && <TellDialog incident={incident} onDone={reload} onClose={() => setOpen(false)} />}
    </section>
  );
}

function TellDialog({ incident, onDone, onClose }: { readonly incident: Incident; readonly onDone: () => void; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const { profile } = useProfile();
  const contacts = profile.site.contacts ?? [];
  const formName = `incident-told:${incident.id}`;
  const form = useKeptForm(formName);
  const [opened] = useState(() => DateTime.fromMillis(usePlant.getState().nowMs, { zone }).toFormat(FORMAT));
  const [contact, setContact] = form.field<string>('contact', OTHER, [OTHER, ...contacts.map((_, i) => String(i))]);
  const [name, setName] = form.field('name', '');
  const [office, setOffice] = form.field('office', '');
  const [how, setHow] = form.field<Told['how']>('how', 'phone', TOLD_HOWS);
  const [typedWhen, setWhen] = form.field('when', null);
  // Whoever goes on later with these words means the time they told it at.
  const when = typedWhen ?? opened;
  const [answer, setAnswer] = form.field('answer', '');
  const tsMs = DateTime.fromFormat(when, FORMAT, { zone }).toMillis();
  // The field knows minutes: the one the incident began in counts as after it.
  const isBad = !Number.isFinite(tsMs) || tsMs < incident.openedMs - 60_000 || tsMs > usePlant.getState().nowMs;
  const choose = (id: string): void => {
    setContact(id);
    const chosen = contacts[Number(id)];
    if (id === OTHER || chosen === undefined) return;
    setName(chosen.name);
    setOffice(chosen.role);
  };
  const send = async (who: string): Promise<CallFault | null> => {
    const sent = await form.send('incidents.tell', { id: incident.id, tsMs: Math.max(tsMs, incident.openedMs), name: name.trim(), office: office.trim(), how, answer: answer.trim(), who });
    if (!sent.ok) return sent.error;
    onDone();
    return null;
  };
  return (
    <ActDialog title={t('incidents.toldAdd')} text={t('incidents.toldText')} send={t('incidents.save')} line="none" form={formName} ready={name.trim() !== '' && !isBad} onSend={send} onClose={onClose}>
      <div className={styles.tell}>
        {contacts.length > 0 && (
          <Select label={t('incidents.toldContact')} value={contact} onChange={choose} options={[{ value: OTHER, label: t('incidents.toldOther') }, ...contacts.map((each, i) => ({ value: String(i), label: [each.name, each.role, each.phone].filter((part) => part !== '').join(' · ') }))]} />
        )}
        <Field label={t('incidents.toldName')} value={name} maxLength={120} onText={(text) => { setWhen(when); setName(text); }} hint={name.trim() === '' ? t('incidents.toldNameMissing') : ''} autoFocus data-testid="told-name" />
        <Field label={t('incidents.toldOffice')} value={office} maxLength={120} onText={setOffice} />
        <Segments label={t('incidents.toldHow')} value={how} onChange={setHow} options={TOLD_HOWS.map((value) => ({ value, label: t(`incidents.how.${value}`) }))} />
        <DateTimeField label={t('incidents.toldWhen')} value={when} onText={setWhen} error={isBad ? t('incidents.toldWhenBad', { from: formatStamp(incident.openedMs, zone).slice(0, 16) }) : null} />
        <Field label={t('incidents.toldAnswer')} value={answer} maxLength={1000} onText={(text) => { setWhen(when); setAnswer(text); }} />
      </div>
    </ActDialog>
  );
}
