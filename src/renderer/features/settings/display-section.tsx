import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setPreferences, usePreferences } from '../../store/settings-store.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './settings-screen.module.css';

const THEMES = ['system', 'light', 'dark'] as const;

export function DisplaySection(): ReactNode {
  const { t } = useTranslation('settings');
  const { language, theme, operatorName } = usePreferences();
  return (
    <>
      <div className={styles.row}>
        <div><h3>{t('language')}</h3><p>{t('languageHint')}</p></div>
        <Segments label={t('language')} value={language} onChange={(value) => setPreferences({ language: value })} options={[{ value: 'ko', label: <span lang="ko">한국어</span> }, { value: 'en', label: <span lang="en">English</span> }]} />
      </div>
      <div className={styles.row}>
        <div><h3>{t('theme')}</h3><p>{t('themeHint')}</p></div>
        <Segments label={t('theme')} value={theme} onChange={(value) => setPreferences({ theme: value })} options={THEMES.map((value) => ({ value, label: t(`themeOption.${value}`) }))} />
      </div>
      <div className={styles.row}>
        <Field label={t('operator')} hint={t('operatorHint')} value={operatorName} maxLength={80} onText={(text) => setPreferences({ operatorName: text })} />
      </div>
    </>
  );
}
