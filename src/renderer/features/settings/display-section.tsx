import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TEXT_SIZES, setPreferences, usePreferences } from '../../store/settings-store.ts';
import { Segments } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './settings-screen.module.css';

const THEMES = ['system', 'light', 'dark'] as const;
const SCREEN_KEYBOARD = ['touch', 'never'] as const;

export function DisplaySection(): ReactNode {
  const { t } = useTranslation('settings');
  const { language, theme, textSize, operatorName, screenKeyboard } = usePreferences();
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
        <div><h3>{t('textSize')}</h3><p>{t('textSizeHint')}</p></div>
        <Segments label={t('textSize')} value={String(textSize)} onChange={(value) => setPreferences({ textSize: TEXT_SIZES.find((size) => String(size) === value) ?? 100 })} options={TEXT_SIZES.map((size) => ({ value: String(size), label: `${String(size)} %` }))} />
      </div>
      <div className={styles.row}>
        <div><h3>{t('screenKeyboard')}</h3><p>{t('screenKeyboardHint')}</p></div>
        <Segments label={t('screenKeyboard')} value={screenKeyboard} onChange={(value) => setPreferences({ screenKeyboard: value })} options={SCREEN_KEYBOARD.map((value) => ({ value, label: t(`screenKeyboardOption.${value}`) }))} />
      </div>
      <div className={styles.row}>
        <Field label={t('operator')} hint={t('operatorHint')} value={operatorName} maxLength={80} onText={(text) => setPreferences({ operatorName: text })} />
      </div>
    </>
  );
}
