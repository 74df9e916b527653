import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioEntry, ScenarioStatus } from '#core/scenario/panel-view.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

/** The scenarios to choose from, and the one that plays with what is expected of it. */
export function ScenariosSection({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const local = useLocal();
  const faultText = useFaultText();
  const [entries, setEntries] = useState<readonly ScenarioEntry[] | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('virtualPlant.scenarios', {}, { signal: abort.signal }).then((answer) => {
      if (answer.ok) {
        setEntries(answer.value.scenarios);
        setFault(null);
      } else if (answer.error.kind !== 'cancelled') setFault(answer.error);
    });
    return () => abort.abort();
  }, [live]);
  if (fault !== null) return <p className={styles.empty} role="alert">{faultText(fault)}</p>;
  if (entries === null) return <p className={styles.empty} role="status">{t('state.loading')}</p>;
  if (entries.length === 0) return <p className={styles.empty}>{t('scenario.none')}</p>;
  const chosen = entries.find((each) => each.id === (picked ?? view.scenario?.id)) ?? entries[0];
  return (
    <div className={styles.split}>
      <ul className={styles.list} aria-label={t('scenario.list')}>
        {entries.map((each) => (
          <li key={each.id}>
            <button type="button" className={styles.entry} aria-current={each.id === chosen?.id} data-scenario={each.id} onClick={() => setPicked(each.id)}>
              <span>{local(each.name)}</span>
              <small>{view.scenario?.id === each.id ? stateWord(view.scenario, t) : t('scenario.hours', { hours: each.durationH })}</small>
            </button>
          </li>
        ))}
      </ul>
      {chosen !== undefined && <ScenarioDetail entry={chosen} run={view.scenario} entries={entries} busy={busy} send={send} />}
    </div>
  );
}

const WORDS = { playing: 'scenario.running', ended: 'scenario.ended', stopped: 'scenario.stopped' } as const;
const stateWord = (run: ScenarioStatus, t: (key: (typeof WORDS)[ScenarioStatus['state']]) => string): string => t(WORDS[run.state]);

interface DetailProps extends Pick<SectionProps, 'busy' | 'send'> {
  readonly entry: ScenarioEntry;
  readonly run: ScenarioStatus | null;
  readonly entries: readonly ScenarioEntry[];
}

function ScenarioDetail({ entry, run, entries, busy, send }: DetailProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const local = useLocal();
  const mine = run?.id === entry.id ? run : null;
  const playing = mine?.state === 'playing';
  const other = run?.state === 'playing' && mine === null ? entries.find((each) => each.id === run.id) : undefined;
  return (
    <article className={styles.detail} data-testid="vp-scenario" data-state={mine?.state ?? 'idle'}>
      <h2>{local(entry.name)}</h2>
      <p className={styles.hint}>{t('scenario.hours', { hours: entry.durationH })} · {t('scenario.steps', { count: entry.steps })} · {t('scenario.source', { source: entry.source })}</p>
      <p className={styles.purpose}>{local(entry.purpose)}</p>
      {mine !== null && <Progress run={mine} />}
      <div className={styles.actions}>
        {playing
          ? <Button look="primary" disabled={busy} onClick={() => void send({ cmd: 'scenarioStop' })} data-testid="vp-scenario-stop">{t('scenario.stop')}</Button>
          : <Button look="primary" disabled={busy} onClick={() => void send({ cmd: 'scenarioStart', id: entry.id })} data-testid="vp-scenario-start">{t(mine === null ? 'scenario.start' : 'scenario.restart')}</Button>}
        {!playing && <span className={styles.hint}>{other === undefined ? t('scenario.keepClock') : t('scenario.other', { name: local(other.name) })}</span>}
      </div>
      <h3>{t('scenario.expect')}</h3>
      <Expectations entry={entry} run={mine} />
    </article>
  );
}

function Progress({ run }: { readonly run: ScenarioStatus }): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const spanText = useSpanText();
  return (
    <div className={styles.progress}>
      <progress value={run.atS} max={run.durationS} aria-label={stateWord(run, t)} />
      <span>{stateWord(run, t)} · {t('scenario.progress', { done: spanText(run.atS * 1000), total: spanText(run.durationS * 1000) })}</span>
    </div>
  );
}

const MARKS = { waiting: '○', open: '◐', met: '✓', failed: '✕' } as const;

/** What must be seen, and whether it was; known by mark and word, not by colour alone. */
function Expectations({ entry, run }: { readonly entry: ScenarioEntry; readonly run: ScenarioStatus | null }): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const local = useLocal();
  const spanText = useSpanText();
  return (
    <ul className={styles.expectations}>
      {entry.expect.map((each) => {
        const found = run?.expectations.find((one) => one.id === each.id);
        const state = found?.state ?? 'waiting';
        const atS = found?.atS ?? null;
        return (
          <li key={each.id} data-state={state}>
            <span aria-hidden="true">{MARKS[state]}</span>
            <span>{local(each.text)}</span>
            <small>{run === null ? '' : `${t(`scenario.mark.${state}`)}${atS === null ? '' : ` · ${t('scenario.at', { time: spanText(atS * 1000) })}`}`}</small>
          </li>
        );
      })}
    </ul>
  );
}
