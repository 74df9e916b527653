import { useEffect, useState } from 'react';
import type { ChangeEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sitePartFields, wantedBy } from '#contract/together.ts';
import type { ReportSettings } from '#contract/reports.ts';
import { siteIdentityOf } from '#core/setup/site.ts';
import type { SiteIdentity } from '#core/setup/site.ts';
import { faultsByField } from '../../model/site-form.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { TogetherNote } from '../../ui/together-note.tsx';
import { RestartNote } from './restart-part.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useSiteDraft } from './use-site-draft.ts';
import { useChangedBy, useSitePart } from './use-site-part.ts';

/** What is pasted must not be cut off unsaid: the check names its length. */
const MOST_TYPED = 1000;
const MOST_LOGO_BYTES = 200_000;
const ZONES = Intl.supportedValuesOf('timeZone');

/** Name, address, company, permit, time zone and logo: what stands on screen and reports. */
export function SiteStep(): ReactNode {
  const { t } = useTranslation('setup');
  const { profile } = useProfile();
  const { check, words } = useSitePart();
  const changed = useChangedBy('identity');
  const running = useSetup(({ view }) => view?.site.identity?.value?.timeZone ?? null);
  const { fields, change, put, form } = useSiteDraft('site', 'identity', { ...siteIdentityOf(profile), ...(running === null ? {} : { timeZone: running }) });
  const [asked, setAsked] = useState(false);
  const value = { ...fields, nameKo: fields.nameKo.trim(), nameEn: fields.nameEn.trim() };
  const faults = faultsByField(check({ part: 'identity', value }));
  const error = (field: string): string | null => (asked || field === 'timeZone' || faults.get(field)?.rule === 'long' ? words(faults.get(field)) : null);
  return (
    <StepFrame
      step="site"
      onNext={async () => {
        setAsked(true);
        if (faults.size > 0) return undefined;
        return put({ part: 'identity', value });
      }}
    >
      <TogetherNote form={form} mine={sitePartFields(value)} take={(theirs) => change(theirs as Partial<SiteIdentity>)} />
      <div className={styles.two}>
        <Field label={t('site.nameKo')} error={error('nameKo')} maxLength={MOST_TYPED} value={fields.nameKo} onText={(nameKo) => change({ nameKo })} autoFocus data-testid="site-name-ko" />
        <Field label={t('site.nameEn')} error={error('nameEn')} maxLength={MOST_TYPED} value={fields.nameEn} onText={(nameEn) => change({ nameEn })} />
        <Field label={t('site.company')} error={error('company')} maxLength={MOST_TYPED} value={fields.company} onText={(company) => change({ company })} data-testid="site-company" />
        <Field label={t('site.permit')} hint={t('site.permitHint')} error={error('permit')} maxLength={MOST_TYPED} value={fields.permit} onText={(permit) => change({ permit })} />
        <div className={styles.wide}><Field label={t('site.address')} error={error('address')} maxLength={MOST_TYPED} value={fields.address} onText={(address) => change({ address })} /></div>
        <Field label={t('site.timeZone')} hint={t('site.timeZoneHint')} error={error('timeZone')} list="time-zones" value={fields.timeZone} onText={(timeZone) => change({ timeZone })} data-testid="site-time-zone" />
        <datalist id="time-zones">{ZONES.map((zone) => <option key={zone} value={zone} />)}</datalist>
        <Logo />
      </div>
      <RestartNote />
      <p className={styles.hint}>{changed}</p>
    </StepFrame>
  );
}

/** Letterhead picture of the reports; taken over as soon as it is chosen. */
function Logo(): ReactNode {
  const { t } = useTranslation(['setup', 'reports']);
  const who = useOperatorName();
  const faultText = useFaultText();
  const [settings, setSettings] = useState<ReportSettings | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return;
    void callEngine('reports.settings', {}).then((answer) => {
      if (answer.ok) setSettings(answer.value.settings);
    });
  }, [live]);
  const put = (logoBase64: string | null): void => {
    if (settings === null) return;
    void callEngine('reports.configure', { settings: { ...settings, logoBase64 }, who: who.trim() === '' ? '-' : who }, { base: wantedBy('reports.configure', { settings, who: '-' }) }).then((answer) => {
      if (answer.ok) setSettings(answer.value);
      setWrong(answer.ok ? null : `${faultText(answer.error)} ${t('site.logoFailed')}`);
    });
  };
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    if (file.size > MOST_LOGO_BYTES) return setWrong(t('site.logoLarge', { size: Math.ceil(file.size / 1000) }));
    void file.arrayBuffer().then((whole) => {
      const bytes = new Uint8Array(whole);
      const isPicture = (bytes[0] === 0x89 && bytes[1] === 0x50) || (bytes[0] === 0xff && bytes[1] === 0xd8);
      if (!isPicture) return setWrong(t('reports:settings.logoKind'));
      setWrong(null);
      put(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
    });
  };
  const logo = settings?.logoBase64 ?? null;
  return (
    <div className={styles.group}>
      <span className={styles.label}>{t('reports:settings.logo')}</span>
      <div className={styles.line}>
        {logo !== null && <img className={styles.logo} src={`data:image/${logo.startsWith('/9j/') ? 'jpeg' : 'png'};base64,${logo}`} alt={t('reports:settings.logo')} />}
        <label className={styles.file}>{t('reports:settings.logoChoose')}<input type="file" accept="image/png,image/jpeg" className="visually-hidden" onChange={choose} /></label>
        {logo !== null && <Button look="quiet" onClick={() => put(null)}>{t('reports:settings.logoRemove')}</Button>}
      </div>
      <p className={wrong === null ? styles.hint : styles.error} role={wrong === null ? undefined : 'alert'}>{wrong ?? t('site.logoHint')}</p>
    </div>
  );
}
