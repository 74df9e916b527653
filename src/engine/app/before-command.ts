import type { Params } from '#contract/api.ts';
import { inForce } from '#core/setup/in-force.ts';
import type { BeforeCommand } from './access/index.ts';
import type { AlarmDesk } from './alarms/alarm-desk.ts';
import type { BackupService } from './backup/index.ts';
import type { Engine } from './engine.ts';
import type { ReportService } from './reports/index.ts';

interface Sources {
  readonly engine: Engine;
  readonly backups: BackupService;
  readonly reports: ReportService;
  readonly alarms: AlarmDesk;
}

/**
 * What stands before a command where no version of a record says it: the plant itself, memory of the
 * alarms, and what the profile holds until a person changes it for the first time.
 */
export function beforeOf({ engine, backups, reports, alarms }: Sources): BeforeCommand {
  const asideState = ({ alarm }: { readonly alarm: string }) => ({
    state: alarms.aside().find(({ id }) => id === alarm)?.state ?? 'inService',
  });
  return {
    'setup.save': ({ change }: Params<'setup.save'>) => ({
      value: inForce(engine.profile, change.part),
    }),
    'setup.takeProfile': () => ({ profile: engine.profile.site.id }),
    'connection.set': () => engine.connection,
    'backup.settings': () => backups.status().settings,
    'intent.submit': ({ intent }: Params<'intent.submit'>) =>
      intent.type === 'setpoint'
        ? { value: engine.state.samples.get(intent.tag)?.value ?? null }
        : { running: engine.state.samples.get(`${intent.unit}.run`)?.value === 1 },
    'sensor.maintenance': ({ tag }: Params<'sensor.maintenance'>) => ({
      on: engine.quality
        .overview()
        .sensors.some((sensor) => sensor.tag === tag && sensor.maintenance !== null),
    }),
    'alarms.shelve': asideState,
    'alarms.unshelve': asideState,
    'alarms.takeOut': asideState,
    'alarms.bringBack': asideState,
    'alarms.configure': ({ alarm }: Params<'alarms.configure'>) => ({
      setting: engine.state.alarmPlan.settings.alarms[alarm] ?? alarms.definition(alarm),
    }),
    'alarms.configureFlood': () => engine.state.alarmPlan.settings.flood,
    'reports.configure': async () => {
      const settings = await reports.settings();
      return settings.ok ? { ...settings.value.settings, logoBase64: null } : null;
    },
    'rounds.saveChecklist': ({ list }: Params<'rounds.saveChecklist'>) =>
      engine.profile.rounds.checklists.find(({ id }) => id === list.id),
    'rounds.setCalendar': () => ({ holidays: engine.profile.rounds.holidays }),
    'stock.change': ({ item }: Params<'stock.change'>) =>
      engine.profile.stores.items.find(({ id }) => id === item.id),
  };
}
