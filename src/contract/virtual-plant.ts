import { z } from 'zod';
import { plantActionSchema } from '#core/scenario/action.ts';
import { panelViewSchema, scenarioEntrySchema } from '#core/scenario/panel-view.ts';

/**
 * The faults panel: what can be asked of and done to the virtual plant. With any other connection
 * there is nothing to see and every command is refused.
 */
export const virtualPlantStatus = z.object({
  /** Null while the connection is another one, or while the virtual plant does not answer. */
  view: panelViewSchema.nullable(),
  /** Message code of the reason when there is no view. */
  reason: z.string().nullable(),
});
export type VirtualPlantStatus = z.infer<typeof virtualPlantStatus>;

export const virtualPlantScenarios = z.object({ scenarios: z.array(scenarioEntrySchema) });

/** Everything a person may do to the virtual plant from the window. */
export const virtualPlantCommand = z.discriminatedUnion('cmd', [
  ...plantActionSchema.options,
  z.strictObject({ cmd: z.literal('scenarioStart'), id: z.string().min(1).max(80) }),
  z.strictObject({ cmd: z.literal('scenarioStop') }),
]);
export type VirtualPlantCommand = z.infer<typeof virtualPlantCommand>;
