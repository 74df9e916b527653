import { describe, expect, it } from 'vitest';
import { checkProfile } from '#core/plant/check.ts';
import { loadProfile } from '#core/plant/load.ts';
import { profileFiles } from './profile-files.ts';
import { eachIsFound, problems, sound, spoil, tagOf } from './spoil.ts';
import type { Draft } from './spoil.ts';

const [SIREN, FLASH] = sound.plc.annunciator!.outputs.map(({ tag }) => tag) as [string, string];
const ringing = (p: Draft) => p.plc.annunciator!;
const at = (rest: string): string => `annunciator.${rest}`;
const cases = [
  spoil(
    'an output that stands twice',
    'plc.json',
    at('outputs[1].tag'),
    'duplicate',
    'stands twice',
    (p) => {
      ringing(p).outputs[1]!.tag = SIREN;
    },
  ),
  spoil(
    'an output without a tag',
    'plc.json',
    at('outputs[0].tag'),
    'unknownReference',
    'a tag of tags.csv',
    (p) => {
      ringing(p).outputs[0]!.tag = 'X-1.horn';
    },
  ),
  spoil(
    'an output that may not be written',
    'plc.json',
    at('outputs[0].tag'),
    'range',
    'access rw',
    (p) => {
      tagOf(p, SIREN).access = 'r';
    },
  ),
  spoil(
    'an output that is read too seldom to be proved',
    'plc.json',
    at('outputs[0].tag'),
    'range',
    'each second',
    (p) => {
      tagOf(p, SIREN).pollClass = '1min';
    },
  ),
  spoil(
    'an output that is a whole register',
    'plc.json',
    at('outputs[0].tag'),
    'range',
    'a coil or a bit',
    (p) => {
      Object.assign(tagOf(p, SIREN), { table: 'holding', type: 'uint16', address: 1100 });
    },
  ),
  spoil(
    'a bit beside the bit of a stranger',
    'plc.json',
    at('outputs[0].tag'),
    'range',
    'shares its register with PLC.horn',
    (p) => {
      Object.assign(tagOf(p, SIREN), { table: 'holding', type: 'bit', address: 1100, bit: 0 });
      Object.assign(tagOf(p, 'PLC.horn'), { table: 'holding', type: 'bit', address: 1100, bit: 1 });
    },
  ),
  spoil(
    'a repeat that may not be lost once',
    'plc.json',
    at('repeatS'),
    'order',
    'one repeat may be lost',
    (p) => {
      ringing(p).repeatS = 100;
    },
  ),
  spoil(
    'an alive tag that is no count',
    'plc.json',
    at('aliveTag'),
    'range',
    'type uint16',
    (p) => {
      ringing(p).aliveTag = FLASH;
    },
  ),
];

describe('horn and lamps of a profile', () => {
  eachIsFound(cases);

  it('may be bits of one register that is theirs alone', () => {
    const found = problems((p) => {
      ringing(p).outputs.forEach(({ tag }, bit) =>
        Object.assign(tagOf(p, tag), { table: 'holding', type: 'bit', address: 1100, bit }),
      );
    });
    expect(found).toEqual([]);
  });

  it('may be left out: profiles from before load as they are', () => {
    const files = profileFiles('geumgang-mbr');
    const plc = JSON.parse(files['plc.json'] ?? '') as { annunciator?: object };
    delete plc.annunciator;
    const tags = (files['tags.csv'] ?? '')
      .split('\n')
      .filter((line) => !line.startsWith('PLC-ANN.'));
    const loaded = loadProfile({
      ...files,
      'plc.json': JSON.stringify(plc),
      'tags.csv': tags.join('\n'),
    });
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.value.plc.annunciator).toBeUndefined();
    expect(checkProfile({ ...sound, tagLines: [] })).toEqual([]);
  });
});
