import type { Params } from '#contract/api.ts';
import { rulesOf, sitePartFields } from '#contract/together.ts';
import type { ReplacingCommand } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import type { StockItem } from '#core/plant/stores.ts';
import { inForce } from '#core/setup/in-force.ts';
import type { AccessService } from '../access/access-service.ts';
import type { BackupService } from '../backup/index.ts';
import type { Engine } from '../engine.ts';
import type { ReportService } from '../reports/index.ts';
import type { RoundsParts } from '../rounds/index.ts';
import type { WorkDesk } from '../work/index.ts';

/** What stands of what a command replaces, by the part of the engine that works with it. */
export type Present = {
  readonly [N in ReplacingCommand]?: (params: never) => Fields | null | Promise<Fields | null>;
};

interface Sources {
  readonly engine: Engine;
  readonly backups: Pick<BackupService, 'status'>;
  readonly reports: Pick<ReportService, 'settings'>;
  readonly work: Pick<WorkDesk, 'stock'>;
  readonly rounds: Pick<RoundsParts, 'desk'>;
  readonly access: Pick<AccessService, 'book'>;
}

/**
 * Where a part holds its settings completed by defaults and by the profile, that is what stands, not
 * the words of the last version: an older version may lack a field the window shows.
 */
export function presentOf({ engine, backups, reports, work, rounds, access }: Sources): Present {
  const item = async (id: string): Promise<Fields | null> => {
    const loaded = await work.stock.load();
    const found: StockItem | null = loaded.ok ? work.stock.item(id) : null;
    return found === null
      ? null
      : rulesOf('stock.change').wanted({
          item: found,
          supplier: work.stock.versions.get(id)?.supplier ?? '',
        });
  };
  const list = async (id: string): Promise<Fields | null> => {
    const ready = await rounds.desk.ready();
    const newest = ready.ok ? rounds.desk.lists.newest(id) : null;
    return newest === null
      ? null
      : rulesOf('rounds.saveChecklist').wanted({ list: newest.list, retired: newest.retired });
  };
  const backup = (): Fields =>
    rulesOf('backup.settings').wanted({ settings: backups.status().settings });
  return {
    'stock.change': ({ item: { id } }: Params<'stock.change'>) => item(id),
    'stock.back': ({ item: id }: Params<'stock.back'>) => item(id),
    'rounds.saveChecklist': ({ list: { id } }: Params<'rounds.saveChecklist'>) => list(id),
    'rounds.undoChecklist': ({ id }: Params<'rounds.undoChecklist'>) => list(id),
    'rounds.setCalendar': async () => {
      const ready = await rounds.desk.ready();
      return ready.ok ? rulesOf('rounds.setCalendar').wanted(rounds.desk.present) : null;
    },
    'alarms.configure': ({ alarm }: Params<'alarms.configure'>) =>
      rulesOf('alarms.configure').wanted({
        setting: engine.state.alarmPlan.settings.alarms[alarm] ?? null,
      }),
    'alarms.configureFlood': () => ({ above: engine.state.alarmPlan.settings.flood.above }),
    'reports.configure': async () => {
      const settings = await reports.settings();
      return settings.ok ? rulesOf('reports.configure').wanted(settings.value) : null;
    },
    'backup.settings': backup,
    'backup.newKey': backup,
    'access.settings': () =>
      rulesOf('access.settings').wanted({ settings: access.book.register.settings }),
    'setup.save': ({ change }: Params<'setup.save'>) =>
      sitePartFields(inForce(engine.profile, change.part)),
    'connection.set': () => rulesOf('connection.set').wanted({ connection: engine.connection }),
  };
}
