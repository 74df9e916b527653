import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { AlarmsScreen } from '../features/alarms/alarms-screen.tsx';
import { BackupScreen } from '../features/backup/backup-screen.tsx';
import { RecordsScreen } from '../features/data-browser/records-screen.tsx';
import { SourceSheet } from '../features/data-browser/source-sheet.tsx';
import { DataQualityScreen } from '../features/data-quality/data-quality-screen.tsx';
import { DetailSheet } from '../features/detail/detail-sheet.tsx';
import { EventsScreen } from '../features/events/events-screen.tsx';
import { HelpPanel } from '../features/help/help-panel.tsx';
import { Tour } from '../features/help/tour.tsx';
import { HistoryScreen } from '../features/history/history-screen.tsx';
import { LaboratoryScreen } from '../features/laboratory/laboratory-screen.tsx';
import { MachinesScreen } from '../features/machines/machines-screen.tsx';
import { OverviewScreen } from '../features/overview/overview-screen.tsx';
import { AccessDialogs } from '../features/people/access-dialogs.tsx';
import { IdleWatch } from '../features/people/idle-watch.tsx';
import { PeopleScreen } from '../features/people/people-screen.tsx';
import { ReportsScreen } from '../features/reports/reports-screen.tsx';
import { RoundsScreen } from '../features/rounds/rounds-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { SetupBanner } from '../features/setup/setup-banner.tsx';
import { SetupFlow } from '../features/setup/setup-flow.tsx';
import { SetupWelcome } from '../features/setup/welcome.tsx';
import { StoresScreen } from '../features/stores/stores-screen.tsx';
import { TrendsScreen } from '../features/trends/trends-screen.tsx';
import { VirtualPlantScreen } from '../features/virtual-plant/virtual-plant-screen.tsx';
import { WhatIfScreen } from '../features/what-if/what-if-screen.tsx';
import { WorkOrdersScreen } from '../features/work-orders/work-orders-screen.tsx';
import { useKeptForms } from '../store/draft-store.ts';
import { help } from '../store/help-store.ts';
import { usePlant } from '../store/plant-store.ts';
import { GROUPS, route, useRoute } from '../store/route-store.ts';
import type { Screen } from '../store/route-store.ts';
import { useRoundsFollow } from '../store/use-rounds.ts';
import { nextTextSize, setPreferences, usePreferences } from '../store/settings-store.ts';
import type { TextSize } from '../store/settings-store.ts';
import { setup, useSetup } from '../store/setup-store.ts';
import { useAlarmSound } from '../store/use-alarm-sound.ts';
import { useScanner } from '../store/use-scanner.ts';
import { useTrustFollow } from '../store/use-trust.ts';
import styles from './app.module.css';
import { BottomBar } from './bottom-bar.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectingScreen } from './connecting-screen.tsx';
import { EngineBanner } from './engine-banner.tsx';
import { isTyping } from './is-typing.ts';
import { Navigation } from './navigation.tsx';
import { usePaperFoot } from './paper-foot.ts';
import { ScreenGuard } from './screen-guard.tsx';
import { ScreenKeyboard } from './screen-keyboard.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { TopBar } from './top-bar.tsx';
import { usePictureDrift } from './use-picture-drift.ts';

/** The frame that never goes away, with one screen inside it. */
export function App(): ReactNode {
  const { t } = useTranslation('ui');
  const screen = useRoute((state) => state.screen);
  const ready = usePlant((state) => state.profile !== null && state.status !== null);
  const setupShown = useSetup((state) => state.shown);
  const covered = ready && setupShown !== 'none';
  useKeptForms();
  useGlobalKeys();
  useScreenOverSetup();
  useTrustFollow();
  useAlarmSound();
  useRoundsFollow();
  useScanner();
  usePictureDrift();
  usePaperFoot();
  return (
    <CSPProvider disableStyleElements>
      <div className={styles.frame}>
        <a href="#content" className={styles.skip} onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>{t('nav.skip')}</a>
        <TopBar />
        {covered ? <div /> : <Navigation />}
        <div><EngineBanner />{ready && <SetupBanner />}</div>
        <div className={styles.middle}>
          <main id="content" className={styles.content} tabIndex={-1}>
            {covered ? (setupShown === 'welcome' ? <SetupWelcome /> : <SetupFlow />) : ready ? <ScreenGuard key={screen}><ScreenOf screen={screen} /></ScreenGuard> : <ConnectingScreen />}
          </main>
          <HelpPanel />
        </div>
        <BottomBar />
        {ready && <DetailSheet />}
        {ready && <SourceSheet />}
        {ready && <CommandPalette />}
        {ready && <AccessDialogs />}
        {ready && <IdleWatch />}
        <ShortcutsHelp />
        {ready && <Tour />}
        <ScreenKeyboard />
      </div>
    </CSPProvider>
  );
}

/** Size a key asks for; null where there is no further one, undefined for every other key. */
function textSizeFor({ ctrlKey, altKey, code, key }: KeyboardEvent): TextSize | null | undefined {
  if (!ctrlKey || altKey) return undefined;
  const now = usePreferences.getState().textSize;
  if (key === '+' || code === 'Equal' || code === 'NumpadAdd') return nextTextSize(now, 1);
  if (key === '-' || code === 'Minus' || code === 'NumpadSubtract') return nextTextSize(now, -1);
  return code === 'Digit0' || code === 'Numpad0' ? 100 : undefined;
}

function ScreenOf({ screen }: { readonly screen: Screen }): ReactNode {
  switch (screen) {
    case 'overview':
      return <OverviewScreen />;
    case 'trends':
      return <TrendsScreen />;
    case 'machines':
      return <MachinesScreen />;
    case 'events':
      return <EventsScreen />;
    case 'dataQuality':
      return <DataQualityScreen />;
    case 'laboratory':
      return <LaboratoryScreen />;
    case 'history':
      return <HistoryScreen />;
    case 'backup':
      return <BackupScreen />;
    case 'records':
      return <RecordsScreen />;
    case 'whatIf':
      return <WhatIfScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'alarms':
      return <AlarmsScreen />;
    case 'rounds':
      return <RoundsScreen />;
    case 'workOrders':
      return <WorkOrdersScreen />;
    case 'stores':
      return <StoresScreen />;
    case 'reports':
      return <ReportsScreen />;
    case 'people':
      return <PeopleScreen />;
    case 'virtualPlant':
      return <VirtualPlantScreen />;
    default:
      return assertNever(screen, 'screen');
  }
}

/** Who turns to a screen from the top bar or by a key leaves the set-up for it; it goes on where it was. */
function useScreenOverSetup(): void {
  useEffect(() => useRoute.subscribe((now, before) => {
    if (now.screen !== before.screen) setup.hide();
  }), []);
}

/** Shortcuts that work everywhere: Ctrl+K, Alt and the place of a group in the navigation, F1 for help, ? for the keys. */
function useGlobalKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        route.palette(!useRoute.getState().paletteOpen);
        return;
      }
      if (event.key === 'F1') {
        event.preventDefault();
        help.toggle();
        return;
      }
      const size = textSizeFor(event);
      if (size !== undefined) {
        event.preventDefault();
        if (size !== null) setPreferences({ textSize: size });
        return;
      }
      if (event.altKey && !event.ctrlKey && /^Digit\d$/.test(event.code)) {
        const group = GROUPS[Number(event.code.slice(5)) - 1];
        if (group !== undefined) {
          event.preventDefault();
          route.group(group.id);
        }
        return;
      }
      if (event.key === '?' && !isTyping(event.target)) route.shortcuts(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
