import type { PlantEvent } from '#core/control/record.ts';
import type { NewEvent } from '#engine/ports/historian.ts';

/** An event of the core as the historian takes it. */
export const storable = (event: PlantEvent): NewEvent => ({
  ...event,
  params: { ...event.params },
});
