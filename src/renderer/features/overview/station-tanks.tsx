import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tank } from '#core/plant/equipment.ts';
import { formatNumber } from '../../model/format.ts';
import { trustOf } from '../../model/reading.ts';
import type { Station } from '../../model/station-layout.ts';
import { labelledMarks, tankLevel } from '../../model/tank-level.ts';
import { useLocal, useProfile, useReading } from '../../store/hooks.ts';
import { route } from '../../store/route-store.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './station-tanks.module.css';

/** The basins of a station, side by side in one frame, each with its water and its level marks. */
export function StationTanks({ station }: { readonly station: Station }): ReactNode {
  const { index } = useProfile();
  const tanks = station.tanks.flatMap((id) => index.tank.get(id) ?? []);
  return (
    <div className={styles.frame}>
      {tanks.map((tank) => <TankBox key={tank.id} tank={tank} alone={tanks.length === 1} />)}
    </div>
  );
}

const LABEL_PX = 13;

function TankBox({ tank, alone }: { readonly tank: Tank; readonly alone: boolean }): ReactNode {
  const { t } = useTranslation('overview');
  const local = useLocal();
  const [ref, { width, height }] = useSize<HTMLButtonElement>();
  const reading = useReading(tank.levelTag);
  const trust = tank.levelTag === null ? 'good' : trustOf(reading);
  const view = tankLevel(tank, trust === 'none' ? null : reading.value);
  const showMarks = alone || width > 76;
  const marks = showMarks ? labelledMarks(view.marks, height, LABEL_PX) : [];
  const percent = view.percent === null || view.atWeir ? null : formatNumber(view.percent, 0);
  return (
    <button
      ref={ref}
      type="button"
      className={styles.tank}
      data-testid={`tank-${tank.id}`}
      data-trust={trust}
      data-band={view.band}
      data-known={view.fraction !== null}
      data-narrow={width > 0 && width < 64}
      onClick={() => route.detail({ kind: 'tank', id: tank.id })}
    >
      <span className="visually-hidden">{local(tank.name)} {t('level')}</span>
      <span className={styles.water} style={{ height: `${String((view.fraction ?? 0) * 100)}%` }} />
      {tank.kind === 'membrane' && <Cassettes />}
      {marks.map((mark) => (
        <span key={mark.mark} aria-hidden="true" className={styles.mark} data-mark={mark.mark} data-reached={mark.reached} style={{ bottom: `${String(mark.fraction * 100)}%` }}>
          <span className={styles.markName}>{mark.mark}</span>
        </span>
      ))}
      {percent !== null && <span className={styles.percent}>{percent}<small> %</small></span>}
      {view.atWeir && alone && <span className={styles.weir}>{t('weir')}</span>}
    </button>
  );
}

/** Membrane cassettes, drawn where they hang: in the lower part of the tank. */
function Cassettes(): ReactNode {
  return (
    <svg className={styles.cassettes} viewBox="0 0 70 50" preserveAspectRatio="none" aria-hidden="true">
      {[1, 13, 25, 37, 49, 61].map((x) => <rect key={x} x={x} y="1" width="7" height="48" />)}
    </svg>
  );
}
