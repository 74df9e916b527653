import { References, reportDuplicates } from './check-index.ts';
import type { DraftIndex, Report } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import type { StockItem } from './stores.ts';

const FILE = 'stores.json';

/** Numbers of one item that must fit each other, also when a person changes it. */
export function checkStockItem(
  item: Pick<StockItem, 'minimum' | 'upTo' | 'lot' | 'chemical'>,
  report: (field: 'upTo' | 'lot', value: number, rule: string) => void,
): void {
  if (item.upTo < item.minimum)
    report('upTo', item.upTo, `must be minimum (${String(item.minimum)}) or more`);
  const room = item.chemical === null ? item.upTo : item.upTo - item.minimum;
  if (item.lot > room)
    report('lot', item.lot, `must be ${String(room)} or less, what fits when it is ordered`);
}

/** What `stores.json` says of machines, tags and of itself. */
export function checkStores(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const { stores } = draft;
  if (stores === null) return;
  const refs = new References(index, report, FILE);
  const { headings, items, services, alternation } = stores;
  for (const [list, name] of [
    [headings, 'headings'],
    [items, 'items'],
    [services, 'services'],
  ] as const)
    reportDuplicates(
      list.map(({ id }) => id),
      (i) => `${name}[${String(i)}].id`,
      FILE,
      'id',
      report,
    );
  const known = (
    set: readonly { readonly id: string }[],
    id: string,
    path: string,
    what: string,
  ): void => {
    if (!set.some((each) => each.id === id))
      report(FILE, path, id, `must be one of ${what} of this file`, 'unknownReference');
  };
  items.forEach((item, i) => {
    const at = `items[${String(i)}]`;
    known(headings, item.heading, `${at}.heading`, 'headings');
    item.machines.forEach((id, k) => refs.machine(id, `${at}.machines[${String(k)}]`));
    item.sensors.forEach((tag, k) => refs.tag(tag, `${at}.sensors[${String(k)}]`));
    checkStockItem(item, (field, value, rule) =>
      report(FILE, `${at}.${field}`, value, rule, 'order'),
    );
    const { chemical } = item;
    if (chemical === null) return;
    refs.tag(chemical.lowTag, `${at}.chemical.lowTag`);
    refs.tag(chemical.level?.tag ?? null, `${at}.chemical.level.tag`);
    chemical.pumps.forEach((id, k) => {
      const path = `${at}.chemical.pumps[${String(k)}]`;
      if (!refs.machine(id, path)) return;
      for (const unit of index.machines?.get(id)?.units ?? []) {
        if (index.tags !== null && !index.tags.has(`${unit.id}.rate`))
          report(
            FILE,
            path,
            id,
            `must be a machine whose units have a tag .rate`,
            'unknownReference',
          );
      }
    });
  });
  services.forEach((service, i) => {
    const at = `services[${String(i)}]`;
    service.machines.forEach((id, k) => refs.machine(id, `${at}.machines[${String(k)}]`));
    service.sensors.forEach((tag, k) => refs.tag(tag, `${at}.sensors[${String(k)}]`));
    service.parts.forEach(({ item }, k) =>
      known(items, item, `${at}.parts[${String(k)}].item`, 'items'),
    );
    if (service.machines.length + service.sensors.length === 0)
      report(FILE, `${at}.machines`, '[]', 'must name a machine or a sensor', 'range');
  });
  alternation.forEach(({ machine }, i) => {
    const path = `alternation[${String(i)}].machine`;
    if (!refs.machine(machine, path)) return;
    if ((index.machines?.get(machine)?.units.length ?? 2) < 2)
      report(FILE, path, machine, 'must be a machine with two units or more', 'range');
  });
}
