import { describe, expect, it } from 'vitest';
import { checkProfile } from '#core/plant/check.ts';
import { eachIsFound, lineOf, problems, sound, spoil, tagOf, tank } from './spoil.ts';

const cases = [
  spoil(
    'a limit without bound',
    'limits.json',
    'sets[0].items[0]',
    'range',
    'lower or an upper bound',
    (p) => {
      p.limits.sets[0]!.items[0]!.max = null;
    },
  ),
  spoil('levels that fall', 'limits.json', 'levels[2]', 'order', 'above 0.8', (p) => {
    p.limits.levels[2] = 0.75;
  }),
  spoil(
    'a day that is none',
    'limits.json',
    'sets[1].validFrom',
    'range',
    'day of the calendar',
    (p) => {
      p.limits.sets[1]!.validFrom = '2021-02-29';
    },
  ),
  spoil(
    'a month without season',
    'tariffs.json',
    'tariffs[1].seasons',
    'range',
    'month 12 belongs to 0',
    (p) => {
      p.tariffs.tariffs[1]!.seasons[2]!.months = [11, 1, 2];
    },
  ),
  spoil(
    'an hour in two bands',
    'tariffs.json',
    'tariffs[1].seasons[0].peak[0]',
    'overlap',
    'hour 14 is already',
    (p) => {
      p.tariffs.tariffs[1]!.seasons[0]!.peak[0]!.from = 14;
    },
  ),
  spoil(
    'a daily shape with the wrong mean',
    'influent.json',
    'flowByHour',
    'range',
    'mean 1',
    (p) => {
      p.influent.flowByHour[7] = 9;
    },
  ),
  spoil(
    'a process parameter nobody knows',
    'process.json',
    'parameters.water.wetness',
    'range',
    'use one of these groups',
    (p) => {
      p.process.parameters['water.wetness'] = { value: 1, why: 'there is no such group' };
    },
  ),
  spoil(
    'a station with an unknown reading',
    'display.json',
    'stations[0].values[0]',
    'unknownReference',
    'a tag',
    (p) => {
      p.display.stations[0]!.values[0] = 'FIT-999.pv';
    },
  ),
  spoil(
    'a return to nowhere',
    'display.json',
    'returnFlow.toStation',
    'unknownReference',
    'one of the stations',
    (p) => {
      p.display.returnFlow!.toStation = 'moon';
    },
  ),
  spoil(
    'an assumption about nothing',
    'tanks.json',
    '[0].assumed.colour',
    'assumption',
    'name a field',
    (p) => {
      p.tanks[0]!.assumed = { colour: 'never measured' };
    },
  ),
  spoil(
    'Korean where English belongs',
    'machines.json',
    'machines[4].name.en',
    'schema',
    'English text is missing',
    (p) => {
      p.machines[4]!.name.en = '여과수조 펌프';
    },
  ),
  spoil(
    'a name of blanks',
    'tags.csv',
    `line ${lineOf('TIT-001.pv')}, column name_ko`,
    'schema',
    'Korean text is missing',
    (p) => {
      tagOf(p, 'TIT-001.pv').name.ko = '  ';
    },
  ),
];

describe('limits, tariffs, inflow, overview and words', () => {
  eachIsFound(cases);

  it('reports every spoilt thing at once', () => {
    const found = problems((p) => {
      tank(p, 'TK-MB').marksM.HH = 3;
      p.tariffs.active = 'free';
      p.display.influentFlowTag = 'FIT-999.pv';
    });
    expect(found.map((issue) => issue.file)).toEqual([
      'tanks.json',
      'tariffs.json',
      'display.json',
    ]);
  });

  it('holds nothing against a part whose file could not be read', () => {
    const draft = { ...sound, tags: null, machines: null, tanks: null, plc: null, tagLines: [] };
    expect(checkProfile(draft)).toEqual([]);
  });
});
