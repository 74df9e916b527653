/** Guided set-up and the values of the site as the rest of the engine sees them. */
export { setupHandlers } from './handlers.ts';
export { SetupDesk, copiesElsewhere, siteOver } from './setup-desk.ts';
