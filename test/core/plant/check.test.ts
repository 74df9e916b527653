import { describe, expect, it } from 'vitest';
import { checkProfile } from '#core/plant/check.ts';
import type { Condition } from '#core/plant/condition.ts';
import type { PlantProfile, ProfileIssue } from '#core/plant/profile.ts';
import type { Tag } from '#core/plant/tag.ts';
import { shippedProfile } from './profile-files.ts';

type Mutable<T> = T extends Condition ? Condition : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Draft = Mutable<PlantProfile>;

const sound = shippedProfile('geumgang-mbr');

/** Problems of the sound profile after one change; tag `i` stands on line `i + 2`. */
function problems(change: (p: Draft) => void): ProfileIssue[] {
  const profile = structuredClone(sound) as Draft;
  change(profile);
  return checkProfile({ ...(profile as PlantProfile), tagLines: profile.tags.map((_, i) => i + 2) });
}
const tagOf = (p: Draft, id: string): Mutable<Tag> => p.tags.find((each) => each.id === id)!;
const lineOf = (id: string): number => sound.tags.findIndex((each) => each.id === id) + 2;
const tank = (p: Draft, id: string) => p.tanks.find((each) => each.id === id)!;
const tankPath = (id: string, rest: string): string => `[${sound.tanks.findIndex((each) => each.id === id)}].${rest}`;
const machine = (p: Draft, id: string) => p.machines.find((each) => each.id === id)!;
const machinePath = (id: string, rest: string): string => `machines[${sound.machines.findIndex((each) => each.id === id)}].${rest}`;

interface Case {
  readonly name: string;
  readonly change: (p: Draft) => void;
  readonly file: string;
  readonly path: string;
  readonly code: ProfileIssue['code'];
  readonly rule: string;
}
const spoil = (name: string, file: string, path: string, code: ProfileIssue['code'], rule: string, change: (p: Draft) => void): Case => ({ name, change, file, path, code, rule });

const registers: Case[] = [
  spoil('two tags on one register', 'tags.csv', `line ${lineOf('TK-1T.level')}, column address`, 'overlap', 'already belongs to TK-EQ.level', (p) => {
    tagOf(p, 'TK-1T.level').address = tagOf(p, 'TK-EQ.level').address;
  }),
  spoil('two tags on one bit', 'tags.csv', `line ${lineOf('P-401A.remote')}, column address`, 'overlap', 'bit 0 already belongs to P-401A.run', (p) => {
    tagOf(p, 'P-401A.remote').bit = 0;
  }),
  spoil('a 32-bit value over the next one', 'tags.csv', `line ${lineOf('FIT-101.total')}, column address`, 'overlap', 'already belongs to FIT-101.today', (p) => {
    tagOf(p, 'FIT-101.total').address -= 1;
  }),
  spoil('a whole register over bits', 'tags.csv', `line ${lineOf('P-401A.current')}, column address`, 'overlap', 'already belongs to P-401A.run', (p) => {
    tagOf(p, 'P-401A.current').address = tagOf(p, 'P-401A.run').address;
  }),
  spoil('a bit without its number', 'tags.csv', `line ${lineOf('P-401A.run')}, column bit`, 'range', 'bit number 0 to 15', (p) => {
    tagOf(p, 'P-401A.run').bit = null;
  }),
  spoil('a 32-bit value without word order', 'tags.csv', `line ${lineOf('JIT-001.energy')}, column wordOrder`, 'range', 'ABCD, CDAB, BADC or DCBA', (p) => {
    tagOf(p, 'JIT-001.energy').wordOrder = null;
  }),
  spoil('a number in a coil', 'tags.csv', `line ${lineOf('PLC.horn')}, column type`, 'range', 'must have type bool', (p) => {
    tagOf(p, 'PLC.horn').type = 'uint16';
  }),
  spoil('a 32-bit value beyond the last register', 'tags.csv', `line ${lineOf('AIT-604.pv')}, column address`, 'range', '65534 or below', (p) => {
    tagOf(p, 'AIT-604.pv').address = 65_535;
  }),
  spoil('a range that falls', 'tags.csv', `line ${lineOf('AIT-101.pv')}, column min`, 'order', 'below max (14)', (p) => {
    tagOf(p, 'AIT-101.pv').min = 14;
  }),
  spoil('a range the register cannot carry', 'tags.csv', `line ${lineOf('FIT-401.pv')}, column max`, 'range', '-327.68 to 327.67', (p) => {
    tagOf(p, 'FIT-401.pv').scale = 0.01;
  }),
  spoil('a scaled bit', 'tags.csv', `line ${lineOf('P-401A.run')}, column scale`, 'range', 'scale 1', (p) => {
    tagOf(p, 'P-401A.run').scale = 10;
  }),
  spoil('a writable tag outside the AI area', 'tags.csv', `line ${lineOf('B-401.aiDoSp')}, column access`, 'range', 'holding 1003 to 1058', (p) => {
    tagOf(p, 'B-401.aiDoSp').address = 999;
  }),
  spoil('a writable input register', 'tags.csv', `line ${lineOf('TIT-001.pv')}, column access`, 'range', 'AI area', (p) => {
    tagOf(p, 'TIT-001.pv').access = 'rw';
  }),
  spoil('a tag that stands twice', 'tags.csv', `line ${sound.tags.length + 2}, column id`, 'duplicate', 'stands twice', (p) => {
    p.tags.push({ ...tagOf(p, 'TIT-001.pv'), address: 5000 });
  }),
];

