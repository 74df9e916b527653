import { z } from 'zod';
import { siteSettings, sitePart } from '#core/setup/site.ts';
import { RESTART_CAUSES, SETUP_STATUS, STEP_NOTES, STEP_STATES, setupDraft, setupStep } from '#core/setup/steps.ts';
import { limitsSchema, tariffsSchema } from '#core/plant/profile.ts';
import { connectionSchema, connectionTest } from './connection.ts';

/** Guided set-up of a site, and the values a site says over its profile. */

const none = z.object({});
const who = z.string().trim().min(1).max(80);
const localText = z.object({ ko: z.string(), en: z.string() });

export const setupView = z.object({
  /** Id of the plant that runs. */
  plant: z.string(),
  status: z.enum(SETUP_STATUS),
  step: setupStep,
  steps: z.array(
    z.object({
      id: setupStep,
      state: z.enum(STEP_STATES),
      /** Why it is to be looked at. */
      note: z.enum(STEP_NOTES).nullable(),
      mark: z.object({ how: z.enum(['done', 'skipped']), atMs: z.number(), who: z.string() }).nullable(),
    }),
  ),
  /** What was typed in a step and not yet taken over. */
  drafts: z.partialRecord(setupStep, setupDraft),
  /** What the site says, with who changed it last. */
  site: siteSettings,
  /** What the profile says of the parts a site may change. */
  given: z.object({
    siteName: localText,
    timeZone: z.string(),
    limits: limitsSchema,
    tariffs: tariffsSchema,
  }),
  /** The connection was given to the engine at its start, as a test does: nobody is led into the set-up. */
  connectionGiven: z.boolean(),
  /** What was chosen and waits for the next start of the engine. */
  restartFor: z.array(z.enum(RESTART_CAUSES)),
  /** Steps that keep the operation from being started. */
  missing: z.array(setupStep),
});
export type SetupView = z.infer<typeof setupView>;

export const profileSource = z.discriminatedUnion('kind', [
  /** One that came with the program, by the name of its folder. */
  z.object({ kind: z.literal('installed'), id: z.string().regex(/^[a-z][A-Za-z0-9-]{0,60}$/, 'name of a profile') }),
  z.object({ kind: z.literal('folder'), path: z.string().trim().min(1).max(400) }),
  /** A packed folder; base64. */
  z.object({ kind: z.literal('zip'), name: z.string().max(200), base64: z.string().max(6_000_000) }),
]);
export type ProfileSource = z.infer<typeof profileSource>;

export const profileSummary = z.object({
  id: z.string(),
  name: localText,
  process: localText,
  designFlowM3PerD: z.number(),
  tanks: z.int(),
  machines: z.int(),
  sensors: z.int(),
  tags: z.int(),
});
export type ProfileSummary = z.infer<typeof profileSummary>;

/** Result of looking through a profile: a summary when it is sound, else every problem by file and field. */
export const profileCheck = z.object({
  summary: profileSummary.nullable(),
  issues: z.array(z.object({ file: z.string(), path: z.string(), value: z.string(), rule: z.string() })),
  /** Problems beyond those listed. */
  more: z.int().min(0),
});
export type ProfileCheck = z.infer<typeof profileCheck>;

export const liveValues = connectionTest.extend({
  /** What was read, decoded as the profile says. */
  values: z.array(
    z.object({
      tag: z.string(),
      slave: z.int(),
      /** Null when the answer holds no number. */
      value: z.number().nullable(),
      /** Outside of what the instrument can show: scale, byte order or address may be wrong. */
      plausible: z.boolean(),
    }),
  ),
});
export type LiveValues = z.infer<typeof liveValues>;

export const setupQueries = {
  'setup.view': { params: none, result: setupView },
  /** Profiles that came with the program, and which one runs. */
  'setup.profiles': {
    params: none,
    result: z.object({
      present: profileSummary,
      installed: z.array(profileSummary),
      /** Plants that were run here before: their history rests in the data folder and comes back with them. */
      resting: z.array(z.object({ summary: profileSummary, path: z.string(), lastMs: z.number() })),
    }),
  },
  'setup.checkProfile': { params: z.object({ source: profileSource }), result: profileCheck },
  /** Asks each slave on a connection and reads some values, without taking it over. */
  'setup.readValues': { params: z.object({ connection: connectionSchema }), result: liveValues },
} as const;

export const setupCommands = {
  /** Begins or goes on, at a step. */
  'setup.open': { params: z.object({ step: setupStep.nullable() }), result: setupView },
  /** Keeps what is being typed. */
  'setup.draft': { params: z.object({ step: setupStep, fields: setupDraft }), result: setupView },
  /** A step is done, or left out. */
  'setup.mark': { params: z.object({ step: setupStep, how: z.enum(['done', 'skipped']) }), result: setupView },
  /** Put off by a person: it does not come back by itself. */
  'setup.leave': { params: none, result: setupView },
  /** Puts values of the site in force. */
  'setup.save': { params: z.object({ change: sitePart, who }), result: setupView },
  /** Puts another plant profile in place; it is read at the next start of the engine. */
  'setup.takeProfile': { params: z.object({ source: profileSource, who }), result: setupView },
  /** The plant is taken into operation. */
  'setup.finish': { params: z.object({ who }), result: setupView },
  /** Ends the engine in order, so that whoever keeps it starts it anew with the profile and time zone that were chosen. */
  'setup.restart': { params: z.object({ who }), result: none },
} as const;

export const setupEvents = {
  /** A step, a draft of another window or a value of the site changed; ask again. `site`: the profile too. */
  setup: z.object({
    change: z.int(),
    site: z.boolean(),
    /** Who asked for the start that comes now; null for every other change. */
    restartBy: z.string().nullable(),
  }),
} as const;
