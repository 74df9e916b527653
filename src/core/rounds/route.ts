import type { RoundItem, RoundsFile } from '../plant/rounds.ts';

/** A stop of the walk with the items that are looked at there. */
export interface Stop {
  readonly place: RoundsFile['places'][number];
  readonly items: readonly RoundItem[];
}

/** Items of a check list by stop, in the order the stops are walked; at a stop as the list has them. */
export function walkOf(items: readonly RoundItem[], places: RoundsFile['places']): Stop[] {
  const known = new Set(places.map(({ id }) => id));
  const stops = places.map((place) => ({
    place,
    items: items.filter((item) => item.place === place.id),
  }));
  // A list of a person may be older than the places of a newer profile.
  const lost = [
    ...new Set(items.filter(({ place }) => !known.has(place)).map(({ place }) => place)),
  ].map((id) => ({
    place: { id, name: { ko: id, en: id } },
    items: items.filter(({ place }) => place === id),
  }));
  return [...stops, ...lost].filter((stop) => stop.items.length > 0);
}
