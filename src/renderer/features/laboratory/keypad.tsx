import { Delete } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import styles from './keypad.module.css';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '.', '-'] as const;

/** Digits for gloved fingers; the field above keeps the focus for those who type. */
export function Keypad({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }): ReactNode {
  const { t } = useTranslation('laboratory');
  const press = (key: (typeof KEYS)[number]): void => {
    if (key === '.' && value.includes('.')) return;
    onValue(key === '-' ? (value.startsWith('-') ? value.slice(1) : `-${value}`) : value + key);
  };
  return (
    <div className={styles.pad} role="group" aria-label={t('keypad')}>
      {KEYS.map((key) => <Button key={key} onClick={() => press(key)}>{key === '-' ? '±' : key}</Button>)}
      <Button className={styles.back} aria-label={t('keypadBack')} onClick={() => onValue(value.slice(0, -1))}><Delete size={22} aria-hidden /></Button>
    </div>
  );
}
