import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { RpcClient } from '#engine/rpc/client.ts';

/**
 * Somebody who does the work of a site while it is lived through for the pictures: rounds when they are due,
 * alarms after a while, the oldest order of the day, a delivery. Everything goes through the engine's own
 * calls; what he reads off gauges is what the sensors show. One membrane gauge is never read: the list shows it.
 */
const WHO = 'Kim';
const MINUTE_MS = 60_000;
const SEEN_AFTER_MS = 12 * MINUTE_MS;
/** Shelf on the first morning: most of it full, two things low. */
const COUNTED: readonly (readonly [item: string, quantity: number])[] = [
  ['pac', 2600],
  ['polymer', 560],
  ['naoh', 1600],
  ['hypochlorite', 420],
  ['blower-filter', 3],
  ['do-sensor', 2],
  ['ph-sensor', 2],
];

export interface Site {
  readonly client: RpcClient;
  nowMs(): number;
  live(ms: number): Promise<void>;
}

async function ask<N extends CallName>(site: Site, name: N, params: Params<N>): Promise<ResultOf<N>> {
  const answer = await site.client.call(name, params);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.value;
}

const move = (item: string, atMs: number) =>
  ({ item, atMs, order: null, closes: null, supplier: '', lot: '', expiresMs: null, costWon: null, expectedMs: null, note: '', who: WHO }) as const;

/** Counts the shelf, once. */
export async function countShelf(site: Site): Promise<void> {
  for (const [item, quantity] of COUNTED)
    await ask(site, 'stock.move', { ...move(item, site.nowMs()), id: `counted-${item}`, kind: 'counted', quantity });
}

/** Four tonnes into the tank and onto the books. */
export async function takeDelivery(site: Site): Promise<void> {
  await ask(site, 'virtualPlant.control', { who: WHO, command: { cmd: 'stock', machine: 'pacPump', litres: 4000 } });
  await ask(site, 'stock.move', { ...move('pac', site.nowMs()), id: 'delivered-pac', kind: 'received', quantity: 2000, costWon: 800_000, lot: 'L-2611' });
}

/** Does every round that is due, one after the other. */
export async function walkDueRounds(site: Site): Promise<void> {
  const { lines } = await ask(site, 'rounds.today', {});
  for (const line of lines) {
    if (!['due', 'overdue', 'late'].includes(line.status)) continue;
    const { round, list } = await ask(site, 'rounds.begin', { checklistId: line.checklistId, lineId: line.id, paperMs: null, paperBy: '', who: WHO });
    for (const item of list.items) await answer(site, round.id, list, item);
    await ask(site, 'rounds.complete', { id: round.id, who: WHO });
  }
}

async function answer(site: Site, id: string, list: Checklist, item: RoundItem): Promise<void> {
  await site.live(MINUTE_MS);
  const save = (draft: Partial<AnswerDraft>): Promise<unknown> =>
    ask(site, 'rounds.save', { id, itemId: item.id, answer: { ...EMPTY_ANSWER, ...draft }, who: WHO });
  switch (item.kind) {
    case 'reading':
      await save(await reading(site, id, item));
      return;
    case 'check': {
      const fails = list.id === 'daily' && item.id === 'blower' && (await isFirst(site, list.id));
      await save(fails ? { choice: 'fail', reason: 'rattles' } : { choice: 'pass' });
      return;
    }
    case 'choice':
      await save({ choice: item.options.find(({ bad }) => !bad)?.id ?? item.options[0]?.id ?? null });
      return;
    case 'text':
      await save({ text: '12 %' });
      return;
    case 'timer': {
      const steps: AnswerDraft['steps'] = {};
      for (const step of item.steps) {
        const startedMs = site.nowMs();
        steps[step.id] = { startedMs, doneMs: null, reason: '' };
        await save({ steps });
        await site.live(step.minutes * MINUTE_MS + MINUTE_MS);
        steps[step.id] = { startedMs, doneMs: site.nowMs(), reason: '' };
        await save({ steps });
      }
      return;
    }
    case 'photo':
    case 'signature':
      await save({ state: 'notApplicable', reason: 'no camera' });
  }
}

const isFirst = async (site: Site, checklistId: string): Promise<boolean> =>
  (await ask(site, 'rounds.history', { checklistId, skip: 0, limit: 1 })).total === 0;

/** What the sensor shows in the unit of the field, as the engine keeps it beside the answer; what is usual where there is none. */
async function reading(site: Site, id: string, item: Extract<RoundItem, { kind: 'reading' }>): Promise<Partial<AnswerDraft>> {
  if (item.id === 'tmp-b') return { state: 'cannotRead', reason: 'glass is fogged' };
  const { min, max } = item.unusual;
  const usual = min !== null && max !== null ? (min + max) / 2 : (max ?? item.impossible.max) * 0.6;
  const { answers } = await ask(site, 'rounds.save', { id, itemId: item.id, answer: { ...EMPTY_ANSWER, text: usual.toFixed(item.decimals) }, who: WHO });
  const value = answers[item.id]?.sensor ?? usual;
  const isUsual = (min === null || value >= min) && (max === null || value <= max);
  return { text: value.toFixed(item.decimals), why: isUsual ? '' : 'as the sensor shows' };
}

/** Acknowledges what has stood for a while. */
export async function seeAlarms(site: Site): Promise<void> {
  const { rows } = await ask(site, 'alarms.journal', { filter: UNSEEN, cursor: null, limit: 100 });
  const seen = rows.filter(({ raisedMs }) => site.nowMs() - raisedMs > SEEN_AFTER_MS).map(({ id }) => id);
  if (seen.length > 0) await ask(site, 'alarms.acknowledge', { occurrences: seen, comment: 'seen', who: WHO });
}

/** Takes the oldest open order up and brings it to its end. */
export async function finishAnOrder(site: Site): Promise<void> {
  const { open } = await ask(site, 'work.orders', { machine: null, closed: 0 });
  const order = open.findLast(({ source }) => source.kind === 'round') ?? open.at(-1);
  if (order === undefined) return;
  const change = (what: Params<'work.change'>['change']): Promise<unknown> => ask(site, 'work.change', { id: order.id, change: what, who: WHO });
  await change({ type: 'take' });
  await change({ type: 'start' });
  await site.live(20 * MINUTE_MS);
  await change({ type: 'minutes', minutes: 20 });
  await change({ type: 'finish', text: 'bolt tightened', without: 'not needed', replaced: null });
}

const UNSEEN = { fromMs: null, toMs: null, priorities: null, equipment: null, state: 'unseen', person: null, alarms: null, text: '' } as const;
