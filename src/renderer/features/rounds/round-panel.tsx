import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { isOpen } from '#core/rounds/round.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { usePlant } from '../../store/plant-store.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { Button } from '../../ui/button.tsx';
import { PaperPanel } from './paper-panel.tsx';
import { RecordPanel } from './record-panel.tsx';
import styles from './rounds.module.css';
import { WalkPanel } from './walk-panel.tsx';

/** One round: walked while it is open, a record afterwards. */
export function RoundPanel({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('rounds');
  const faultText = useFaultText();
  const live = usePlant((state) => state.phase === 'live');
  const change = useRounds((state) => state.change);
  const [view, setView] = useState<RoundView | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  // While it is walked the answers on screen are the newest there are; a record follows the engine.
  const follows = view === null || !isOpen(view.round);
  const asked = follows ? change : -1;
  useEffect(() => {
    if (!live || !follows) return undefined;
    const abort = new AbortController();
    void callEngine('rounds.round', { id }, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setView(answer.value);
    });
    return () => abort.abort();
  }, [id, live, follows, asked]);
  if (view === null)
    return (
      <div className={styles.scroll} aria-busy={fault === null}>
        {fault === null ? <div className={styles.skeleton} /> : <div className={styles.empty} role="alert"><strong>{faultText(fault)}</strong><Button onClick={() => rounds.open(null)}>{t('back')}</Button></div>}
      </div>
    );
  if (isOpen(view.round) && view.round.paperMs !== null) return <PaperPanel view={view} onView={setView} />;
  return isOpen(view.round) ? <WalkPanel view={view} onView={setView} /> : <RecordPanel view={view} onView={setView} />;
}
