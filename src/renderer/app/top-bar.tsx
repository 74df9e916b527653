import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineStatus } from '#contract/snapshot.ts';
import { isUnseen } from '../model/alarm-sound.ts';
import { formatClock, formatLongDay, formatNumber } from '../model/format.ts';
import { worstOf } from '../model/headroom.ts';
import { useHeadrooms, useLocal, useSpanText, useZone } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';
import { route } from '../store/route-store.ts';
import { usePreferences } from '../store/settings-store.ts';
import { HelpButton } from '../features/help/help-panel.tsx';
import { SoundButton } from '../features/alarms/sound-button.tsx';
import { alarms } from '../store/alarm-store.ts';
import { AlarmMark } from '../ui/alarm-mark.tsx';
import type { MarkPriority } from '../ui/alarm-mark.tsx';
import { LimitBar } from '../ui/limit-bar.tsx';
import { PersonBadge } from './person-badge.tsx';
import styles from './top-bar.module.css';

/** The bar that answers at a glance: which plant, who runs it, is the water safe, what is wrong, does the PLC answer. */
export function TopBar(): ReactNode {
  return (
    <header className={styles.bar}>
      <SiteAndTime />
      <Mode />
      <HeadroomSummary />
      <AlarmCounts />
      <DataTrust />
      <Link />
      <PersonBadge />
      <HelpButton />
    </header>
  );
}

function SiteAndTime(): ReactNode {
  const { t } = useTranslation('ui');
  const local = useLocal();
  const zone = useZone();
  const language = usePreferences((state) => state.language);
  const site = usePlant((state) => state.profile?.site);
  const nowMs = usePlant((state) => state.nowMs);
  return (
    <div className={styles.site}>
      <div className={styles.app}>{t('app')}</div>
      <div className={`${styles.small ?? ''} ${styles.where ?? ''}`}>
        {site !== undefined && <><span className={styles.name} title={local(site.name)}>{local(site.name)}</span>{' · '}</>}
        <time dateTime={new Date(nowMs).toISOString()}>{formatLongDay(nowMs, zone, language)} {formatClock(nowMs, zone)}</time>
      </div>
    </div>
  );
}

function modeOf(status: EngineStatus | null): { readonly mode: 'plc' | 'remote' | 'observe' | 'unknown'; readonly cause: 'switchOff' | 'heartbeatLost' | 'heartbeatWait' | 'remote' | 'observe' | 'unknown' } {
  if (status === null) return { mode: 'unknown', cause: 'unknown' };
  const { mode, aiSwitch, heartbeatOk } = status.control;
  if (mode === 'observe') return { mode, cause: 'observe' };
  if (mode === 'remote') return { mode, cause: 'remote' };
  if (aiSwitch === null) return { mode, cause: 'unknown' };
  if (!aiSwitch) return { mode, cause: 'switchOff' };
  return { mode, cause: heartbeatOk === null ? 'heartbeatWait' : 'heartbeatLost' };
}

function Mode(): ReactNode {
  const { t } = useTranslation('ui');
  const status = usePlant((state) => state.status);
  const { mode, cause } = modeOf(status);
  return (
    <div className={styles.mode} data-mode={mode} data-lost={cause === 'heartbeatLost'} data-testid="mode">
      <span className="visually-hidden">{t('mode.title')}</span>
      <strong>{t(`mode.${mode}`)}</strong>
      <span className={styles.small}>{t(`mode.cause.${cause}`)}</span>
    </div>
  );
}

function HeadroomSummary(): ReactNode {
  const { t } = useTranslation('ui');
  const worst = worstOf(useHeadrooms());
  return (
    <div className={styles.group} data-testid="headroom">
      <span className={styles.label}>{t('headroom.title')}</span>
      {worst === null || worst.share === null ? <span className={styles.value}>{t('headroom.unknown')}</span> : (
        <div className={styles.headroom}>
          <span className={styles.value} data-level={worst.level}>{t(`item.${worst.item as 'TN'}`)} {formatNumber(worst.share * 100, 0)} %</span>
          <LimitBar share={worst.share} level={worst.level} label={t('headroom.of', { item: t(`item.${worst.item as 'TN'}`), percent: formatNumber(worst.share * 100, 0) })} compact />
        </div>
      )}
    </div>
  );
}

