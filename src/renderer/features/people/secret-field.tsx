import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { SECRET_MOST_UNITS } from '#core/access/secret-rules.ts';
import { Button } from '../../ui/button.tsx';
import fieldStyles from '../../ui/field.module.css';
import styles from './people.module.css';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | null;
  /** Digits for the pad beside it. */
  readonly digits?: boolean;
  readonly isNew?: boolean;
  readonly autoFocus?: boolean;
  readonly input?: RefObject<HTMLInputElement | null>;
  readonly testId?: string;
}

/** A password or PIN: hidden, and shown for as long as the person asks for it. */
export function SecretField({ label, value, onText, hint, error = null, digits = false, isNew = false, autoFocus = false, input, testId }: SecretFieldProps): ReactNode {
  const { t } = useTranslation('people');
  const [shown, setShown] = useState(false);
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={fieldStyles.label}>{label}</label>
      <div className={fieldStyles.row}>
        <input
          id={id}
          ref={input}
          className={fieldStyles.input}
          type={shown ? 'text' : 'password'}
          inputMode={digits ? 'none' : 'text'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          spellCheck={false}
          maxLength={SECRET_MOST_UNITS}
          autoFocus={autoFocus}
          aria-invalid={error !== null}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          value={value}
          data-testid={testId}
          onChange={(event) => onText(event.target.value)}
        />
        <Button className={styles.eye} aria-label={`${label}: ${t(shown ? 'logIn.hide' : 'logIn.show')}`} aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={20} aria-hidden /> : <Eye size={20} aria-hidden />}
        </Button>
      </div>
      {note !== undefined && <p id={`${id}-note`} className={error === null ? fieldStyles.hint : fieldStyles.error} role={error === null ? undefined : 'alert'}>{note}</p>}
    </div>
  );
}
