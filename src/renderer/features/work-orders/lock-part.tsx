import { Lock, LockOpen, Printer } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shiftsOver } from '#core/work/lock.ts';
import type { MachineLock } from '#core/work/lock.ts';
import { formatStamp } from '../../model/format.ts';
import { lockScan } from '../../model/scan.ts';
import { useMay, useOperatorName } from '../../store/access-store.ts';
import { useFrozenEngine, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { PrintLabels } from '../../ui/label-sheet.tsx';
import type { PaperLabel } from '../../ui/label-sheet.tsx';
import { LiftDialog } from './lift-dialog.tsx';
import { LockDialog } from './lock-dialog.tsx';
import styles from './lock-part.module.css';

const NONE: readonly MachineLock[] = [];

/** Locks that hang on a motor now. */
export const useLocks = (unit: string | null): readonly MachineLock[] => {
  const all = usePlant((state) => state.status?.locks) ?? NONE;
  return unit === null ? all : all.filter((lock) => lock.unit === unit);
};

/** Locks that hang on any motor of a machine. */
export const useUnitLocks = (units: readonly { readonly id: string }[]): readonly MachineLock[] => useLocks(null).filter(({ unit }) => units.some(({ id }) => id === unit));

/** A lock in a line: by whom, since when, its tag. */
export function useLockText(): (lock: MachineLock) => string {
  const { t } = useTranslation('workOrders');
  const zone = useZone();
  return ({ unit, owner, placedMs, lockTag }) => `${unit}: ${t('lock.hover', { owner, time: formatStamp(placedMs, zone).slice(5, 16), tag: lockTag })}`;
}

/** Keeps a tag like LO-7 on one line. */
const unbroken = (tag: string): string => tag.replaceAll('-', '\u2011');

interface LockPartProps {
  readonly unit: string;
  readonly order: string | null;
  /** Whether a lock may be placed from here. */
  readonly isOffered: boolean;
}

/** Whether a motor is locked, by whom and why; places a lock and lifts it. */
export function LockPart({ unit, order, isOffered }: LockPartProps): ReactNode {
  const { t } = useTranslation('workOrders');
  const zone = useZone();
  const frozen = useFrozenEngine();
  const me = useOperatorName();
  const mayPlace = useMay('lock.place').may;
  const mayOthers = useMay('lock.liftOthers').may;
  const locks = useLocks(unit);
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<MachineLock | null>(null);
  const [printing, setPrinting] = useState<MachineLock | null>(null);
  const printed = useCallback(() => setPrinting(null), []);
  const messages = useMessages();
  const nowMs = usePlant((state) => Math.floor(state.nowMs / 60_000) * 60_000);
  const stamp = (ms: number): string => formatStamp(ms, zone).slice(0, 16);
  const labelOf = (lock: MachineLock): PaperLabel => ({
    id: lock.id, head: t('lock.tagHead', { tag: lock.lockTag }), name: `${messages.subject(lock.unit)} (${lock.unit})`,
    lines: [t('lock.tagOwner', { owner: lock.owner }), lock.reason, t('lock.since', { time: stamp(lock.placedMs) })], code: lockScan(lock.lockTag),
  });
  return (
    <div className={styles.part} data-testid="locks" data-locked={locks.length > 0}>
      {locks.map((lock) => (
        <div key={lock.id} className={styles.lock}>
          <Lock size={22} aria-hidden />
          <div>
            <strong>{t('lock.by', { owner: lock.owner, tag: unbroken(lock.lockTag) })}</strong>
            <p>{lock.reason}</p>
            <small>{t('lock.since', { time: stamp(lock.placedMs) })}{lock.expectedEndMs !== null && ` · ${t('lock.until', { time: stamp(lock.expectedEndMs) })}`}</small>
            {shiftsOver(lock, nowMs) > 0 && <p className={styles.old} role="status">{t('lock.old', { count: Math.floor((nowMs - lock.placedMs) / 3_600_000) })}</p>}
          </div>
          <span className={styles.acts}>
          <Button look="quiet" onClick={() => setPrinting(lock)}><Printer size={18} aria-hidden />{t('lock.print')}</Button>
          {(lock.owner === me || mayOthers) && <Button disabled={frozen} onClick={() => setLifting(lock)} data-testid="lift-lock"><LockOpen size={18} aria-hidden />{t('lock.lift')}</Button>}
          </span>
        </div>
      ))}
      {locks.length > 1 && <p className={styles.free}>{t('lock.group', { count: locks.length })}</p>}
      {locks.length === 0 && <p className={styles.free}>{t('lock.none')}</p>}
      {isOffered && mayPlace && <Button disabled={frozen} onClick={() => setPlacing(true)} data-testid="place-lock"><Lock size={18} aria-hidden />{t(locks.length === 0 ? 'lock.place' : 'lock.placeAlso')}</Button>}
      {placing && <LockDialog unit={unit} order={order} onClose={() => setPlacing(false)} />}
      {printing !== null && <PrintLabels labels={[labelOf(printing)]} onDone={printed} />}
      {lifting !== null && <LiftDialog lock={lifting} onClose={() => setLifting(null)} />}
    </div>
  );
}
