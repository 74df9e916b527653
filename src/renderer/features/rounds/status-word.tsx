import { AlertTriangle, Check, Clock, Pause, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { formatMinute } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import styles from './rounds.module.css';

const ICONS = { upcoming: Clock, due: Clock, overdue: AlertTriangle, late: AlertTriangle, missed: AlertTriangle, running: Play, paused: Pause, done: Check, carried: Clock, dropped: Pause } as const;
const LATE: Partial<Record<RoundLine['status'], '1' | '2'>> = { overdue: '1', late: '2', missed: '2' };

/** Where a round stands, in a word; colour only when it is late. */
export function StatusWord({ line }: { readonly line: RoundLine }): ReactNode {
  const { t } = useTranslation('rounds');
  const zone = useZone();
  const Icon = ICONS[line.status];
  return (
    <span className={styles.status} data-late={LATE[line.status]} data-quiet={line.status === 'upcoming' || line.status === 'done'} data-status={line.status}>
      <Icon size={18} aria-hidden />
      {line.status === 'done' && line.doneMs !== null ? t('status.doneAt', { time: formatMinute(line.doneMs, zone), who: line.by }) : t(`status.${line.status}`)}
    </span>
  );
}