const equipment: Case[] = [
  spoil('falling marks', 'tanks.json', tankPath('TK-MB', 'marksM.HH'), 'order', 'HH must lie above H (3 m)', (p) => {
    tank(p, 'TK-MB').marksM.HH = 3;
  }),
  spoil('a mark above the wall', 'tanks.json', tankPath('TK-EQ', 'marksM.HHAL'), 'range', '0 to 3 m', (p) => {
    tank(p, 'TK-EQ').marksM.HHAL = 3.1;
  }),
  spoil('a start level above the wall', 'tanks.json', tankPath('TK-DC', 'initialLevelM'), 'range', '0 to 2 m', (p) => {
    tank(p, 'TK-DC').initialLevelM = 2.5;
  }),
  spoil('a weir tank without weir', 'tanks.json', tankPath('TK-RX', 'weirM'), 'range', 'height of the weir', (p) => {
    tank(p, 'TK-RX').weirM = null;
  }),
  spoil('a level tag nobody knows', 'tanks.json', tankPath('TK-SL', 'levelTag'), 'unknownReference', 'a tag of tags.csv', (p) => {
    tank(p, 'TK-SL').levelTag = 'TK-XX.level';
  }),
  spoil('an overflow into a tank nobody knows', 'site.json', 'gravity[2].to', 'unknownReference', 'a tank of tanks.json', (p) => {
    p.site.gravity[2]!.to = 'TK-NOWHERE';
  }),
  spoil('a control mark the tank has not', 'machines.json', machinePath('dischargePump', 'control.startMark'), 'unknownReference', 'a mark of TK-DC', (p) => {
    delete tank(p, 'TK-DC').marksM.H;
  }),
  spoil('a control on a tank without level', 'machines.json', machinePath('eqPump', 'control.tank'), 'unknownReference', 'level tag', (p) => {
    const eq = machine(p, 'eqPump');
    if (eq.control.type === 'level') eq.control.tank = 'TK-RX';
  }),
  spoil('a timer set by a tag without start value', 'machines.json', machinePath('returnPump', 'control.onSTag'), 'unknownReference', 'a set-point of plc.json', (p) => {
    const pump = machine(p, 'returnPump');
    if (pump.control.type === 'timer') pump.control.onSTag = 'TIT-001.pv';
  }),
  spoil('a sequence nobody knows', 'machines.json', machinePath('pacPump', 'control.sequence'), 'unknownReference', 'a sequence or cleaning of logic.json', (p) => {
    const pump = machine(p, 'pacPump');
    if (pump.control.type === 'sequence') pump.control.sequence = 'no-such';
  }),
  spoil('a rated flow without unit', 'machines.json', machinePath('blower', 'rating.flowUnit'), 'range', 'm3/h, Nm3/h or L/h', (p) => {
    machine(p, 'blower').rating.flowUnit = null;
  }),
  spoil('a pump rated as a blower', 'machines.json', machinePath('eqPump', 'rating.flowUnit'), 'range', 'rated in m3/h', (p) => {
    machine(p, 'eqPump').rating.flowUnit = 'Nm3/h';
  }),
  spoil('a trip below full load', 'machines.json', machinePath('eqPump', 'rating.tripCurrentA'), 'order', 'above the full-load current', (p) => {
    machine(p, 'eqPump').rating.tripCurrentA = 1;
  }),
  spoil('a unit without its tags', 'machines.json', machinePath('eqPump', 'units[1].id'), 'unknownReference', 'P-101B.fault', (p) => {
    p.tags = p.tags.filter((each) => each.id !== 'P-101B.fault');
    p.alarms = [];
  }),
  spoil('a command that cannot be written', 'machines.json', machinePath('eqPump', 'units[0].id'), 'range', 'writable holding register', (p) => {
    tagOf(p, 'P-101A.cmd').access = 'r';
  }),
  spoil('a standby pair of one', 'machines.json', machinePath('filtrateReturnPump', 'arrangement'), 'range', 'at least two', (p) => {
    machine(p, 'filtrateReturnPump').arrangement = 'dutyStandby';
  }),
  spoil('one number for two units', 'machines.json', machinePath('eqPump', 'units[1].id'), 'duplicate', 'stands twice', (p) => {
    machine(p, 'eqPump').units[1]!.id = 'P-101A';
  }),
  spoil('a seed number that stands twice', 'machines.json', machinePath('hoist', 'seedNo'), 'duplicate', 'stands twice', (p) => {
    machine(p, 'hoist').seedNo = 27;
  }),
  spoil('a sensor in another unit than its tag', 'sensors.json', `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].unit`, 'range', '"kPa"', (p) => {
    p.sensors.find((s) => s.id === 'PDT-401')!.unit = 'bar';
  }),
  spoil('a sensor without tag', 'sensors.json', `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].tag`, 'unknownReference', 'a tag of tags.csv', (p) => {
    p.sensors.find((s) => s.id === 'PDT-401')!.tag = 'PDT-499.pv';
  }),
  spoil('a sensor that reads beyond its tag', 'sensors.json', `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].range`, 'range', 'within the range of its tag', (p) => {
    p.sensors.find((s) => s.id === 'PDT-401')!.range.max = 160;
  }),
];

