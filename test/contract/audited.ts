import { expect } from 'vitest';
import type { Commands } from '#contract/api.ts';
import type { AuditRecord } from '#contract/access.ts';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { isWrittenDown } from '#core/access/gate.ts';

/**
 * What the audit log must hold of each command that is written down. `change`: something stood before
 * and something else after. `begin`: it makes what was not there. `act`: something is done that leaves
 * no value of ours to compare; its parameters stand as what was done. A new command does not compile
 * until it is named here.
 */
type Kind = 'change' | 'begin' | 'act' | 'unwritten';
type Written = Partial<Record<keyof Commands, Kind>>;

/** Whatever is not named is a `change`. */
const OTHERS: Written = {
  'virtualPlant.control': 'act', 'engine.stop': 'act', 'alarms.silence': 'act', 'alarms.testAnnunciator': 'act', 'whatIf.start': 'act', 'whatIf.cancel': 'act',
  'analysis.export': 'act', 'backup.start': 'act', 'backup.cancel': 'act', 'backup.test': 'act', 'backup.restore': 'act',
  'keeping.check': 'act', 'setup.finish': 'act', 'setup.restart': 'act', 'setup.takeProfile': 'act',
  'laboratory.enter': 'begin', 'laboratory.importConfirm': 'begin', 'keeping.purge': 'begin', 'backup.newKey': 'begin',
  'rounds.begin': 'begin', 'rounds.attach': 'begin', 'rounds.carryOver': 'begin', 'work.open': 'begin', 'reports.make': 'begin', 'lock.place': 'begin',
  'stock.move': 'begin', 'work.usePart': 'begin', 'work.attach': 'begin', 'cost.book': 'begin', 'service.done': 'begin',
  'calibration.record': 'begin', 'access.addPerson': 'begin', 'access.newRecoveryCode': 'act',
};

const kindOf = (name: keyof Commands): Kind => (isWrittenDown(COMMAND_RULES[name]) ? (OTHERS[name] ?? 'change') : 'unwritten');

/** Every command of those asked has a row that says what stood before and after. */
export function expectAudited(rows: readonly AuditRecord[], asked: ReadonlySet<string>): void {
  const missing: string[] = [];
  for (const name of Object.keys(COMMAND_RULES) as (keyof Commands)[]) {
    const kind = kindOf(name);
    if (!asked.has(name) || kind === 'unwritten') continue;
    const done = rows.filter((row) => row.action === name && row.outcome === 'done');
    if (done.length === 0) {
      // What goes on by itself or writes its own rows is looked at where it is tested.
      if (kind !== 'act' && !name.startsWith('access.')) missing.push(`${name}: no row`);
      continue;
    }
    if (!done.some(({ after }) => after !== null)) missing.push(`${name}: nothing after`);
    if (kind === 'change' && !done.some(({ before, after }) => before !== null && JSON.stringify(before) !== JSON.stringify(after)))
      missing.push(`${name}: nothing before`);
  }
  expect(missing).toEqual([]);
}
