import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { Round } from '#core/rounds/round.ts';
import type { WorkOrder } from '#core/work/order.ts';
import type { RpcClient } from '#engine/rpc/client.ts';

/** What a look at the engine tells of the drill's day, and what may never be in it. */

export const ORDER_ID = 'order-of-the-drill';
export const COUNTED = 6;
export const FILTER = 'blower-filter';
export const PAC = 'pac';
const MOST_LOOKS = 10;

/** Everything a look at the engine tells of the day so far. */
export interface World {
  readonly round: Round | null;
  readonly order: WorkOrder | null;
  /** Orders that the round opened, by the item they came from. */
  readonly fromRound: readonly string[];
  readonly numbers: readonly number[];
  readonly filters: number | null;
  readonly pac: number | null;
  /** Readings of the round in the history. */
  readonly readings: readonly string[];
  readonly reports: readonly string[];
  readonly reportText: string;
  readonly auditBroken: string | null;
  /** Texts of forms that were not sent yet. */
  readonly drafts: Readonly<Record<string, string>>;
}

/** Asks, and throws on a fault: a look must not fail. */
export async function must<N extends CallName>(
  client: RpcClient,
  name: N,
  params: Params<N>,
): Promise<ResultOf<N>> {
  let answer = await client.call(name, params);
  // A busy machine may take longer than a call is waited for; a look changes nothing.
  for (
    let tries = 1;
    !answer.ok && answer.error.code === 'unavailable' && tries < MOST_LOOKS;
    tries++
  )
    answer = await client.call(name, params);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
}

/** The round of the drill, as the list of today or of what is over shows it. */
export async function roundId(client: RpcClient): Promise<string | null> {
  const { lines } = await must(client, 'rounds.today', {});
  const open = lines.find(
    ({ checklistId, status }) =>
      checklistId === 'daily' && (status === 'running' || status === 'paused'),
  );
  if (open !== undefined) return open.id;
  const over = await must(client, 'rounds.history', { checklistId: 'daily', skip: 0, limit: 10 });
  return over.lines.find(({ status }) => status === 'done')?.id ?? null;
}

export async function lookAt(client: RpcClient): Promise<World> {
  const id = await roundId(client);
  const round = id === null ? null : (await must(client, 'rounds.round', { id })).round;
  const orders = await must(client, 'work.orders', { machine: null, closed: 200 });
  const all = [...orders.open, ...orders.closed];
  const stock = await must(client, 'stock.items', {});
  const entries = await must(client, 'provenance.entries', {
    kinds: ['reading'],
    tag: null,
    fromMs: null,
    toMs: null,
    person: null,
    versions: 'latest',
    beforeSeq: null,
    limit: 200,
  });
  const reports = await must(client, 'reports.list', { kind: 'shift', beforeSeq: null, limit: 50 });
  const [first] = reports.rows;
  const text =
    first === undefined
      ? ''
      : JSON.stringify(
          (await must(client, 'reports.document', { id: first.id, language: 'en' })).document,
        );
  const { broken } = await must(client, 'access.auditCheck', {});
  const drafts = await must(client, 'drafts.list', {});
  const quantity = (item: string): number | null =>
    stock.find((row) => row.item.id === item)?.stock.quantity ?? null;
  return {
    round,
    order: all.find((each) => each.id === ORDER_ID) ?? null,
    fromRound: all.filter(({ source }) => source.kind === 'round').map(({ source }) => source.id),
    numbers: all.map(({ number }) => number),
    filters: quantity(FILTER),
    pac: quantity(PAC),
    readings: entries.rows
      .map(({ id: entry }) => entry)
      .filter((entry) => id !== null && entry.includes(id)),
    reports: reports.rows.map(({ number }) => number),
    reportText: text,
    auditBroken: broken === null ? null : `row ${String(broken.seq)} is ${broken.how}`,
    drafts: Object.fromEntries(Object.entries(drafts).map(([form, { text: typed }]) => [form, typed])),
  };
}

/** What may never be, whatever was cut. */
export function doubles(world: World): string[] {
  const wrong: string[] = [];
  const twice = (what: string, list: readonly (string | number)[]): void => {
    if (new Set(list).size !== list.length) wrong.push(`${what} twice: ${list.join(' ')}`);
  };
  twice('an order of the round', world.fromRound);
  twice('a number of an order', world.numbers);
  twice('a reading', world.readings);
  twice('a report', world.reports);
  if (world.auditBroken !== null) wrong.push(`audit log: ${world.auditBroken}`);
  const used = world.order?.parts.length ?? 0;
  if (used > 1) wrong.push(`the part was used ${String(used)} times`);
  if (world.filters !== null && world.filters !== COUNTED && world.filters !== COUNTED - 1)
    wrong.push(`${String(world.filters)} filters on the shelf`);
  if (world.pac !== null && ![900, 4900].includes(Math.round(world.pac)))
    wrong.push(`${String(world.pac)} kg of PAC`);
  if ((world.order?.minutes ?? 0) > 15) wrong.push(`${String(world.order?.minutes)} minutes`);
  // Filters leave the shelf with the order that names them, never one without the other.
  if (world.filters !== null && COUNTED - world.filters !== used)
    wrong.push(`${String(used)} parts on the order, ${String(world.filters)} on the shelf`);
  return wrong;
}
