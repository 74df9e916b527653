import { Delete } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PIN_MOST } from '#core/access/secret-rules.ts';
import { Button } from '../../ui/button.tsx';
import styles from './people.module.css';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

/** Digits of a PIN for fingers; a keyboard types into the field above all the same. */
export function PinPad({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }): ReactNode {
  const { t } = useTranslation('people');
  return (
    <div className={styles.pad} role="group" aria-label={t('logIn.keypad')}>
      {KEYS.map((key) => (
        <Button key={key} disabled={value.length >= PIN_MOST} onClick={() => onValue(value + key)}>{key}</Button>
      ))}
      <Button className={styles.padBack} aria-label={t('logIn.keypadBack')} onClick={() => onValue(value.slice(0, -1))}><Delete size={22} aria-hidden /></Button>
    </div>
  );
}
