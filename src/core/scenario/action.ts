import { z } from 'zod';
import { equipmentId, machineId, tagId } from '../plant/common.ts';
import { influentModifierSchema } from '../process/influent-events.ts';
import { instrumentFaultSchema } from '../process/instrument-fault.ts';

/**
 * What a person or nature can do to the virtual plant, as data. A scenario file, the control
 * channel and the window speak the same words; none of them exists for a real plant.
 */
const seconds = (longest: number) => z.number().min(0).max(longest);
/** Longest cut or outage, s: a week. */
const WEEK_S = 7 * 86_400;

export const plantActionSchema = z.discriminatedUnion('cmd', [
  /** Selector LOCAL/REMOTE of a unit, and its hand switch while LOCAL. */
  z.strictObject({
    cmd: z.literal('panel'),
    unit: equipmentId,
    remote: z.boolean().optional(),
    run: z.boolean().optional(),
  }),
  /** Motor current as a multiple of the trip current; 0 ends it. */
  z.strictObject({
    cmd: z.literal('overcurrent'),
    unit: equipmentId,
    times: z.number().min(0).max(10).default(1.5),
  }),
  /** Reset at the panel; ends a motor trouble as well. */
  z.strictObject({ cmd: z.literal('resetFault'), unit: equipmentId }),
  z.strictObject({ cmd: z.literal('aiSwitch'), on: z.boolean() }),
  /** A setting of the PLC's own program. */
  z.strictObject({ cmd: z.literal('setting'), tag: tagId, value: z.number() }),
  /** The one fault a sensor has from now on; null ends all it has. */
  z.strictObject({
    cmd: z.literal('sensor'),
    id: equipmentId,
    fault: instrumentFaultSchema.nullable(),
  }),
  /** One more fault of a sensor. */
  z.strictObject({ cmd: z.literal('addFault'), id: equipmentId, fault: instrumentFaultSchema }),
  /** Ends the faults of one sensor, or of all (null). */
  z.strictObject({ cmd: z.literal('clearFaults'), id: equipmentId.nullable() }),
  /** Something happens to the incoming water; `fromMs` and `toMs` count from now. */
  z.strictObject({ cmd: z.literal('influent'), event: influentModifierSchema }),
  /** Ends the events of the incoming water that carry this id, or all (null). */
  z.strictObject({ cmd: z.literal('clearInfluent'), id: z.string().min(1).max(80).nullable() }),
  /** Chemical left in the tank of a dosing machine, L. */
  z.strictObject({
    cmd: z.literal('stock'),
    machine: machineId,
    litres: z.number().min(0).max(10_000),
  }),
  /** Water level of a tank, m; what is dissolved and suspended keeps its concentration. */
  z.strictObject({ cmd: z.literal('level'), tank: equipmentId, m: z.number().min(0).max(20) }),
  /** Share of the membrane area of a suction machine that leaks; 0 mends it. */
  z.strictObject({ cmd: z.literal('breach'), machine: machineId, share: z.number().min(0).max(1) }),
  /**
   * No power for so long (plant time), 0 ends it: `site` stops every motor while the PLC lives on
   * its battery; `plc` takes the PLC itself, and with it every output and the line.
   */
  z.strictObject({ cmd: z.literal('powerCut'), of: z.enum(['site', 'plc']), s: seconds(WEEK_S) }),
  /** The line to the PLC is dead for so long (plant time), 0 ends it. */
  z.strictObject({ cmd: z.literal('linkCut'), s: seconds(WEEK_S) }),
  /** Takes back all that was brought in: faults, trouble, outages, events, breaches, LOCAL. */
  z.strictObject({ cmd: z.literal('clearAll') }),
]);
export type PlantAction = z.infer<typeof plantActionSchema>;
type PlantActionName = PlantAction['cmd'];

/** Every action there is. */
export const PLANT_ACTION_NAMES: readonly PlantActionName[] = plantActionSchema.options.map(
  (option) => option.shape.cmd.value,
);
