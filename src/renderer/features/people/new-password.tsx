import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PASSWORD_LEAST, checkPassword } from '#core/access/secret-rules.ts';
import { useMessages } from '../../store/messages.ts';
import { SecretField } from './secret-field.tsx';

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

export const NO_PASSWORD: NewPassword = { password: '', again: '' };

/** Whether a new password can be sent. */
export const isFit = ({ password, again }: NewPassword, name: string): boolean => checkPassword(password, name).ok && password === again;

interface NewPasswordProps {
  readonly label: string;
  readonly name: string;
  readonly value: NewPassword;
  readonly onValue: (value: NewPassword) => void;
  readonly hint?: string;
}

/** A new password twice, judged by the engine's own rules while it is typed. */
export function NewPasswordFields({ label, name, value, onValue, hint }: NewPasswordProps): ReactNode {
  const { t } = useTranslation('people');
  const messages = useMessages();
  const [left, setLeft] = useState(false);
  const checked = checkPassword(value.password, name);
  const fault = checked.ok ? null : messages.code(checked.error.code, { ...checked.error.params });
  const empty = value.password === '';
  return (
    <>
      <div onBlur={() => setLeft(!empty)}>
        <SecretField
          label={label} value={value.password} isNew testId="new-password"
          onText={(password) => onValue({ ...value, password })}
          hint={empty ? [hint, t('setUp.passwordHint', { least: PASSWORD_LEAST })].filter(Boolean).join(' ') : checked.ok ? t('setUp.fits') : (fault ?? undefined)}
          error={left && !empty ? fault : null}
        />
      </div>
      <SecretField
        label={t('setUp.again')} value={value.again} isNew testId="new-password-again"
        onText={(again) => onValue({ ...value, again })}
        error={value.again !== '' && !value.password.startsWith(value.again) ? t('setUp.differ') : null}
      />
    </>
  );
}
