import { describe } from 'vitest';
import { eachIsFound, sound, spoil } from './spoil.ts';

const FILE = 'stores.json';
const tankAt = sound.stores.items.findIndex(({ chemical }) => chemical !== null);
const tank = `items[${String(tankAt)}]`;

describe('what stores.json says against the plant', () => {
  eachIsFound([
    spoil(
      'a heading that is none',
      FILE,
      'items[0].heading',
      'unknownReference',
      'one of headings',
      (p) => {
        p.stores.items[0]!.heading = 'nothing';
      },
    ),
    spoil(
      'an item for no machine',
      FILE,
      'items[0].machines[0]',
      'unknownReference',
      'a machine of machines.json',
      (p) => {
        p.stores.items[0]!.machines = ['noSuchPump'];
      },
    ),
    spoil('a minimum above the most', FILE, 'items[0].upTo', 'order', 'minimum (99)', (p) => {
      p.stores.items[0]!.minimum = 99;
    }),
    spoil(
      'a lot that does not fit into the tank',
      FILE,
      `${tank}.lot`,
      'order',
      'what fits when it is ordered',
      (p) => {
        p.stores.items[tankAt]!.lot = 4999;
      },
    ),
    spoil(
      'a pump without a rate',
      FILE,
      `${tank}.chemical.pumps[0]`,
      'unknownReference',
      'a tag .rate',
      (p) => {
        p.stores.items[tankAt]!.chemical!.pumps = ['eqPump'];
      },
    ),
    spoil(
      'a switch that is no tag',
      FILE,
      `${tank}.chemical.lowTag`,
      'unknownReference',
      'a tag of tags.csv',
      (p) => {
        p.stores.items[tankAt]!.chemical!.lowTag = 'LS-999.low';
      },
    ),
    spoil(
      'a service with a part nobody keeps',
      FILE,
      'services[0].parts[0].item',
      'unknownReference',
      'one of items',
      (p) => {
        p.stores.services[0]!.parts[0]!.item = 'nothing';
      },
    ),
    spoil(
      'a service of nothing',
      FILE,
      'services[0].machines',
      'range',
      'a machine or a sensor',
      (p) => {
        p.stores.services[0]!.machines = [];
      },
    ),
    spoil(
      'turns of a single machine',
      FILE,
      'alternation[0].machine',
      'range',
      'two units or more',
      (p) => {
        p.stores.alternation[0]!.machine = 'hoist';
      },
    ),
    spoil('an id twice', FILE, 'items[1].id', 'duplicate', 'once', (p) => {
      p.stores.items[1]!.id = p.stores.items[0]!.id;
    }),
  ]);
});
