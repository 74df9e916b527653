import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatMinute } from '../../model/format.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { StatusWord } from './status-word.tsx';
import styles from './today-list.module.css';

const OVER: readonly RoundLine['status'][] = ['done', 'missed', 'dropped'];

/** What must be done today, for the overview: open rounds first, at most three lines. */
export function TodayList(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const today = useRounds((state) => state.today);
  if (today === null) return null;
  const open = today.lines.filter(({ status }) => !OVER.includes(status));
  const done = today.lines.filter(({ status }) => status === 'done').length;
  return (
    <section className={styles.section} aria-labelledby="today-rounds" data-testid="today-rounds">
      <header>
        <h2 id="today-rounds">{t('todayTitle')}</h2>
        <span>{t('todayCount', { done, of: open.length + done })}</span>
      </header>
      <ul>
        {open.slice(0, 3).map((line) => (
          <li key={line.id}>
            <button type="button" onClick={() => { rounds.tab('today'); if (line.status === 'running' || line.status === 'paused') rounds.open(line.id); route.go('rounds'); }}>
              <time>{line.dueMs === null ? '' : formatMinute(line.dueMs, zone)}</time>
              <strong>{local(line.name)}</strong>
              <StatusWord line={line} />
            </button>
          </li>
        ))}
        {open.length === 0 && <li className={styles.none}>{today.next === null ? t('noNext') : t(done === 0 ? 'noneToday' : 'allDone', { name: local(today.next.name) })}</li>}
      </ul>
    </section>
  );
}
