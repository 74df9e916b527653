import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelView } from '#core/scenario/panel-view.ts';
import { assertNever } from '#core/result.ts';
import { formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { ActiveStrip } from './active-strip.tsx';
import { InstrumentsSection } from './instruments-section.tsx';
import { MachinesSection } from './machines-section.tsx';
import { OutagesSection } from './outages-section.tsx';
import { ScenariosSection } from './scenarios-section.tsx';
import { useVirtualPlant } from './use-virtual-plant.ts';
import type { Outcome, Send, VirtualPlantPanel } from './use-virtual-plant.ts';
import styles from './virtual-plant.module.css';
import { WaterSection } from './water-section.tsx';

const SECTIONS = ['scenarios', 'instruments', 'machines', 'water', 'outages'] as const;
type Section = (typeof SECTIONS)[number];

/** Scenarios and trouble for the virtual plant. It shows what no real plant could tell: the true values. */
export function VirtualPlantScreen(): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const zone = useZone();
  const panel = useVirtualPlant();
  const [section, setSection] = useState<Section>('scenarios');
  const messages = useMessages();
  const may = useMay('virtualPlant.control');
  const view = panel.status?.view ?? null;
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = SECTIONS[(SECTIONS.indexOf(section) + step + SECTIONS.length) % SECTIONS.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    setSection(next);
    event.currentTarget.querySelector<HTMLElement>(`#vp-tab-${next}`)?.focus();
  };
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1 className={styles.heading}>{t('title')}</h1>
        <p className={styles.note}>{t('only')}</p>
        {view !== null && <p className={styles.clock}>{t('clock', { time: formatStamp(view.timeMs, zone) })}</p>}
      </header>
      {view === null ? <NoView panel={panel} /> : (
        <>
          <ActiveStrip view={view} busy={panel.busy || !may.may} send={panel.send} />
          <div className={styles.bar}>
            <div className={styles.tabs} role="tablist" aria-label={t('title')} onKeyDown={move}>
              {SECTIONS.map((each) => (
                <button key={each} id={`vp-tab-${each}`} type="button" role="tab" className={styles.tab} aria-selected={each === section} aria-controls="vp-panel" tabIndex={each === section ? 0 : -1} onClick={() => setSection(each)}>
                  {t(`sections.${each}`)}
                </button>
              ))}
            </div>
            {may.may || may.code === null ? <OutcomeLine outcome={panel.outcome} busy={panel.busy} /> : <p role="status" className={styles.outcome} data-testid="vp-refused">{messages.code(may.code, { ...may.params })}</p>}
          </div>
          <div id="vp-panel" role="tabpanel" aria-labelledby={`vp-tab-${section}`} className={styles.panel} tabIndex={0}>
            <SectionOf section={section} view={view} busy={panel.busy || !may.may} send={panel.send} />
          </div>
        </>
      )}
    </div>
  );
}

export interface SectionProps {
  readonly view: PanelView;
  readonly busy: boolean;
  readonly send: Send;
}

function SectionOf({ section, ...rest }: SectionProps & { readonly section: Section }): ReactNode {
  switch (section) {
    case 'scenarios':
      return <ScenariosSection {...rest} />;
    case 'instruments':
      return <InstrumentsSection {...rest} />;
    case 'machines':
      return <MachinesSection {...rest} />;
    case 'water':
      return <WaterSection {...rest} />;
    case 'outages':
      return <OutagesSection {...rest} />;
    default:
      return assertNever(section, 'section');
  }
}

/** Loading, or why there is nothing to show and what to do. */
function NoView({ panel }: { readonly panel: VirtualPlantPanel }): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const faultText = useFaultText();
  const messages = useMessages();
  const { status, broken, askAgain } = panel;
  const reason = broken !== null ? faultText(broken) : status?.reason != null ? messages.code(status.reason, {}) : null;
  if (reason === null) return <p className={styles.empty} role="status">{t('state.loading')}</p>;
  return (
    <div className={styles.empty} role="alert">
      <p>{reason}</p>
      <Button onClick={askAgain}>{t('state.retry')}</Button>
    </div>
  );
}

function OutcomeLine({ outcome, busy }: { readonly outcome: Outcome | null; readonly busy: boolean }): ReactNode {
  const { t } = useTranslation('virtualPlant');
  const faultText = useFaultText();
  const text = busy ? t('sending') : outcome === null ? '' : outcome.fault === null ? t('done', { what: t(`action.${outcome.cmd}`) }) : t('failed', { reason: faultText(outcome.fault) });
  return <p role="status" data-testid="vp-outcome" data-bad={!busy && outcome?.fault != null} className={styles.outcome}>{text}</p>;
}
