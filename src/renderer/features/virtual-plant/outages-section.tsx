import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VirtualPlantCommand } from '#contract/virtual-plant.ts';
import { formatClock } from '../../model/format.ts';
import { checkNumbers } from '../../model/virtual-plant-form.ts';
import type { NumberSpec } from '../../model/virtual-plant-form.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { keptNumbers, NumberFields } from './number-fields.tsx';
import styles from './virtual-plant.module.css';
import type { SectionProps } from './virtual-plant-screen.tsx';

const KINDS = ['site', 'plc', 'line'] as const;
type Kind = (typeof KINDS)[number];

const MINUTES: readonly NumberSpec[] = [{ key: 'minutes', field: 'minutes', unit: { word: 'minute' }, min: 0.1, max: 10_080, initial: 10 }];

const cut = (kind: Kind, s: number): VirtualPlantCommand => (kind === 'line' ? { cmd: 'linkCut', s } : { cmd: 'powerCut', of: kind, s });

/** Power and line: cut for so long, after a second look, and restored at any time. */
export function OutagesSection({ view, busy, send }: SectionProps): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const zone = useZone();
  const [asking, setAsking] = useState<Kind | null>(null);
  const until = { site: view.outages.sitePowerMs, plc: view.outages.plcPowerMs, line: view.outages.lineMs };
  return (
    <div className={styles.tablePage}>
      <p className={styles.hint}>{t('outage.time')}</p>
      <ul className={styles.outages}>
        {KINDS.map((kind) => {
          const backMs = until[kind];
          return (
            <li key={kind} data-outage={kind} data-cut={backMs !== null}>
              <div>
                <h2>{t(`outage.${kind}`)}</h2>
                <p className={styles.hint}>{t(`outage.${kind}Hint`)}</p>
              </div>
              <strong className={backMs === null ? styles.hint : styles.fault}>{backMs === null ? t('outage.ok') : t('outage.since', { time: formatClock(backMs, zone) })}</strong>
              {backMs === null
                ? <Button disabled={busy} onClick={() => setAsking(kind)} data-testid="vp-cut-open">{t('outage.cut')}</Button>
                : <Button look="primary" disabled={busy} onClick={() => void send(cut(kind, 0))}>{t('outage.restore')}</Button>}
            </li>
          );
        })}
      </ul>
      {asking !== null && <CutDialog kind={asking} send={send} onClose={() => setAsking(null)} />}
    </div>
  );
}

function CutDialog({ kind, send, onClose }: { readonly kind: Kind; readonly send: SectionProps['send']; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['virtualPlant', 'ui']);
  const form = useKeptForm(`vp-cut:${kind}`);
  const { texts, onText } = keptNumbers(form, MINUTES);
  const { values, faults } = checkNumbers(MINUTES, texts);
  const minutes = values?.['minutes'];
  const confirm = (): void => {
    if (minutes !== undefined) void send(cut(kind, Math.round(minutes * 60)), form).then(onClose);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('outage.confirmTitle', { name: t(`outage.${kind}`) })}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={minutes === undefined} onClick={confirm} data-testid="vp-cut">{t('outage.confirm')}</Button></>}
    >
      <div className={styles.form}>
        <p>{t(`outage.${kind}Hint`)}</p>
        <NumberFields specs={MINUTES} texts={texts} faults={faults} onText={onText} />
      </div>
    </Dialog>
  );
}
