import type { Alarm } from '#core/plant/logic.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { StockMove } from '#core/work/stock.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { StoredSample } from '#engine/ports/historian.ts';

const MINUTE = 60_000;

/** Ten hours of dosing and one hour of power, yesterday. */
export async function past(dataDir: string, fromMs: number): Promise<void> {
  const opened = await openHistorian({ dataDir, log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const row = (tag: string, value: number, minute: number): StoredSample => ({
    tag,
    value,
    quality: 'good',
    provenance: 'measured',
    tsMs: fromMs + minute * MINUTE,
  });
  const grid = [
    ...Array.from({ length: 600 }, (_, i) => row('DP-101A.rate', 500, i)),
    ...Array.from({ length: 60 }, (_, i) => row('JIT-001.power', 50, i)),
  ];
  await opened.value.commit({ grid, changes: [], events: [], receipts: [], state: {} });
  await opened.value.close();
}

/** A move as a person writes it down. */
export const moveRequest = (
  id: string,
  kind: StockMove['kind'],
  item: string,
  quantity: number,
  atMs: number,
) =>
  ({
    id,
    item,
    kind,
    quantity,
    atMs,
    order: null,
    closes: null,
    supplier: '',
    lot: '',
    expiresMs: null,
    costWon: kind === 'received' ? quantity * 400 : null,
    expectedMs: null,
    note: '',
    who: 'Kim',
  }) as const;

/** A version of a record as the engine stores it. */
export const entry = (
  kind: NewEntry['kind'],
  id: string,
  tsMs: number,
  body: unknown,
): NewEntry => ({
  kind,
  id,
  tsMs,
  tag: null,
  actor: 'engine',
  writtenMs: tsMs,
  body: body as NewEntry['body'],
});

/** An occurrence of an alarm that came so often within an hour. */
export const occurrence = (alarm: Alarm, raisedMs: number, raises: number): unknown => ({
  id: `${alarm.id}@1`,
  alarm: alarm.id,
  code: null,
  params: {},
  equipment: alarm.equipment,
  kind: 'machine',
  priority: 3,
  raisedMs: raisedMs,
  raises,
  lastRaisedMs: raisedMs + 59 * MINUTE,
  firstOut: null,
  ackMs: null,
  ackBy: null,
  comments: [],
  clearedMs: raisedMs + 60 * MINUTE,
  closedMs: null,
  end: null,
});
