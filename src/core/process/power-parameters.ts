import type { ParameterTable, ValuesOf } from './parameters.ts';

/** What machines other than the blower take. Group `power`. */
export const POWER_PARAMETERS = {
  pumpEfficiency: {
    name: 'Efficiency of small centrifugal pumps at their rated point',
    unit: '-',
    value: 0.55,
    min: 0.2,
    max: 0.75,
    source: 'Karassik, Pump Handbook, specific speeds of 10 to 30 m3/h; clean water',
  },
  motorEfficiency: {
    name: 'Efficiency of small motors at full load',
    unit: '-',
    value: 0.85,
    min: 0.65,
    max: 0.92,
    source: 'IEC 60034-30-1, IE3 at 1.5 kW',
  },
  fixedLossShare: {
    name: 'Part of a motor loss that does not fall with load',
    unit: '-',
    value: 0.45,
    min: 0.1,
    max: 0.8,
    source: 'IEC 60034-2-1; assumed',
  },
  leastMotorShare: {
    name: 'Least shaft power of a pump over its name plate',
    unit: '-',
    value: 0.3,
    min: 0,
    max: 1,
    source: 'assumed: motors are chosen one or two sizes larger',
  },
  agitatorLoad: {
    name: 'Shaft power of agitators and presses over their name plate',
    unit: '-',
    value: 0.85,
    min: 0.3,
    max: 1,
    source: 'assumed',
  },
  dosingIdle: {
    name: 'Power of a dosing pump at no stroke over that at full stroke',
    unit: '-',
    value: 0.4,
    min: 0.1,
    max: 0.9,
    source: 'assumed',
  },
  baseLoad: {
    name: 'Panels, instruments, lights and ventilation',
    unit: 'kW',
    value: 0.3,
    min: 0,
    max: 10,
    source: 'assumed; not in seed B.6',
  },
} as const satisfies ParameterTable;

export type PowerValues = ValuesOf<typeof POWER_PARAMETERS>;
