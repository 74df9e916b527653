import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { customRange } from '../../model/trend-range.ts';
import { useZone } from '../../store/hooks.ts';
import { trend, useTrend } from '../../store/trend-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField } from '../../ui/date-field.tsx';
import styles from './custom-range-dialog.module.css';

const FORMAT = "yyyy-MM-dd'T'HH:mm";

/** A span by dates, in the plant's own time zone. */
export function CustomRangeDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['trends', 'ui']);
  const zone = useZone();
  const text = (tsMs: number): string => DateTime.fromMillis(tsMs, { zone }).toFormat(FORMAT);
  const [from, setFrom] = useState(() => text(useTrend.getState().range.fromMs));
  const [to, setTo] = useState(() => text(useTrend.getState().range.toMs));
  const [error, setError] = useState<string | null>(null);
  const instant = (value: string): number | null => {
    const at = DateTime.fromISO(value, { zone });
    return at.isValid ? at.toMillis() : null;
  };
  const apply = (): void => {
    const checked = customRange(instant(from), instant(to));
    if (!checked.ok) {
      setError(t(`range.${checked.reason}`, { from: from.replace('T', ' '), to: to.replace('T', ' ') }));
      return;
    }
    trend.custom(checked.range);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('custom')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" onClick={apply}>{t('apply')}</Button></>}
    >
      <div className={styles.fields}>
        <DateTimeField label={t('from')} value={from} onText={setFrom} error={error} autoFocus />
        <DateTimeField label={t('to')} value={to} onText={setTo} />
      </div>
    </Dialog>
  );
}
