import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredReading } from '#contract/laboratory.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { fromReading, toDraft } from '../../model/reading-form.ts';
import { formatStamp } from '../../model/format.ts';
import { likeThis } from '../../model/kept-form.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozen, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './reading-dialog.module.css';
import { ReadingFields } from './reading-fields.tsx';
import { Unusual } from './unusual.tsx';
import { useFieldErrors, useJudged } from './use-beside.ts';
import { useAnswer, useNames } from './use-laboratory.ts';

type Page = 'versions' | 'correct' | 'withdraw';

/** One reading: its versions with who, when and why; its correction; its withdrawal. Nothing is ever deleted. */
export function ReadingDialog({ row, onClose }: { readonly row: StoredReading; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui', 'dataBrowser']);
  const names = useNames();
  const zone = useZone();
  const frozen = useFrozen();
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const { reading } = row;
  const [page, setPage] = useState<Page>('versions');
  const stood = { draft: reading, who: '-', reason: '-' };
  const kept = useKeptForm(
    `reading-${page}:${reading.id}`,
    page === 'versions' ? null : page === 'correct' ? drawnUpOn('laboratory.correct', stood) : drawnUpOn('laboratory.withdraw', { id: reading.id, who: '-', reason: '-' }, wantedBy('laboratory.correct', stood)),
  );
  const stands = useMemo(() => fromReading(reading, zone), [reading, zone]);
  const [form, setForm] = kept.json('reading', stands, likeThis(stands));
  const [who, setWho] = useState(remembered);
  const [reason, setReason] = kept.field('reason', '');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const judged = useJudged(form, reading.id);
  const errors = useFieldErrors(asked, judged);
  const mustSay = judged.issues.some(({ severity }) => severity === 'ask') && form.explanation.trim() === '';
  const takeBack = useTakeBack();
  const isOpen = reading.state === 'valid';
  const typed = page === 'correct' ? toDraft(form, reading.id, zone, usePlant.getState().nowMs).draft : null;
  // Minutes are all the field shows; what was not touched keeps its seconds.
  const asTyped = typed === null ? null : { ...typed, sampledMs: form.sampled === stands.sampled ? reading.sampledMs : typed.sampledMs };
  const mine = wantedBy('laboratory.correct', { ...stood, draft: asTyped ?? reading });
  const take = (fields: Fields): void => {
    const theirs = fromReading({ ...reading, ...(fields as Partial<LaboratoryReading>) }, zone);
    const shown = Object.keys(fields).map((field) => field.replace(/Ms$/, ''));
    if (page === 'correct') setForm({ ...form, ...Object.fromEntries(Object.entries(theirs).filter(([field]) => shown.includes(field))) });
  };

  const act = async (): Promise<void> => {
    setAsked(true);
    setFault(null);
    // Whatever is missing may stand below the fold.
    setTimeout(() => document.querySelector<HTMLElement>('[role="dialog"] [aria-invalid="true"]')?.focus(), 0);
    if (who.trim() === '' || reason.trim() === '') return;
    rememberOperator(who.trim());
    if (page === 'withdraw') {
      setBusy(true);
      const answer = await kept.send('laboratory.withdraw', { id: reading.id, who: who.trim(), reason: reason.trim() });
      setBusy(false);
      if (!answer.ok) {
        setFault(faultText(answer.error));
        return;
      }
      toast.say(t('told.withdrawn'));
      onClose();
      return;
    }
    if (asTyped === null || mustSay || judged.issues.some(({ severity }) => severity === 'refuse')) return;
    setBusy(true);
    const answer = await kept.send('laboratory.correct', { draft: asTyped, who: who.trim(), reason: reason.trim() });
    setBusy(false);
    if (!answer.ok) {
      setFault(faultText(answer.error));
      return;
    }
    const earlier = toDraft(stands, reading.id, zone, usePlant.getState().nowMs).draft;
    toast.say(t('told.corrected'), earlier === null ? null : takeBack('laboratory.correct', { draft: { ...earlier, sampledMs: reading.sampledMs }, who: who.trim(), reason: t('entered.undoReason') }, null, mine));
    onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      form={kept}
      {...(page === 'versions' ? {} : { together: { form: kept, mine, take } })}
      title={`${names.point(reading.point)} · ${names.item(reading.item)} ${names.value(reading)}`}
      subtitle={`${formatStamp(reading.sampledMs, zone).slice(0, 16)} · ${t(`how.${reading.how}`)}${reading.origin === null ? '' : ` · ${t('origin', { file: reading.origin.file, row: reading.origin.row })}`}`}
      foot={page === 'versions' ? (
        <>
          <Button onClick={() => { onClose(); route.source({ kind: 'entry', entryKind: 'reading', id: reading.id }); }}>{t('dataBrowser:whence')}</Button>
          <Button onClick={onClose}>{t('ui:action.close')}</Button>
        </>
      ) : (
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          <RightButton right="reading.correct" look="primary" disabled={busy || frozen} onClick={() => void act()} data-testid="confirm-version">{t(page === 'correct' ? 'correct.save' : 'withdraw.save')}</RightButton>
        </>
      )}
    >
      {isOpen && <div className={styles.pages}><Segments label={t('dialog.pages')} value={page} onChange={setPage} options={(['versions', 'correct', 'withdraw'] as const).map((value) => ({ value, label: t(`dialog.${value}`) }))} /></div>}
      {page === 'versions' && <Versions id={reading.id} />}
      {page === 'correct' && (
        <ReadingFields form={form} onChange={setForm} errors={errors} underValue={<Unusual issues={judged.issues} explanation={form.explanation} asked={asked} onExplanation={(explanation) => setForm({ ...form, explanation })} />} />
      )}
      {page === 'withdraw' && <p className={styles.consequence}>{t('withdraw.consequence')}</p>}
      {page !== 'versions' && (
        <div className={styles.who}>
          <Field label={t('dialog.reason')} value={reason} maxLength={300} onText={setReason} error={asked && reason.trim() === '' ? t('dialog.reasonMissing') : null} data-testid="version-reason" />
          <WhoField label={t('dialog.who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('fault.missing') : null} />
        </div>
      )}
      {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
    </Dialog>
  );
}

function Versions({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation(['laboratory', 'ui']);
  const names = useNames();
  const zone = useZone();
  const faultText = useFaultText();
  const { value, fault } = useAnswer('laboratory.versions', { id });
  if (fault !== null) return <p className={styles.fault} role="alert">{faultText(fault)}</p>;
  if (value === null) return <p aria-busy="true">{t('ui:loading')}</p>;
  return (
    <ol className={styles.versions} data-testid="versions">
      {value.map(({ reading, actor, writtenMs, seq }, i) => (
        <li key={seq}>
          <strong>{reading.state === 'withdrawn' ? t('list.isWithdrawn') : names.value(reading)}</strong>
          <span>{names.point(reading.point)} · {names.item(reading.item)} · {formatStamp(reading.sampledMs, zone).slice(0, 16)}</span>
          <small>{formatStamp(writtenMs, zone)} · {actor.replace(/^person:/, '')} · {i === value.length - 1 ? t('dialog.first') : reading.reason}</small>
          {(reading.explanation !== '' || reading.note !== '') && <small>{[reading.explanation, reading.note].filter((text) => text !== '').join(' · ')}</small>}
        </li>
      ))}
    </ol>
  );
}
