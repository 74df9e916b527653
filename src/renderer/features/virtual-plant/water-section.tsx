import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { formatNumber, formatWhen } from '../../model/format.ts';
import { checkNumbers, EVENT_KINDS, eventOf, eventSpecs } from '../../model/virtual-plant-form.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { Select } from '../../ui/select.tsx';
import { keptNumbers, NumberFields } from './number-fields.tsx';
import { SetValue } from './set-value.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

/** What happens to the inflow, what is left of the chemicals, and how high the water stands. */
export function WaterSection({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const messages = useMessages();
  return (
    <div className={styles.columns}>
      <section className={styles.side}>
        <InfluentForm view={view} busy={busy} send={send} />
        <EventList view={view} busy={busy} send={send} />
        <WaterFaults view={view} />
      </section>
      <div className={styles.side}>
        <section className={styles.group}>
          <h2>{t('water.stock')}</h2>
          {view.stocks.map((stock) => (
            <SetValue
              key={stock.machine}
              name={messages.subject(stock.machine)}
              present={t('water.now', { value: `${formatNumber(stock.litres, 0)} L` })}
              spec={{ key: 'litres', field: 'litres', unit: 'L', min: 0, max: stock.fullL, initial: 0 }}
              busy={busy}
              form={`vp-stock:${stock.machine}`}
              onSet={(litres, form) => void send({ cmd: 'stock', machine: stock.machine, litres }, form)}
            />
          ))}
        </section>
        <section className={styles.group}>
          <h2>{t('water.level')}</h2>
          {view.tanks.map((tank) => (
            <SetValue
              key={tank.id}
              name={messages.subject(tank.id)}
              present={t('water.now', { value: `${formatNumber(tank.levelM, 2)} m` })}
              spec={{ key: 'm', field: 'level', unit: 'm', min: 0, max: tank.rimM, initial: 0 }}
              busy={busy}
              form={`vp-level:${tank.id}`}
              onSet={(m, form) => void send({ cmd: 'level', tank: tank.id, m }, form)}
            />
          ))}
        </section>
      </div>
    </div>
  );
}

function InfluentForm({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const form = useKeptForm('vp-influent');
  const [kind, setKind] = form.field<InfluentModifier['kind']>('kind', 'rain', EVENT_KINDS);
  const specs = eventSpecs(kind);
  const { texts, onText } = keptNumbers(form, specs, kind);
  const { values, faults } = checkNumbers(specs, texts);
  const event = values === null ? null : eventOf(kind, values, `window-${kind}`);
  const { flowM3PerH, cod, pH, temperatureC } = view.influent;
  return (
    <form className={styles.form} onSubmit={(submit) => { submit.preventDefault(); if (event !== null) void send({ cmd: 'influent', event }, form); }}>
      <h2>{t('water.influent')}</h2>
      <p className={styles.hint}>{t('water.influentNow', { flow: formatNumber(flowM3PerH, 1), cod: formatNumber(cod, 0), pH: formatNumber(pH, 1), temperature: formatNumber(temperatureC, 1) })}</p>
      <KeptNote form={form} />
      <div>
        <span className={styles.label}>{t('water.kind')}</span>
        <Select label={t('water.kind')} value={kind} onChange={setKind} options={EVENT_KINDS.map((value) => ({ value, label: t(`event.${value}`) }))} />
      </div>
      <NumberFields specs={specs} texts={texts} faults={faults} onText={onText} />
      <div><Button type="submit" look="primary" disabled={busy || event === null}>{t('water.add')}</Button></div>
    </form>
  );
}

function EventList({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const zone = useZone();
  return (
    <section className={styles.group}>
      <h2>{t('water.events')}</h2>
      {view.events.length === 0 ? <p className={styles.hint}>{t('water.noEvents')}</p> : (
        <ul className={styles.rows}>
          {view.events.map((event) => (
            <li key={`${String(event.id)}-${String(event.fromMs)}`}>
              <span>{t(`event.${event.kind}`)}</span>
              <span className={styles.hint}>{formatWhen(event.fromMs, view.timeMs, zone)} – {formatWhen(event.toMs, view.timeMs, zone)}</span>
              {event.id !== undefined && <Button disabled={busy} onClick={() => void send({ cmd: 'clearInfluent', id: event.id ?? null })}>{t('active.end')}</Button>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the plant itself found impossible and put right, with the place; nothing when all is in order. */
function WaterFaults({ view }: Pick<SectionProps, 'view'>): ReactNode {
  const { t } = useTranslation('virtualPlant');
  if (view.faults.length === 0) return null;
  return (
    <section className={styles.group}>
      <h2>{t('water.faults')}</h2>
      <ul className={styles.notes}>
        {view.faults.map((fault) => (
          <li key={`${fault.place} ${fault.quantity}`}>{t('water.fault', { ...fault })}</li>
        ))}
      </ul>
    </section>
  );
}
