import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../store/settings-store.ts';
import enEvents from './en/events.json' with { type: 'json' };
import enMachines from './en/machines.json' with { type: 'json' };
import enShared from '../../../resources/messages/en.json' with { type: 'json' };
import enOverview from './en/overview.json' with { type: 'json' };
import enSettings from './en/settings.json' with { type: 'json' };
import enTrends from './en/trends.json' with { type: 'json' };
import enUi from './en/ui.json' with { type: 'json' };
import enWhatIf from './en/whatIf.json' with { type: 'json' };
import enDataBrowser from './en/dataBrowser.json' with { type: 'json' };
import enDataQuality from './en/dataQuality.json' with { type: 'json' };
import enLaboratory from './en/laboratory.json' with { type: 'json' };
import enHistory from './en/history.json' with { type: 'json' };
import enBackup from './en/backup.json' with { type: 'json' };
import enAlarms from './en/alarms.json' with { type: 'json' };
import enRounds from './en/rounds.json' with { type: 'json' };
import enWorkOrders from './en/workOrders.json' with { type: 'json' };
import enStores from './en/stores.json' with { type: 'json' };
import enReports from './en/reports.json' with { type: 'json' };
import enPeople from './en/people.json' with { type: 'json' };
import enSetup from './en/setup.json' with { type: 'json' };
import enHelp from './en/help.json' with { type: 'json' };
import enVirtualPlant from './en/virtualPlant.json' with { type: 'json' };
import koEvents from './ko/events.json' with { type: 'json' };
import koMachines from './ko/machines.json' with { type: 'json' };
import koShared from '../../../resources/messages/ko.json' with { type: 'json' };
import koOverview from './ko/overview.json' with { type: 'json' };
import koSettings from './ko/settings.json' with { type: 'json' };
import koTrends from './ko/trends.json' with { type: 'json' };
import koUi from './ko/ui.json' with { type: 'json' };
import koWhatIf from './ko/whatIf.json' with { type: 'json' };
import koDataBrowser from './ko/dataBrowser.json' with { type: 'json' };
import koDataQuality from './ko/dataQuality.json' with { type: 'json' };
import koLaboratory from './ko/laboratory.json' with { type: 'json' };
import koHistory from './ko/history.json' with { type: 'json' };
import koBackup from './ko/backup.json' with { type: 'json' };
import koAlarms from './ko/alarms.json' with { type: 'json' };
import koRounds from './ko/rounds.json' with { type: 'json' };
import koWorkOrders from './ko/workOrders.json' with { type: 'json' };
import koStores from './ko/stores.json' with { type: 'json' };
import koReports from './ko/reports.json' with { type: 'json' };
import koPeople from './ko/people.json' with { type: 'json' };
import koSetup from './ko/setup.json' with { type: 'json' };
import koHelp from './ko/help.json' with { type: 'json' };
import koVirtualPlant from './ko/virtualPlant.json' with { type: 'json' };

/**
 * All texts of the window. Korean is the reference; English must have the same keys. Messages and the
 * names they are filled with lie in `resources/messages`, where the engine's reports read them too.
 */
export const resources = {
  ko: { ui: { ...koUi, ...koShared.ui }, overview: koOverview, machines: { ...koMachines, ...koShared.machines }, trends: { ...koTrends, ...koShared.trends }, events: koEvents, settings: { ...koSettings, connection: { ...koSettings.connection, ...koShared.settings.connection } }, messages: koShared.messages, whatIf: koWhatIf, virtualPlant: koVirtualPlant, dataQuality: koDataQuality, dataBrowser: koDataBrowser, laboratory: koLaboratory, history: koHistory, backup: koBackup, alarms: koAlarms, rounds: koRounds, workOrders: koWorkOrders, stores: koStores, reports: koReports, people: { ...koPeople, ...koShared.people }, setup: koSetup, help: koHelp },
  en: { ui: { ...enUi, ...enShared.ui }, overview: enOverview, machines: { ...enMachines, ...enShared.machines }, trends: { ...enTrends, ...enShared.trends }, events: enEvents, settings: { ...enSettings, connection: { ...enSettings.connection, ...enShared.settings.connection } }, messages: enShared.messages, whatIf: enWhatIf, virtualPlant: enVirtualPlant, dataQuality: enDataQuality, dataBrowser: enDataBrowser, laboratory: enLaboratory, history: enHistory, backup: enBackup, alarms: enAlarms, rounds: enRounds, workOrders: enWorkOrders, stores: enStores, reports: enReports, people: { ...enPeople, ...enShared.people }, setup: enSetup, help: enHelp },
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui';
    resources: (typeof resources)['ko'];
  }
}

/** Sets up the texts before the first picture, without any loading. */
export function startTexts(language: Language): typeof i18n {
  void i18n.use(initReactI18next).init({
    resources, lng: language, fallbackLng: 'ko', defaultNS: 'ui', ns: Object.keys(resources.ko),
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return i18n;
}

export { i18n };
