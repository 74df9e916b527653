/** Guided set-up and the values of the site as the rest of the engine sees them. */
export { setupHandlers } from './handlers.ts';
export { PLANT_KEY, placePlant, plantChanged } from './plant-place.ts';
export type { PlantChange } from './plant-place.ts';
export { SetupDesk, copiesElsewhere, siteOver } from './setup-desk.ts';
