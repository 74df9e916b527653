import { CornerDownLeft, Delete } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import styles from './keypad.module.css';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '-', '0', '.'] as const;

/** Digits for gloved fingers, with the key that goes on; those who type keep the focus in the field. */
export function Keypad({ value, onValue, onEnter, label }: { readonly value: string; readonly onValue: (value: string) => void; readonly onEnter: () => void; readonly label: string }): ReactNode {
  const { t } = useTranslation('rounds');
  const press = (key: (typeof KEYS)[number]): void => {
    if (key === '.' && /[.,]/.test(value)) return;
    onValue(key === '-' ? (value.startsWith('-') ? value.slice(1) : `-${value}`) : value + key);
  };
  const hold = (event: React.PointerEvent): void => event.preventDefault();
  return (
    <div className={styles.pad} role="group" aria-label={`${t('keypad')} ${label}`} onPointerDown={hold}>
      {KEYS.map((key) => <Button key={key} tabIndex={-1} onClick={() => press(key)} data-key={key}>{key === '-' ? '±' : key}</Button>)}
      <Button tabIndex={-1} aria-label={t('keypadBack')} onClick={() => onValue(value.slice(0, -1))}><Delete size={24} aria-hidden /></Button>
      <Button tabIndex={-1} className={styles.enter} look="primary" aria-label={t('next')} onClick={onEnter} data-key="enter"><CornerDownLeft size={24} aria-hidden /></Button>
    </div>
  );
}
