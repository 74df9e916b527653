import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalysisSpan } from '#core/analysis/question.ts';
import { customRange } from '../../model/trend-range.ts';
import { useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField } from '../../ui/date-field.tsx';
import styles from './span-bar.module.css';

const FORMAT = "yyyy-MM-dd'T'HH:mm";

interface SpanDialogProps {
  readonly title: string;
  readonly span: AnalysisSpan;
  readonly onSpan: (span: AnalysisSpan) => void;
  readonly onClose: () => void;
}

/** A span by dates, in the plant's own time zone. */
export function SpanDialog({ title, span, onSpan, onClose }: SpanDialogProps): ReactNode {
  const { t } = useTranslation(['history', 'trends', 'ui']);
  const zone = useZone();
  const text = (tsMs: number): string => DateTime.fromMillis(tsMs, { zone }).toFormat(FORMAT);
  const [from, setFrom] = useState(() => text(span.fromMs));
  const [to, setTo] = useState(() => text(span.toMs));
  const [error, setError] = useState<string | null>(null);
  const instant = (value: string): number | null => {
    const at = DateTime.fromISO(value, { zone });
    return at.isValid ? at.toMillis() : null;
  };
  const apply = (): void => {
    const checked = customRange(instant(from), instant(to));
    if (!checked.ok) {
      setError(t(`trends:range.${checked.reason}`, { from: from.replace('T', ' '), to: to.replace('T', ' ') }));
      return;
    }
    onSpan(checked.range);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={title} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" onClick={apply}>{t('apply')}</Button></>}>
      <div className={styles.fields}>
        <DateTimeField label={t('from')} value={from} onText={setFrom} error={error} autoFocus />
        <DateTimeField label={t('to')} value={to} onText={setTo} />
      </div>
    </Dialog>
  );
}
