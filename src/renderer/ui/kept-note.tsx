import { History, RotateCcw, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMinute, formatStamp } from '../model/format.ts';
import type { FormHandle } from '../store/draft-store.ts';
import { useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { Button } from './button.tsx';
import { TogetherNote } from './together-note.tsx';
import type { Together } from './together-note.tsx';
import styles from './kept-note.module.css';

interface KeptNoteProps {
  readonly form: FormHandle;
  /** Where it puts something in the place of something: what is said when somebody else changed the same. */
  readonly together?: Together;
}

/** What there is to say above a form: that it holds what was typed before, and that somebody else was there meanwhile. */
export function KeptNote({ form, together }: KeptNoteProps): ReactNode {
  return (
    <>
      {together !== undefined && <TogetherNote {...together} />}
      <TypedBefore form={form} />
    </>
  );
}

/** Says that a form holds what was typed before it was opened, and empties it by one press, which the next press takes back. */
function TypedBefore({ form }: { readonly form: FormHandle }): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useZone();
  const [emptied, setEmptied] = useState<{ readonly key: string; readonly back: () => void } | null>(null);
  const { earlier, key, typedMs } = form;
  // Whoever types on has decided.
  const canGoBack = emptied !== null && emptied.key === key && typedMs === null;
  if (earlier === null && !canGoBack) return null;
  const told = (): string => {
    if (earlier === null) return t('kept.startedOver');
    const isToday = formatDay(earlier.atMs, zone) === formatDay(usePlant.getState().nowMs, zone);
    const time = isToday ? formatMinute(earlier.atMs, zone) : formatStamp(earlier.atMs, zone).slice(0, 16);
    return earlier.by === '' ? t('kept.from', { time }) : t('kept.fromBy', { time, name: earlier.by });
  };
  return (
    <div className={styles.note} data-testid="kept-note">
      <History size={16} aria-hidden />
      <span role="status">{told()}</span>
      <Button
        look="quiet"
        data-testid="start-over"
        onClick={() => {
          if (earlier === null) emptied?.back();
          setEmptied(earlier === null ? null : { key, back: form.startOver() });
        }}
      >
        {earlier === null ? <><Undo2 size={16} aria-hidden />{t('toast.undo')}</> : <><RotateCcw size={16} aria-hidden />{t('kept.startOver')}</>}
      </Button>
    </div>
  );
}
