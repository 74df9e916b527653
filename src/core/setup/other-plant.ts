import type { SiteSettings } from './site.ts';
import { NO_SITE } from './site.ts';
import { NEW_SETUP, SETUP_STEPS } from './steps.ts';
import type { SetupProgress, SetupStep } from './steps.ts';

/**
 * What goes along when the engine is started with the profile of another plant. The history of a plant
 * stays with it, and so do its connection, its rounds, orders, alarms and drafts: the registers of one
 * plant must never be written by the table of another. People belong to the place where the program runs.
 */

/** Steps that are settled for every plant of this PC. */
const OF_THE_PC: readonly SetupStep[] = ['language', 'administrator', 'profile'];
/** Steps that a first set-up settled for the very plant that was then chosen. */
const OF_THE_SITE: readonly SetupStep[] = ['site', 'contacts'];

/** The site's own values for a plant that was never run here: those typed in a first set-up, else none. */
export const siteForOtherPlant = (site: SiteSettings, before: SetupProgress): SiteSettings =>
  before.status === 'done'
    ? NO_SITE
    : { ...NO_SITE, identity: site.identity, contacts: site.contacts };

/** The set-up of a plant that was never run here: it goes on at the first step that is this plant's own. */
export function progressForOtherPlant(before: SetupProgress): SetupProgress {
  const settled = before.status === 'done' ? OF_THE_PC : [...OF_THE_PC, ...OF_THE_SITE];
  const marks = Object.fromEntries(
    settled.flatMap((step) => {
      const mark = before.marks[step];
      return mark === undefined ? [] : [[step, mark]];
    }),
  ) as SetupProgress['marks'];
  const drafts = Object.fromEntries(
    settled.flatMap((step) => {
      const draft = before.drafts[step];
      return draft === undefined ? [] : [[step, draft]];
    }),
  ) as SetupProgress['drafts'];
  const step = SETUP_STEPS.find((each) => marks[each] === undefined) ?? NEW_SETUP.step;
  return { status: before.status === 'left' ? 'left' : 'begun', step, marks, drafts };
}
