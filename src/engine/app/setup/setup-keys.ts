/** Texts of the set-up in the engine's state. */
export const SETUP_KEY = 'setup.progress';
export const SITE_KEY = 'site.settings';
