import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineLock } from '#core/work/lock.ts';
import { formatStamp } from '../../model/format.ts';
import { useMay, useOperatorName } from '../../store/access-store.ts';
import { useFrozenEngine, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { LiftDialog } from './lift-dialog.tsx';
import { LockDialog } from './lock-dialog.tsx';
import styles from './lock-part.module.css';

const NONE: readonly MachineLock[] = [];

/** Locks that hang on a motor now. */
export const useLocks = (unit: string | null): readonly MachineLock[] => {
  const all = usePlant((state) => state.status?.locks) ?? NONE;
  return unit === null ? all : all.filter((lock) => lock.unit === unit);
};

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
  return (
    <div className={styles.part} data-testid="locks" data-locked={locks.length > 0}>
      {locks.map((lock) => (
        <div key={lock.id} className={styles.lock}>
          <Lock size={22} aria-hidden />
          <div>
            <strong>{t('lock.by', { owner: lock.owner, tag: unbroken(lock.lockTag) })}</strong>
            <p>{lock.reason}</p>
            <small>{t('lock.since', { time: formatStamp(lock.placedMs, zone).slice(0, 16) })}{lock.expectedEndMs !== null && ` · ${t('lock.until', { time: formatStamp(lock.expectedEndMs, zone).slice(0, 16) })}`}</small>
          </div>
          {(lock.owner === me || mayOthers) && <Button disabled={frozen} onClick={() => setLifting(lock)} data-testid="lift-lock"><LockOpen size={18} aria-hidden />{t('lock.lift')}</Button>}
        </div>
      ))}
      {locks.length === 0 && <p className={styles.free}>{t('lock.none')}</p>}
      {isOffered && mayPlace && <Button disabled={frozen} onClick={() => setPlacing(true)} data-testid="place-lock"><Lock size={18} aria-hidden />{t(locks.length === 0 ? 'lock.place' : 'lock.placeAlso')}</Button>}
      {placing && <LockDialog unit={unit} order={order} onClose={() => setPlacing(false)} />}
      {lifting !== null && <LiftDialog lock={lifting} onClose={() => setLifting(null)} />}
    </div>
  );
}