const deep: Condition = { all: [{ any: [{ not: { machine: 'ghost', is: 'running' } }, { tag: 'AIT-101.pv', op: '>', setting: 'TIT-001.pv' }] }] };
const logic: Case[] = [
  spoil('a machine deep in a condition', 'logic.json', 'interlocks[0].when.all[0].any[0].not.machine', 'unknownReference', 'a machine of machines.json', (p) => {
    p.interlocks[0]!.when = deep;
  }),
  spoil('a setting deep in a condition', 'logic.json', 'interlocks[0].when.all[0].any[1].setting', 'unknownReference', 'a set-point of plc.json', (p) => {
    p.interlocks[0]!.when = deep;
  }),
  spoil('an interlock that stops nothing', 'logic.json', 'interlocks[1].machines', 'range', 'at least one machine', (p) => {
    p.interlocks[1]!.machines = [];
  }),
  spoil('a valve that is no valve', 'logic.json', 'sequences[0].start[0].target', 'unknownReference', 'a valve of machines.json', (p) => {
    p.sequences[0]!.start[0]!.target = 'circulationPump';
  }),
  spoil('a cleaning phase with an unknown machine', 'logic.json', 'cleanings[1].phases[5].run[0]', 'unknownReference', 'a machine', (p) => {
    p.cleanings[1]!.phases[5]!.run = ['fan'];
  }),
  spoil('an alarm of unknown equipment', 'alarms.json', '[0].equipment', 'unknownReference', 'tank, machine, unit, valve or sensor', (p) => {
    p.alarms[0]!.equipment = 'TK-ZZ';
  }),
  spoil('a set-point that starts outside', 'plc.json', 'setpoints[0].initial', 'range', '60 to 420', (p) => {
    p.plc.setpoints[0]!.initial = 600;
  }),
  spoil('a PLC setting the engine could write', 'plc.json', 'setpoints[0].area', 'range', 'access rw', (p) => {
    p.plc.setpoints[0]!.area = 'ai';
  }),
  spoil('an override in another unit', 'plc.json', `setpoints[${sound.plc.setpoints.findIndex((s) => s.tag === 'B-401.aiDoSp')}].overrides`, 'range', '"mg/L"', (p) => {
    p.plc.setpoints.find((s) => s.tag === 'B-401.aiDoSp')!.overrides = 'P-401.onS';
  }),
  spoil('a heartbeat slower than its time-out', 'plc.json', 'ai.heartbeatPeriodS', 'order', 'more often', (p) => {
    p.plc.ai.heartbeatPeriodS = 30;
  }),
  spoil('an AI switch the engine could turn', 'plc.json', 'ai.switchTag', 'range', 'access r ', (p) => {
    p.plc.ai.switchTag = 'PLC-AI.heartbeat';
  }),
];

