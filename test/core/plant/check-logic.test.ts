import { describe } from 'vitest';
import type { Condition } from '#core/plant/condition.ts';
import { eachIsFound, sound, spoil } from './spoil.ts';

const deep: Condition = {
  all: [
    {
      any: [
        { not: { machine: 'ghost', is: 'running' } },
        { tag: 'AIT-101.pv', op: '>', setting: 'TIT-001.pv' },
      ],
    },
  ],
};
const cases = [
  spoil(
    'a machine deep in a condition',
    'logic.json',
    'interlocks[0].when.all[0].any[0].not.machine',
    'unknownReference',
    'a machine of machines.json',
    (p) => {
      p.interlocks[0]!.when = deep;
    },
  ),
  spoil(
    'a setting deep in a condition',
    'logic.json',
    'interlocks[0].when.all[0].any[1].setting',
    'unknownReference',
    'a set-point of plc.json',
    (p) => {
      p.interlocks[0]!.when = deep;
    },
  ),
  spoil(
    'an interlock that stops nothing',
    'logic.json',
    'interlocks[1].machines',
    'range',
    'at least one machine',
    (p) => {
      p.interlocks[1]!.machines = [];
    },
  ),
  spoil(
    'a valve that is no valve',
    'logic.json',
    'sequences[0].start[0].target',
    'unknownReference',
    'a valve of machines.json',
    (p) => {
      p.sequences[0]!.start[0]!.target = 'circulationPump';
    },
  ),
  spoil(
    'a cleaning phase with an unknown machine',
    'logic.json',
    'cleanings[1].phases[5].run[0]',
    'unknownReference',
    'a machine',
    (p) => {
      p.cleanings[1]!.phases[5]!.run = ['fan'];
    },
  ),
  spoil(
    'an alarm of unknown equipment',
    'alarms.json',
    '[0].equipment',
    'unknownReference',
    'tank, machine, unit, valve or sensor',
    (p) => {
      p.alarms[0]!.equipment = 'TK-ZZ';
    },
  ),
  spoil(
    'an alarm ranked against its own consequence',
    'alarms.json',
    '[0].priority',
    'range',
    'gives priority 2',
    (p) => {
      p.alarms[0]!.priority = 4;
    },
  ),
  spoil(
    'an alarm with a name of the engine',
    'alarms.json',
    '[0].id',
    'duplicate',
    'the engine raises an alarm of this name itself',
    (p) => {
      p.alarms[0]!.id = 'ai-fallback';
    },
  ),
  spoil(
    'a dead band where there is no limit',
    'alarms.json',
    '[20].deadBand',
    'range',
    'must be 0',
    (p) => {
      p.alarms[20]!.deadBand = 1;
    },
  ),
  spoil(
    'an alarm suppressed by an unknown machine',
    'alarms.json',
    '[0].suppressWhen.machine',
    'unknownReference',
    'a machine',
    (p) => {
      p.alarms[0]!.suppressWhen = { machine: 'fan', is: 'stopped' };
    },
  ),
  spoil(
    'a set-point that starts outside',
    'plc.json',
    'setpoints[0].initial',
    'range',
    '60 to 420',
    (p) => {
      p.plc.setpoints[0]!.initial = 600;
    },
  ),
  spoil(
    'a PLC setting the engine could write',
    'plc.json',
    'setpoints[0].area',
    'range',
    'access rw',
    (p) => {
      p.plc.setpoints[0]!.area = 'ai';
    },
  ),
  spoil(
    'an override in another unit',
    'plc.json',
    `setpoints[${sound.plc.setpoints.findIndex((s) => s.tag === 'B-401.aiDoSp')}].overrides`,
    'range',
    '"mg/L"',
    (p) => {
      p.plc.setpoints.find((s) => s.tag === 'B-401.aiDoSp')!.overrides = 'P-401.onS';
    },
  ),
  spoil(
    'a heartbeat slower than its time-out',
    'plc.json',
    'ai.heartbeatPeriodS',
    'order',
    'more often',
    (p) => {
      p.plc.ai.heartbeatPeriodS = 30;
    },
  ),
  spoil(
    'an AI switch the engine could turn',
    'plc.json',
    'ai.switchTag',
    'range',
    'access r ',
    (p) => {
      p.plc.ai.switchTag = 'PLC-AI.heartbeat';
    },
  ),
];

describe('interlocks, sequences, alarms and PLC settings', () => {
  eachIsFound(cases);
});
