import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatMinute } from '../../model/format.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { rounds, useRounds } from '../../store/rounds-store.ts';
import { useMedia } from '../../ui/use-media.ts';
import { StatusWord } from './status-word.tsx';
import styles from './today-list.module.css';

const OVER: readonly RoundLine['status'][] = ['done', 'missed', 'dropped'];
const FIRST: readonly RoundLine['status'][] = ['late', 'overdue', 'running', 'paused', 'due'];
const rank = ({ status }: RoundLine): number => (FIRST.includes(status) ? FIRST.indexOf(status) : FIRST.length);

/** As many lines as a low screen has room for beside the alarms; the count above tells of the others. */
const LOW_SCREEN = '(max-height: 900px)';
const LINES = { low: 1, tall: 3 } as const;

/** What must be done today, for the overview: what is late or under way first. */
export function TodayList(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const zone = useZone();
  const today = useRounds((state) => state.today);
  const isLow = useMedia(LOW_SCREEN);
  if (today === null) return null;
  const open = today.lines.filter(({ status }) => !OVER.includes(status)).toSorted((a, b) => rank(a) - rank(b));
  const done = today.lines.filter(({ status }) => status === 'done').length;
  return (
    <section className={styles.section} aria-labelledby="today-rounds" data-testid="today-rounds">
      <header>
        <h2 id="today-rounds">{t('todayTitle')}</h2>
        <span>{t('todayCount', { done, of: open.length + done })}</span>
      </header>
      <ul>
        {open.slice(0, isLow ? LINES.low : LINES.tall).map((line) => (
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
