import type { ParameterTable, ValuesOf } from './parameters.ts';

/** Map of a speed-controlled turbo blower in multiples of its rated point. Group `blower`. */
export const BLOWER_PARAMETERS = {
  riseAtSurge: {
    name: 'Pressure rise at the surge point over that at the rated point, same speed',
    unit: '-',
    value: 1.35,
    min: 1.1,
    max: 1.6,
    source: 'radial wheels with back-swept vanes 1.15 to 1.5; assumed',
  },
  flowAtSurge: {
    name: 'Flow at the surge point over the rated flow, same speed',
    unit: '-',
    value: 0.5,
    min: 0.3,
    max: 0.7,
    source: 'turn-down of turbo blowers to 40 to 50 %; assumed',
  },
  bestFlow: {
    name: 'Flow of best efficiency over the rated flow',
    unit: '-',
    value: 0.9,
    min: 0.7,
    max: 1.1,
    source: 'assumed: chosen with a reserve',
  },
  efficiencyFall: {
    name: 'Loss of efficiency with the square of the distance from the best flow',
    unit: '-',
    value: 0.9,
    min: 0.2,
    max: 2,
    source: 'assumed: 14 % lost at the surge point',
  },
  leastEfficiency: {
    name: 'Least efficiency over the best one',
    unit: '-',
    value: 0.4,
    min: 0.2,
    max: 0.8,
    source: 'assumed; far from the map only',
  },
  motorEfficiency: {
    name: 'Efficiency of the motor at full load',
    unit: '-',
    value: 0.92,
    min: 0.85,
    max: 0.97,
    source: 'IEC 60034-30-1, IE3, 22 kW 93 %',
  },
  inverterEfficiency: {
    name: 'Efficiency of the inverter at full load',
    unit: '-',
    value: 0.965,
    min: 0.9,
    max: 0.99,
    source: 'IEC 61800-9-2, IE2',
  },
  fixedLossShare: {
    name: 'Part of the losses of motor and inverter that does not fall with load',
    unit: '-',
    value: 0.4,
    min: 0.1,
    max: 0.8,
    source: 'IEC 60034-2-1, iron, friction and windage; assumed',
  },
  inletC: {
    name: 'Temperature of the air at the inlet',
    unit: 'degC',
    value: 20,
    min: -20,
    max: 45,
    source: 'blower room; assumed',
  },
} as const satisfies ParameterTable;

export type BlowerValues = ValuesOf<typeof BLOWER_PARAMETERS>;
