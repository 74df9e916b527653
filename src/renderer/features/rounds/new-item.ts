import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

/** An item to begin with, at the stop of the one before. */
export function newItem(kind: RoundItem['kind'], list: Checklist, profile: PlantProfile): RoundItem {
  let n = list.items.length + 1;
  while (list.items.some(({ id }) => id === `item-${String(n)}`)) n++;
  const base = {
    id: `item-${String(n)}`,
    name: { ko: '-', en: '-' },
    help: null,
    place: list.items.at(-1)?.place ?? profile.rounds.places[0]?.id ?? 'site',
    equipment: null,
    required: true,
    onFail: null,
  };
  switch (kind) {
    case 'reading':
      return { ...base, kind, quantity: 'pressure', unit: 'bar', decimals: 1, point: 'effluent', tag: null, how: 'manual', unusual: { min: null, max: null }, impossible: { min: 0, max: 100 }, difference: null };
    case 'choice':
      return { ...base, kind, options: [{ id: 'option-1', name: { ko: '-', en: '-' }, bad: false }, { id: 'option-2', name: { ko: '-', en: '-' }, bad: true }] };
    case 'timer':
      return { ...base, kind, steps: [{ id: 'step-1', name: { ko: '-', en: '-' }, minutes: 10 }] };
    case 'photo':
      return { ...base, kind, required: false };
    case 'check':
    case 'text':
    case 'signature':
      return { ...base, kind };
  }
}
