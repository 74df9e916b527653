import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { layoutStations } from '../../model/station-layout.ts';
import type { StationBox } from '../../model/station-layout.ts';
import { machineRunState, machineUnits } from '../../model/machine-state.ts';
import { formatNumber } from '../../model/format.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { useWidth } from '../../ui/use-width.ts';
import { BlowerPanel } from './blower-panel.tsx';
import { MachineGlyph } from './machine-glyph.tsx';
import styles from './process-line.module.css';
import { StationTanks } from './station-tanks.tsx';
import { StationValues } from './station-values.tsx';

const GAP_PX = 38;

/** The whole line of water, left to right, as the profile lists its stations. */
export function ProcessLine(): ReactNode {
  const { t } = useTranslation('overview');
  const { profile, index } = useProfile();
  const [ref, widthPx] = useWidth<HTMLElement>();
  const boxes = useMemo(() => {
    const gravityFrom = new Set(profile.site.gravity.map((way) => way.from));
    return layoutStations(profile.display.stations, index.machine, gravityFrom, widthPx, GAP_PX);
  }, [profile, index, widthPx]);
  return (
    <section ref={ref} className={styles.line} aria-label={t('process')}>
      {widthPx > 0 && (
        <>
          <ReturnFlow boxes={boxes} />
          {boxes.map((box) => <StationColumn key={box.station.id} box={box} />)}
        </>
      )}
    </section>
  );
}

function StationColumn({ box }: { readonly box: StationBox }): ReactNode {
  const { profile } = useProfile();
  const local = useLocal();
  const { station, widthPx, onward } = box;
  const blower = station.machines.includes(profile.display.blower.machine);
  return (
    <div className={styles.station} style={{ width: widthPx }}>
      <h2 className={styles.name}>{local(station.name)}</h2>
      <div className={styles.body}>
        <StationTanks station={station} />
        {onward.kind !== 'none' && (
          <div className={styles.gap} style={{ width: GAP_PX, right: -GAP_PX }}>
            <span className={styles.pipe} data-way={onward.kind} />
            {onward.kind !== 'overflow' && onward.machine !== null && <MachineGlyph machineId={onward.machine} />}
          </div>
        )}
      </div>
      <StationValues station={station} widthPx={widthPx} />
      {blower && <BlowerPanel widthPx={widthPx} />}
      <StationMachines box={box} />
    </div>
  );
}

/** How many of a station's machines run, and the way to them. */
function StationMachines({ box }: { readonly box: StationBox }): ReactNode {
  const { t } = useTranslation('overview');
  const local = useLocal();
  const { profile, index } = useProfile();
  const { station } = box;
  // The onward pump, the blower and the return are drawn on their own.
  const { blower, returnFlow } = profile.display;
  const others = station.machines.filter((id) => id !== station.onward && id !== blower.machine && id !== returnFlow?.machine);
  const states = usePlant((state) => others.flatMap((id) => {
    const machine = index.machine.get(id);
    if (machine === undefined) return [];
    const units = machineUnits(machine, state.samples, index);
    return units.some((unit) => unit.hasStatus) ? [machineRunState(units)] : [];
  }).join(','));
  const list = states === '' ? [] : states.split(',');
  if (list.length === 0) return null;
  const running = list.filter((state) => state === 'running').length;
  const faults = list.filter((state) => state === 'fault').length;
  return (
    <button type="button" className={styles.machines} onClick={() => route.station(station.id)}>
      <span className="visually-hidden">{local(station.name)} {t('running')}</span>
      <span className={styles.dots} aria-hidden="true">{list.map((state, i) => <span key={i} className={styles.dot} data-state={state} />)}</span>
      {faults > 0 ? <strong className={styles.fault}>{t('machinesFault', { count: faults })}</strong> : <span>{formatNumber(running, 0)}/{formatNumber(list.length, 0)}</span>}
    </button>
  );
}

/** The return from one station to an earlier one, drawn above the tanks. */
function ReturnFlow({ boxes }: { readonly boxes: readonly StationBox[] }): ReactNode {
  const { t } = useTranslation('overview');
  const { profile, index } = useProfile();
  const { returnFlow } = profile.display;
  const from = boxes.find((box) => box.station.id === returnFlow?.fromStation);
  const to = boxes.find((box) => box.station.id === returnFlow?.toStation);
  const machine = index.machine.get(returnFlow?.machine ?? '');
  const running = usePlant((state) => (machine === undefined ? 'unknown' : machineRunState(machineUnits(machine, state.samples, index))));
  if (from === undefined || to === undefined || machine === undefined) return null;
  const right = from.xPx + from.widthPx * 0.72;
  const left = to.xPx + to.widthPx * 0.72;
  return (
    <div className={styles.return} data-state={running} style={{ left, width: right - left }}>
      <button type="button" className={styles.returnLabel} onClick={() => { const unit = machine.units[0]; if (unit !== undefined) route.machine(unit.id); }}>
        {t('return')} {t(running === 'running' ? 'running' : running === 'fault' ? 'fault' : running === 'stopped' ? 'stopped' : 'unknown')}
      </button>
      <svg className={styles.arrow} width="12" height="8" viewBox="0 0 12 8" aria-hidden="true"><path d="M0 0h12L6 8z" /></svg>
    </div>
  );
}
