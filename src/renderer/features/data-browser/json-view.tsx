import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import styles from './source.module.css';

/** A record as it is stored, to be read and copied. */
export function JsonView({ record }: { readonly record: unknown }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const [copied, setCopied] = useState(false);
  const text = JSON.stringify(record, null, 2);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  };
  return (
    <details className={styles.json}>
      <summary>{t('json')}</summary>
      <div>
        <Button onClick={copy}>{copied ? t('copied') : t('copy')}</Button>
        <pre tabIndex={0}>{text}</pre>
      </div>
    </details>
  );
}
