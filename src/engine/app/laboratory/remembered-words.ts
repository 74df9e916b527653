import type { ReadingHow } from '#core/laboratory/reading.ts';
import type { ResultOf } from '#contract/api.ts';
import type { StoredReading } from '#contract/laboratory.ts';

const MOST = 200;

/** What was written before, newest first and each once, to be offered while a person types. */
export function rememberedWords(rows: readonly StoredReading[]): ResultOf<'laboratory.remembered'> {
  const methods = new Map<string, { how: ReadingHow; item: string; method: string }>();
  const persons = new Set<string>();
  const laboratories = new Set<string>();
  const points = new Set<string>();
  const items = new Set<string>();
  for (const { reading } of rows) {
    const { how, item, method, person, laboratory, point } = reading;
    if (method !== '') methods.set(`${how}|${item}|${method}`, { how, item, method });
    persons.add(person);
    if (laboratory !== null) laboratories.add(laboratory);
    points.add(point);
    items.add(item);
  }
  const first = <T>(all: Iterable<T>): T[] => [...all].slice(0, MOST);
  return {
    methods: first(methods.values()),
    persons: first(persons),
    laboratories: first(laboratories),
    points: first(points),
    items: first(items),
  };
}
