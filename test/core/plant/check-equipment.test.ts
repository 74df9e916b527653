import { describe } from 'vitest';
import { eachIsFound, machine, machinePath, sound, spoil, tagOf, tank, tankPath } from './spoil.ts';

const cases = [
  spoil(
    'falling marks',
    'tanks.json',
    tankPath('TK-MB', 'marksM.HH'),
    'order',
    'HH must lie above H (3 m)',
    (p) => {
      tank(p, 'TK-MB').marksM.HH = 3;
    },
  ),
  spoil(
    'a mark above the wall',
    'tanks.json',
    tankPath('TK-EQ', 'marksM.HHAL'),
    'range',
    '0 to 3 m',
    (p) => {
      tank(p, 'TK-EQ').marksM.HHAL = 3.1;
    },
  ),
  spoil(
    'a start level above the wall',
    'tanks.json',
    tankPath('TK-DC', 'initialLevelM'),
    'range',
    '0 to 2 m',
    (p) => {
      tank(p, 'TK-DC').initialLevelM = 2.5;
    },
  ),
  spoil(
    'a weir tank without weir',
    'tanks.json',
    tankPath('TK-RX', 'weirM'),
    'range',
    'height of the weir',
    (p) => {
      tank(p, 'TK-RX').weirM = null;
    },
  ),
  spoil(
    'a level tag nobody knows',
    'tanks.json',
    tankPath('TK-SL', 'levelTag'),
    'unknownReference',
    'a tag of tags.csv',
    (p) => {
      tank(p, 'TK-SL').levelTag = 'TK-XX.level';
    },
  ),
  spoil(
    'an overflow into a tank nobody knows',
    'site.json',
    'gravity[2].to',
    'unknownReference',
    'a tank of tanks.json',
    (p) => {
      p.site.gravity[2]!.to = 'TK-NOWHERE';
    },
  ),
  spoil(
    'a control mark the tank has not',
    'machines.json',
    machinePath('dischargePump', 'control.startMark'),
    'unknownReference',
    'a mark of TK-DC',
    (p) => {
      delete tank(p, 'TK-DC').marksM.H;
    },
  ),
  spoil(
    'a control on a tank without level',
    'machines.json',
    machinePath('eqPump', 'control.tank'),
    'unknownReference',
    'level tag',
    (p) => {
      const eq = machine(p, 'eqPump');
      if (eq.control.type === 'level') eq.control.tank = 'TK-RX';
    },
  ),
  spoil(
    'a timer set by a tag without start value',
    'machines.json',
    machinePath('returnPump', 'control.onSTag'),
    'unknownReference',
    'a set-point of plc.json',
    (p) => {
      const pump = machine(p, 'returnPump');
      if (pump.control.type === 'timer') pump.control.onSTag = 'TIT-001.pv';
    },
  ),
  spoil(
    'a sequence nobody knows',
    'machines.json',
    machinePath('pacPump', 'control.sequence'),
    'unknownReference',
    'a sequence or cleaning of logic.json',
    (p) => {
      const pump = machine(p, 'pacPump');
      if (pump.control.type === 'sequence') pump.control.sequence = 'no-such';
    },
  ),
  spoil(
    'a rated flow without unit',
    'machines.json',
    machinePath('blower', 'rating.flowUnit'),
    'range',
    'm3/h, Nm3/h or L/h',
    (p) => {
      machine(p, 'blower').rating.flowUnit = null;
    },
  ),
  spoil(
    'a pump rated as a blower',
    'machines.json',
    machinePath('eqPump', 'rating.flowUnit'),
    'range',
    'rated in m3/h',
    (p) => {
      machine(p, 'eqPump').rating.flowUnit = 'Nm3/h';
    },
  ),
  spoil(
    'a trip below full load',
    'machines.json',
    machinePath('eqPump', 'rating.tripCurrentA'),
    'order',
    'above the full-load current',
    (p) => {
      machine(p, 'eqPump').rating.tripCurrentA = 1;
    },
  ),
  spoil(
    'a unit without its tags',
    'machines.json',
    machinePath('eqPump', 'units[1].id'),
    'unknownReference',
    'P-101B.fault',
    (p) => {
      p.tags = p.tags.filter((each) => each.id !== 'P-101B.fault');
      p.alarms = [];
    },
  ),
  spoil(
    'a command that cannot be written',
    'machines.json',
    machinePath('eqPump', 'units[0].id'),
    'range',
    'writable holding register',
    (p) => {
      tagOf(p, 'P-101A.cmd').access = 'r';
    },
  ),
  spoil(
    'a standby pair of one',
    'machines.json',
    machinePath('filtrateReturnPump', 'arrangement'),
    'range',
    'at least two',
    (p) => {
      machine(p, 'filtrateReturnPump').arrangement = 'dutyStandby';
    },
  ),
  spoil(
    'one number for two units',
    'machines.json',
    machinePath('eqPump', 'units[1].id'),
    'duplicate',
    'stands twice',
    (p) => {
      machine(p, 'eqPump').units[1]!.id = 'P-101A';
    },
  ),
  spoil(
    'a seed number that stands twice',
    'machines.json',
    machinePath('hoist', 'seedNo'),
    'duplicate',
    'stands twice',
    (p) => {
      machine(p, 'hoist').seedNo = 27;
    },
  ),
  spoil(
    'a sensor in another unit than its tag',
    'sensors.json',
    `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].unit`,
    'range',
    '"kPa"',
    (p) => {
      p.sensors.find((s) => s.id === 'PDT-401')!.unit = 'bar';
    },
  ),
  spoil(
    'a sensor without tag',
    'sensors.json',
    `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].tag`,
    'unknownReference',
    'a tag of tags.csv',
    (p) => {
      p.sensors.find((s) => s.id === 'PDT-401')!.tag = 'PDT-499.pv';
    },
  ),
  spoil(
    'a sensor that reads beyond its tag',
    'sensors.json',
    `[${sound.sensors.findIndex((s) => s.id === 'PDT-401')}].range`,
    'range',
    'within the range of its tag',
    (p) => {
      p.sensors.find((s) => s.id === 'PDT-401')!.range.max = 160;
    },
  ),
];

describe('tanks, machines and sensors', () => {
  eachIsFound(cases);
});
