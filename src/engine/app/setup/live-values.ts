import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import type { PollBlock } from '#core/signal/poll-plan.ts';
import { decode } from '#core/signal/registers.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { isDigital } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Connection } from '#contract/connection.ts';
import type { LiveValues } from '#contract/setup.ts';
import { createBus, probesOf, testBus, withLineAdvice } from '#engine/fieldbus/index.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';

/** Enough to see that the plant is the right one; each block is one request. */
const MOST_VALUES = 12;
const MOST_BLOCKS = 8;
const VALUE_WITHIN_MS = 10_000;

/** What a person knows by heart: discharge, flows, power, blower; then a reading of every other slave. */
export function tagsToShow(profile: PlantProfile): readonly Tag[] {
  const { display } = profile;
  const known = new Map(profile.tags.map((tag) => [tag.id, tag]));
  const first = [
    ...display.effluent.map(({ tag }) => tag),
    display.influentFlowTag,
    display.effluentFlowTag,
    display.powerTag,
    display.blower.speedTag,
    ...display.stations.flatMap(({ values }) => values.slice(0, 1)),
  ].flatMap((id) => (id === null ? [] : [known.get(id)]));
  const named = [...new Set(first.filter((tag) => tag !== undefined))].slice(0, MOST_VALUES);
  const others = profile.tags.filter(
    (tag, i) =>
      !named.some(({ slave }) => slave === tag.slave) &&
      !isDigital(tag) &&
      profile.tags.findIndex((each) => each.slave === tag.slave && !isDigital(each)) === i,
  );
  return [...named, ...others];
}

/** Whether a value can come from the instrument at all. */
export const isPlausible = ({ min, max }: Pick<Tag, 'min' | 'max'>, value: number): boolean =>
  Number.isFinite(value) && (min === null || value >= min) && (max === null || value <= max);

/**
 * Asks each slave as the plain test does, then reads some values that people know, so that a swapped
 * pair of wires, a wrong byte order or another plant shows at once.
 * @param open bus that is in use and must not be opened twice; null to open the connection for the test
 */
export async function readLiveValues(
  connection: Connection,
  open: FieldBus | null,
  profile: PlantProfile,
  tools: { readonly clock: Clock; readonly log: Log },
): Promise<LiveValues> {
  if (open === null && connection.kind === 'virtual')
    return {
      ok: true,
      tookMs: 0,
      slaves: [],
      code: 'connectionTest.virtualPlant',
      params: {},
      values: [],
    };
  const { blocks } = planPolls(profile.tags, { cost: tcpWireCost() });
  const bus = open ?? createBus(connection as Exclude<Connection, { kind: 'virtual' }>, tools);
  if (open === null) bus.open();
  try {
    const plain = await testBus(bus, probesOf(blocks), tools.clock);
    const test = connection.kind === 'virtual' ? plain : withLineAdvice(connection, plain);
    const answering = new Set(test.slaves.filter(({ ok }) => ok).map(({ slave }) => slave));
    const wanted = tagsToShow(profile).filter(({ slave }) => answering.has(slave));
    return { ...test, slaves: [...test.slaves], values: await readTags(bus, blocks, wanted) };
  } finally {
    if (open === null) await bus.close();
  }
}

async function readTags(
  bus: FieldBus,
  blocks: readonly PollBlock[],
  wanted: readonly Tag[],
): Promise<LiveValues['values']> {
  const ids = new Set(wanted.map(({ id }) => id));
  const holding = blocks
    .filter(({ tags }) => tags.some(({ id }) => ids.has(id)))
    .slice(0, MOST_BLOCKS);
  const read = new Map<string, LiveValues['values'][number]>();
  for (const { slave, table, address, count, tags } of holding) {
    const reply = await bus.read({
      slave,
      table,
      address,
      count,
      priority: 'command',
      deadlineMs: VALUE_WITHIN_MS,
    });
    if (!reply.ok) continue;
    for (const tag of tags.filter(({ id }) => ids.has(id))) {
      const value = decode(tag, reply.value.words, tag.address - address);
      read.set(tag.id, {
        tag: tag.id,
        slave,
        value: Number.isFinite(value) ? value : null,
        plausible: isPlausible(tag, value),
      });
    }
  }
  return wanted.flatMap(({ id }) => read.get(id) ?? []);
}