const rules: Case[] = [
  spoil('a limit without bound', 'limits.json', 'sets[0].items[0]', 'range', 'lower or an upper bound', (p) => {
    p.limits.sets[0]!.items[0]!.max = null;
  }),
  spoil('levels that fall', 'limits.json', 'levels[2]', 'order', 'above 0.8', (p) => {
    p.limits.levels[2] = 0.75;
  }),
  spoil('a day that is none', 'limits.json', 'sets[1].validFrom', 'range', 'day of the calendar', (p) => {
    p.limits.sets[1]!.validFrom = '2021-02-29';
  }),
  spoil('a month without season', 'tariffs.json', 'tariffs[1].seasons', 'range', 'month 12 belongs to 0', (p) => {
    p.tariffs.tariffs[1]!.seasons[2]!.months = [11, 1, 2];
  }),
  spoil('an hour in two bands', 'tariffs.json', 'tariffs[1].seasons[0].peak[0]', 'overlap', 'hour 14 is already', (p) => {
    p.tariffs.tariffs[1]!.seasons[0]!.peak[0]!.from = 14;
  }),
  spoil('a daily shape with the wrong mean', 'influent.json', 'flowByHour', 'range', 'mean 1', (p) => {
    p.influent.flowByHour[7] = 9;
  }),
  spoil('a station with an unknown reading', 'display.json', 'stations[0].values[0]', 'unknownReference', 'a tag', (p) => {
    p.display.stations[0]!.values[0] = 'FIT-999.pv';
  }),
  spoil('a return to nowhere', 'display.json', 'returnFlow.toStation', 'unknownReference', 'one of the stations', (p) => {
    p.display.returnFlow!.toStation = 'moon';
  }),
  spoil('an assumption about nothing', 'tanks.json', '[0].assumed.colour', 'assumption', 'name a field', (p) => {
    p.tanks[0]!.assumed = { colour: 'never measured' };
  }),
  spoil('Korean where English belongs', 'machines.json', 'machines[4].name.en', 'schema', 'English text is missing', (p) => {
    p.machines[4]!.name.en = '여과수조 펌프';
  }),
  spoil('a name of blanks', 'tags.csv', `line ${lineOf('TIT-001.pv')}, column name_ko`, 'schema', 'Korean text is missing', (p) => {
    tagOf(p, 'TIT-001.pv').name.ko = '  ';
  }),
];

describe('what the files of a profile say against one another', () => {
  it.each([...registers, ...equipment, ...logic, ...rules])('$name', ({ change, file, path, code, rule }) => {
    const found = problems(change);
    expect(found).toContainEqual(expect.objectContaining({ file, path, code, rule: expect.stringContaining(rule) }));
    for (const issue of found) expect(issue.rule.length).toBeGreaterThan(10);
  });

  it('reports every spoilt thing at once', () => {
    const found = problems((p) => {
      tank(p, 'TK-MB').marksM.HH = 3;
      p.tariffs.active = 'free';
      p.display.influentFlowTag = 'FIT-999.pv';
    });
    expect(found.map((issue) => issue.file)).toEqual(['tanks.json', 'tariffs.json', 'display.json']);
  });

  it('holds nothing against a part whose file could not be read', () => {
    const draft = { ...sound, tags: null, machines: null, tanks: null, plc: null, tagLines: [] };
    expect(checkProfile(draft)).toEqual([]);
  });
});