/** How many nobody has seen yet, then how many stand, by priority. */
function AlarmCounts(): ReactNode {
  const { t } = useTranslation('ui');
  const list = usePlant((state) => state.status?.alarms);
  // Counted as the list shows them: what a higher level of the same item stands for is no row of its own.
  const unseen = (priority: MarkPriority): number => list?.filter((alarm) => alarm.priority === priority && isUnseen(alarm)).length ?? 0;
  const standing = (priority: MarkPriority): number => list?.filter((alarm) => alarm.priority === priority && alarm.clearedMs === null).length ?? 0;
  const shown: readonly MarkPriority[] = unseen(4) + standing(4) > 0 ? [1, 2, 3, 4] : [1, 2, 3];
  const open = (): void => {
    alarms.tab('list');
    route.go('alarms');
  };
  return (
    <div className={styles.alarmGroup}>
      <button type="button" className={styles.alarms} onClick={open} data-testid="alarm-counts">
        <span className={styles.label}>{t('alarms.title')}</span>
        <span className={styles.marks}>
          {shown.map((priority) => (
            <span key={priority} className={styles.count} data-active={unseen(priority) > 0}>
              <AlarmMark priority={priority} size={20} hollow={unseen(priority) === 0} />
              <span aria-hidden="true">{unseen(priority)}{standing(priority) > 0 && <small>/{standing(priority)}</small>}</span>
              <span className="visually-hidden">{t('alarms.unseen', { priority: t(`alarms.priority.${priority}`), count: unseen(priority), standing: standing(priority) })}</span>
            </span>
          ))}
        </span>
      </button>
      <SoundButton />
    </div>
  );
}

/** Whether the critical sensors can be trusted; leads to the screen that tells which and why. */
function DataTrust(): ReactNode {
  const { t } = useTranslation('dataQuality');
  const lost = usePlant((state) => state.status?.criticalLost?.length ?? null);
  return (
    <button type="button" className={styles.alarms} onClick={() => route.go('dataQuality')} data-testid="data-trust" data-lost={lost ?? 'unknown'}>
      <span className={styles.label}>{t('top.title')}</span>
      <span className={styles.trust} data-abnormal={lost !== null && lost > 0}>
        {lost !== null && lost > 0 && <AlarmMark priority={2} size={18} />}
        {lost === null ? t('top.unknown') : lost === 0 ? t('top.ok') : t('top.lost', { count: lost })}
      </span>
    </button>
  );
}

function Link(): ReactNode {
  const { t } = useTranslation('ui');
  const spanText = useSpanText();
  const link = usePlant((state) => state.status?.link);
  const phase = usePlant((state) => state.phase);
  const wallMs = usePlant((state) => (state.status === null ? 0 : state.status.wallMs + Math.max(0, state.clockMs - state.receivedMs)));
  if (link === undefined) {
    return <div className={styles.group}><span className={styles.label}>{t('link.title')}</span><span className={styles.value}>{t('link.connecting')}</span></div>;
  }
  const age = link.lastGoodMs === null ? null : Math.max(0, wallMs - link.lastGoodMs);
  const answering = link.slaves.filter((slave) => slave.state === 'answering').length;
  const abnormal = link.state !== 'connected' || phase !== 'live';
  return (
    <div className={styles.group} data-testid="link">
      <span className={styles.label}>{t('link.title')}</span>
      <span className={styles.value} data-abnormal={abnormal}>
        {t(`link.${link.state}`)}
        {link.state === 'degraded' && ` ${t('link.slaves', { answering, total: link.slaves.length })}`}
        {age !== null && age >= 3000 ? ` · ${t('link.age', { age: spanText(age) })}` : link.roundTripMs !== null && (
          <span className={styles.small} title={t('link.roundTrip', { ms: formatNumber(link.roundTripMs, 1) })}> {formatNumber(link.roundTripMs, link.roundTripMs < 10 ? 1 : 0)} ms</span>
        )}
      </span>
    </div>
  );
}
