import { quantityOf } from '#core/laboratory/quantities.ts';
import type { ReadingIssue } from '#core/laboratory/check.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { convert } from '#core/laboratory/units.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { StoredReading } from '#contract/laboratory.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

/** The version as it goes to disk. */
export const entryOf = (
  reading: LaboratoryReading,
  actor: string,
  writtenMs: number,
): NewEntry => ({
  kind: 'reading',
  id: reading.id,
  tsMs: reading.sampledMs,
  tag: reading.tag,
  actor,
  writtenMs,
  body: reading,
});

/** Exact values of earlier readings in the quantity's own unit. */
export function earlierValues(rows: readonly StoredReading[], item: string): number[] {
  const unit = quantityOf(item)?.unit;
  return rows.flatMap(({ reading }) => {
    if (reading.qualifier !== 'exact') return [];
    const value = unit === undefined ? reading.value : convert(reading.value, reading.unit, unit);
    return value ?? [];
  });
}

export const refused = (issue: ReadingIssue): RpcError =>
  rpcFault(
    'badRequest',
    `${issue.field} ${String(issue.value)}: ${issue.code}, allowed ${issue.allowed} ${issue.unit}`,
    'laboratory.refused',
    {
      field: issue.field,
      value: issue.value,
      allowed: `${issue.allowed} ${issue.unit}`.trim(),
    },
  );

export const askWhy = (issue: ReadingIssue): RpcError =>
  rpcFault(
    'refused',
    `${issue.field} ${String(issue.value)}: ${issue.code}; say why`,
    'laboratory.askWhy',
    { value: issue.value },
  );

/** What waits for a failing disk is not lost, but nobody is told that it is safe. */
export const notStored = (): RpcError =>
  rpcFault(
    'unavailable',
    'not on the disk yet; kept in memory and tried again',
    'laboratory.notStored',
  );
