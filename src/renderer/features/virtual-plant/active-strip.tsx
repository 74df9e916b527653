import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelView } from '#core/scenario/panel-view.ts';
import type { VirtualPlantCommand } from '#contract/virtual-plant.ts';
import { formatClock, formatNumber } from '../../model/format.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

interface Active {
  readonly key: string;
  readonly text: string;
  readonly end: VirtualPlantCommand;
}

/** Everything that is brought in now, each with a way to end it, and all at once. */
export function ActiveStrip({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation(['virtualPlant', 'ui']);
  const [asking, setAsking] = useState(false);
  const active = useActive(view);
  const clear = (): void => {
    setAsking(false);
    void send({ cmd: 'clearAll' });
  };
  return (
    <section className={styles.active} aria-label={t('active.title')} data-testid="vp-active" data-count={active.length}>
      <h2>{t('active.title')}</h2>
      {active.length === 0 ? <p className={styles.hint}>{t('active.none')}</p> : (
        <>
          <ul className={styles.chips}>
            {active.map((each) => (
              <li key={each.key}>
                <button type="button" className={styles.chip} disabled={busy} aria-label={`${each.text}: ${t('active.end')}`} onClick={() => void send(each.end)}>
                  <span>{each.text}</span><b>{t('active.end')}</b>
                </button>
              </li>
            ))}
          </ul>
          <Button onClick={() => setAsking(true)} disabled={busy} data-testid="vp-clear-all">{t('active.clearAll')}</Button>
        </>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('active.clearAll')}
        subtitle={t('active.count', { count: active.length })}
        foot={<><Button onClick={() => setAsking(false)}>{t('ui:action.cancel')}</Button><Button look="primary" onClick={clear} data-testid="vp-clear-confirm">{t('active.clearAll')}</Button></>}
      >
        <p>{t('active.clearText')}</p>
      </Dialog>
    </section>
  );
}

function useActive(view: PanelView): readonly Active[] {
  const { t } = useTranslation('virtualPlant');
  const messages = useMessages();
  const zone = useZone();
  const local = useLocal();
  const { index } = useProfile();
  // An instrument may also be a unit of the machine list; here its own name counts.
  const nameOf = (sensor: string): string => local(index.sensor.get(sensor)?.name ?? { ko: sensor, en: sensor });
  const until = (ms: number): string => t('active.until', { time: formatClock(ms, zone) });
  const faults = view.sensors.filter((sensor) => sensor.faults.length > 0).map((sensor): Active => ({
    key: `sensor-${sensor.id}`,
    text: `${nameOf(sensor.id)} ${sensor.faults.map(({ fault }) => t(`fault.${fault.kind}`)).join(', ')}`,
    end: { cmd: 'clearFaults', id: sensor.id },
  }));
  const units = view.units.flatMap((unit): Active[] => {
    const name = messages.subject(unit.id);
    const trouble = unit.trouble > 0 ? t('active.trouble', { name, times: formatNumber(unit.trouble, 1) }) : unit.fault ? t('active.tripped', { name }) : null;
    return [
      ...(trouble === null ? [] : [{ key: `unit-${unit.id}`, text: trouble, end: { cmd: 'resetFault', unit: unit.id } as const }]),
      ...(unit.remote || unit.localOnly ? [] : [{ key: `local-${unit.id}`, text: t('active.local', { name }), end: { cmd: 'panel', unit: unit.id, remote: true } as const }]),
    ];
  });
  const breaches = view.series.filter((series) => series.breachShare > 0).map((series): Active => ({
    key: `breach-${series.machine}`,
    text: t('active.breach', { name: messages.subject(series.machine), percent: formatNumber(100 * series.breachShare, 2) }),
    end: { cmd: 'breach', machine: series.machine, share: 0 },
  }));
  // Events of one name end together; several without a name end together as well.
  const events = new Map<string, Active>();
  for (const event of view.events) {
    const id = event.id ?? null;
    events.set(`event-${String(id)}`, { key: `event-${String(id)}`, text: `${t(`event.${event.kind}`)} ${until(event.toMs)}`, end: { cmd: 'clearInfluent', id } });
  }
  const { sitePowerMs, plcPowerMs, lineMs } = view.outages;
  const outages: Active[] = [
    ...(sitePowerMs === null ? [] : [{ key: 'site', text: `${t('outage.site')} ${until(sitePowerMs)}`, end: { cmd: 'powerCut', of: 'site', s: 0 } as const }]),
    ...(plcPowerMs === null ? [] : [{ key: 'plc', text: `${t('outage.plc')} ${until(plcPowerMs)}`, end: { cmd: 'powerCut', of: 'plc', s: 0 } as const }]),
    ...(lineMs === null ? [] : [{ key: 'line', text: `${t('outage.line')} ${until(lineMs)}`, end: { cmd: 'linkCut', s: 0 } as const }]),
  ];
  return [...outages, ...faults, ...units, ...breaches, ...events.values()];
}
