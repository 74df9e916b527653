import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../store/access-store.ts';
import { setPreferences, usePreferences } from '../../store/settings-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { leaveSetup } from './setup-flow.tsx';
import styles from './setup.module.css';
import { goToStep } from './use-setup-step.ts';

/** The very first start: set the site up, or look at the virtual plant that already runs behind. */
export function SetupWelcome(): ReactNode {
  const { t } = useTranslation('setup');
  const language = usePreferences((state) => state.language);
  const real = useAccess(({ status }) => status?.state === 'setUpFirst');
  return (
    <section className={styles.welcome} data-testid="setup-welcome">
      <div className={styles.greeting}>
        <div className={styles.greetingHead}>
          <h1 className={styles.title}>{t('welcome.title')}</h1>
          <Segments label={t('welcome.language')} value={language} onChange={(value) => setPreferences({ language: value })} options={[{ value: 'ko', label: <span lang="ko">한국어</span> }, { value: 'en', label: <span lang="en">English</span> }]} />
        </div>
        {real && <p className={styles.note}>{t('welcome.real')}</p>}
        <div className={styles.ways}>
          <section className={styles.way}>
            <h2>{t('welcome.begin')}</h2>
            <p>{t('welcome.beginText')}</p>
            <Button look="primary" autoFocus onClick={() => goToStep('language')} data-testid="setup-begin">{t('welcome.begin')}</Button>
          </section>
          <section className={styles.way}>
            <h2>{t(real ? 'welcome.onlyLook' : 'welcome.look')}</h2>
            <p>{t(real ? 'welcome.realText' : 'welcome.lookText')}</p>
            <Button onClick={leaveSetup} data-testid="setup-look">{t(real ? 'welcome.onlyLook' : 'welcome.look')}</Button>
          </section>
        </div>
        <p className={styles.hint}>{t('welcome.later')}</p>
      </div>
    </section>
  );
}
