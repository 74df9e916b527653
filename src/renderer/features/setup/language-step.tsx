import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setPreferences, usePreferences } from '../../store/settings-store.ts';
import { Segments } from '../../ui/button.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useDraft } from './use-setup-step.ts';

const THEMES = ['system', 'light', 'dark'] as const;

/** Language and brightness of this screen; both act at once. */
export function LanguageStep(): ReactNode {
  const { t } = useTranslation(['setup', 'settings']);
  const { language, theme } = usePreferences();
  const [, keep] = useDraft<{ language: string; theme: string }>('language', { language, theme });
  return (
    <StepFrame step="language" onNext={() => Promise.resolve(null)}>
      <div className={styles.fields}>
        <div className={styles.group}>
          <span className={styles.label}>{t('settings:language')}</span>
          <Segments label={t('settings:language')} value={language} onChange={(value) => { setPreferences({ language: value }); keep({ language: value, theme }); }} options={[{ value: 'ko', label: <span lang="ko">한국어</span> }, { value: 'en', label: <span lang="en">English</span> }]} />
        </div>
        <div className={styles.group}>
          <span className={styles.label}>{t('settings:theme')}</span>
          <Segments label={t('settings:theme')} value={theme} onChange={(value) => { setPreferences({ theme: value }); keep({ language, theme: value }); }} options={THEMES.map((value) => ({ value, label: t(`settings:themeOption.${value}`) }))} />
          <p className={styles.hint}>{t('language.themeHint')}</p>
        </div>
      </div>
    </StepFrame>
  );
}
