import { readFileSync } from 'node:fs';
import path from 'node:path';
import { prepareWords, wordsSchema } from '#core/laboratory/import/words.ts';
import type { NamedPoint, WordTable, Words } from '#core/laboratory/import/words.ts';
import { samplingPoints } from '#core/laboratory/places.ts';
import type { PlantProfile } from '#core/plant/profile.ts';

const file = path.resolve(import.meta.dirname, '../../../resources/laboratory/words.json');

/** The table of words as it is installed. */
export const wordTable = (): WordTable => wordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

export const pointsOf = (profile: PlantProfile): readonly NamedPoint[] =>
  samplingPoints(profile).map((id) => {
    const tank = profile.tanks.find((each) => each.id === id);
    return { id, names: tank === undefined ? [] : [tank.name.ko, tank.name.en] };
  });

export const wordsFor = (profile: PlantProfile): Words => prepareWords(wordTable(), pointsOf(profile));
