import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { evaluate } from '#core/plant/condition.ts';
import type { Truth } from '#core/plant/condition.ts';
import type { Machine } from '#core/plant/equipment.ts';
import { conditionNow, conditionText } from '../../model/condition-text.ts';
import type { ConditionWords } from '../../model/condition-text.ts';
import { factsOf } from '../../model/machine-state.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './condition-lists.module.css';

const NONE: readonly string[] = [];

/** Start conditions and interlocks of a machine as a list a person can read: which holds, which blocks, by how much. */
export function ConditionLists({ machine }: { readonly machine: Machine }): ReactNode {
  const { t } = useTranslation('machines');
  const local = useLocal();
  const { profile, index } = useProfile();
  const samples = usePlant((state) => state.samples);
  const acting = usePlant((state) => state.status?.activeInterlocks ?? NONE);
  const words = useMemo((): ConditionWords => ({ t, local, index, facts: factsOf(samples, index) }), [t, local, index, samples]);
  const interlocks = profile.interlocks.filter((interlock) => interlock.action !== 'alarm' && interlock.machines.includes(machine.id));
  return (
    <>
      <h3 className={styles.title}>{t('permissives')}</h3>
      {machine.permissives.length === 0 ? <p className={styles.none}>{t('noPermissives')}</p> : (
        <ul className={styles.list}>
          {machine.permissives.map((permissive) => {
            const truth = evaluate(permissive.when, words.facts);
            return <Line key={permissive.id} text={local(permissive.text)} now={conditionNow(permissive.when, words)} look={truth === 'true' ? 'fine' : truth === 'false' ? 'blocks' : 'unknown'} word={t(truth === 'true' ? 'holds' : truth === 'false' ? 'blocks' : 'cannotTell')} />;
          })}
        </ul>
      )}
      <h3 className={styles.title}>{t('interlocks')}</h3>
      {interlocks.length === 0 ? <p className={styles.none}>{t('noInterlocks')}</p> : (
        <ul className={styles.list}>
          {interlocks.map((interlock) => {
            // The engine knows what still acts although its condition is over (hysteresis); the bare condition is ours.
            const truth = acting.includes(interlock.id) ? 'true' : evaluate(interlock.when, words.facts);
            const look = truth === 'true' ? 'blocks' : truth === 'false' ? 'fine' : 'unknown';
            return <Line key={interlock.id} text={local(interlock.name)} now={conditionNow(interlock.when, words)} title={conditionText(interlock.when, words)} look={look} word={interlockWord(truth)} />;
          })}
        </ul>
      )}
    </>
  );

  function interlockWord(truth: Truth): string {
    return t(truth === 'true' ? 'interlockActive' : truth === 'false' ? 'interlockClear' : 'cannotTell');
  }
}

function Line({ text, now, title, look, word }: { readonly text: string; readonly now: string | null; readonly title?: string; readonly look: 'fine' | 'blocks' | 'unknown'; readonly word: string }): ReactNode {
  const { t } = useTranslation('machines');
  return (
    <li className={styles.line} data-look={look} title={title}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        {look === 'fine' && <path d="M3 9.5 7.5 14 15 4.5" />}
        {look === 'blocks' && <><path d="M9 1 17 9 9 17 1 9z" className={styles.solid} /><path d="M5.5 9h7" className={styles.bar} /></>}
        {look === 'unknown' && <circle cx="9" cy="9" r="7" strokeDasharray="2.5 2.5" />}
      </svg>
      <span className={styles.text}>{text}{now !== null && <span className={styles.now}>{t('now', { value: now })}</span>}</span>
      <span className={styles.word}>{word}</span>
    </li>
  );
}
