import { useState } from 'react';
import type { ChangeEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AUTOMATIC_REPORTS } from '#core/report/figures.ts';
import { REPORT_FORMATS, reportSettings } from '#contract/reports.ts';
import type { ReportSettings } from '#contract/reports.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { likeThis } from '../../model/kept-form.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { rememberOperator, useAsksName, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { toast } from '../../store/toast-store.ts';
import { useTakeBack } from '../../store/use-take-back.ts';
import { Button, Toggles } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { pictureUrl } from './document-view.tsx';

const MOST_LOGO_BYTES = 250_000;

/** What is made by itself, in which form, under which letterhead. */
export function SettingsDialog({ settings, folder, onClose }: { readonly settings: ReportSettings; readonly folder: string; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['reports', 'ui']);
  const faultText = useFaultText();
  const local = useLocal();
  const { profile } = useProfile();
  const asksName = useAsksName();
  const takeBack = useTakeBack();
  const [who, setWho] = useState(useOperatorName());
  const form = useKeptForm('report-settings', drawnUpOn('reports.configure', { settings, who: '-' }));
  const [siteName, setSiteName] = form.field('siteName', settings.siteName);
  const [logo, setLogo] = useState(settings.logoBase64);
  const [logoError, setLogoError] = useState<string | null>(null);
  const [automatic, setAutomatic] = form.json('automatic', settings.automatic, likeThis(settings.automatic));
  const [shifts, setShifts] = form.field('shifts', settings.shifts.join(', '));
  const [delay, setDelay] = form.field('delay', String(settings.delayMin));
  const [formats, setFormats] = form.json<readonly (typeof REPORT_FORMATS)[number][]>('formats', settings.formats, likeThis([]));
  const [languages, setLanguages] = form.json<readonly ('ko' | 'en')[]>('languages', settings.languages, likeThis([]));
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);

  const draft = { siteName: siteName.trim(), logoBase64: logo, shifts: shifts.split(',').map((part) => part.trim()).filter((part) => part !== ''), automatic, delayMin: Number(delay), formats: [...formats], languages: [...languages] };
  const checked = reportSettings.safeParse(draft);
  const bad = new Set(checked.success ? [] : checked.error.issues.map(({ path }) => String(path[0])));
  const mine = wantedBy('reports.configure', { settings: draft as ReportSettings, who: '-' });
  const take = (fields: Fields): void => takeFields(fields, {
    siteName: (value) => setSiteName(asText(value)),
    shifts: (value) => setShifts(Array.isArray(value) ? value.join(', ') : ''),
    automatic: (value) => setAutomatic(value as unknown as ReportSettings['automatic']),
    delayMin: (value) => setDelay(asText(value)),
    formats: (value) => setFormats(value as unknown as ReportSettings['formats']),
    languages: (value) => setLanguages(value as unknown as ReportSettings['languages']),
    // Of a picture only what tells it from another one is compared; the bytes come from the settings themselves.
    logoBase64: () => void callEngine('reports.settings', {}).then((answer) => {
      if (answer.ok) setLogo(answer.value.settings.logoBase64);
    }),
  });
  const send = (): void => {
    setAsked(true);
    if (!checked.success || who.trim() === '') return;
    rememberOperator(who.trim());
    setFault(null);
    void form.send('reports.configure', { settings: checked.data, who: who.trim() }).then((answer) => {
      if (!answer.ok) {
        setFault(answer.error);
        return;
      }
      toast.say(t('settings.told'), takeBack('reports.configure', { settings, who: who.trim() }, null, wantedBy('reports.configure', { settings: checked.data, who: '-' })));
      onClose();
    });
  };
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    if (file.size > MOST_LOGO_BYTES) {
      setLogoError(t('settings.logoLarge', { size: Math.round(file.size / 1000) }));
      return;
    }
    // Half a picture has the right beginning too: it has to open.
    void Promise.all([file.arrayBuffer(), createImageBitmap(file)]).then(([whole, image]) => {
      image.close();
      const bytes = new Uint8Array(whole);
      const isPicture = (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8);
      setLogoError(isPicture ? null : t('settings.logoKind'));
      if (isPicture) setLogo(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
    }, () => setLogoError(t('settings.logoKind')));
  };

  return (
    <Dialog
      open onClose={onClose} form={form} together={{ form, mine, take }} title={t('settings.title')} subtitle={t('settings.folder', { folder })}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" onClick={send}>{t('settings.save')}</Button></>}
    >
      <div className={styles.form}>
        <div className={styles.group}>
          <span className={styles.label}>{t('settings.automatic')}</span>
          <Toggles
            label={t('settings.automatic')} options={AUTOMATIC_REPORTS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            values={AUTOMATIC_REPORTS.filter((kind) => automatic[kind])}
            onChange={(on) => setAutomatic(Object.fromEntries(AUTOMATIC_REPORTS.map((kind) => [kind, on.includes(kind)])) as ReportSettings['automatic'])}
          />
          <p className={styles.hint}>{t('settings.automaticHint')}</p>
        </div>
        <div className={styles.two}>
          <Field label={t('settings.delay')} inputMode="numeric" unit={t('settings.minutes')} hint={t('settings.delayHint')} error={asked && bad.has('delayMin') ? t('settings.delayBad') : null} value={delay} onText={setDelay} />
          <Field label={t('settings.shifts')} hint={t('settings.shiftsHint')} error={asked && bad.has('shifts') ? t('settings.shiftsBad') : null} value={shifts} onText={setShifts} />
        </div>
        <div className={styles.two}>
          <div className={styles.group}>
            <span className={styles.label}>{t('settings.formats')}</span>
            <Toggles label={t('settings.formats')} values={formats} onChange={setFormats} options={REPORT_FORMATS.map((value) => ({ value, label: value === 'pdf' ? 'PDF' : 'Excel' }))} />
            {asked && bad.has('formats') && <p className={styles.error}>{t('settings.oneAtLeast')}</p>}
          </div>
          <div className={styles.group}>
            <span className={styles.label}>{t('settings.languages')}</span>
            <Toggles label={t('settings.languages')} values={languages} onChange={setLanguages} options={[{ value: 'ko', label: t('languageName.ko') }, { value: 'en', label: t('languageName.en') }]} />
            {asked && bad.has('languages') && <p className={styles.error}>{t('settings.oneAtLeast')}</p>}
          </div>
        </div>
        <Field label={t('settings.siteName')} hint={t('settings.siteNameHint', { name: local(profile.site.name) })} maxLength={80} value={siteName} onText={setSiteName} />
        <div className={styles.group}>
          <span className={styles.label}>{t('settings.logo')}</span>
          <div className={styles.logo}>
            {logo !== null && <img src={pictureUrl(logo)} alt={t('settings.logo')} />}
            <label className={styles.file}>{t('settings.logoChoose')}<input type="file" accept="image/png,image/jpeg" className="visually-hidden" onChange={choose} /></label>
            {logo !== null && <Button look="quiet" onClick={() => setLogo(null)}>{t('settings.logoRemove')}</Button>}
          </div>
          <p className={logoError === null ? styles.hint : styles.error}>{logoError ?? t('settings.logoHint')}</p>
        </div>
        {asksName && <Field label={t('make.who')} error={asked && who.trim() === '' ? t('make.whoMissing') : null} value={who} maxLength={80} onText={setWho} />}
        {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
      </div>
    </Dialog>
  );
}
