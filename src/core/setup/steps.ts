import { z } from 'zod';

/**
 * Steps of the guided set-up, in order. The administrator comes before everything that has an effect,
 * so that each setting has a name in the audit log.
 */
export const SETUP_STEPS = [
  'language',
  'administrator',
  'site',
  'profile',
  'connection',
  'tariff',
  'limits',
  'contacts',
  'backup',
  'finish',
] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];
export const setupStep = z.enum(SETUP_STEPS);

/** Steps that may be left out: what stands without them is safe, and the window says what it is. */
export const SKIPPABLE: readonly SetupStep[] = [
  'profile',
  'connection',
  'tariff',
  'limits',
  'contacts',
  'backup',
];

/** `new`: nobody began; `begun`: comes back by itself; `left`: a person put it off; `done`: the plant was taken into operation. */
export const SETUP_STATUS = ['new', 'begun', 'left', 'done'] as const;
export type SetupStatus = (typeof SETUP_STATUS)[number];

const MOST_FIELDS = 120;
const MOST_TEXT = 2000;

/** What was typed in a step and not yet taken over, by field. Passwords never go in here. */
export const setupDraft = z
  .record(z.string().min(1).max(60), z.string().max(MOST_TEXT))
  .refine(
    (fields) => Object.keys(fields).length <= MOST_FIELDS,
    `at most ${String(MOST_FIELDS)} fields`,
  );
export type SetupDraft = z.infer<typeof setupDraft>;

const mark = z.object({ how: z.enum(['done', 'skipped']), atMs: z.number(), who: z.string() });
export type StepMark = z.infer<typeof mark>;

/** How far the set-up is; kept as one text in the engine's state. */
export const setupProgress = z.object({
  status: z.enum(SETUP_STATUS),
  /** Step that is on screen. */
  step: setupStep,
  marks: z.partialRecord(setupStep, mark),
  drafts: z.partialRecord(setupStep, setupDraft),
});
export type SetupProgress = z.infer<typeof setupProgress>;

export const NEW_SETUP: SetupProgress = { status: 'new', step: 'language', marks: {}, drafts: {} };

/** What is read at a start of the engine only. */
export const RESTART_CAUSES = ['plant', 'profile', 'timeZone'] as const;
export type RestartCause = (typeof RESTART_CAUSES)[number];

/** What the running engine knows that a step rests on. */
export interface SetupFacts {
  readonly hasAdministrator: boolean;
  /** The plant answers on the present connection. */
  readonly isLinked: boolean;
  /** A copy of the data goes to another disk by itself or on request. */
  readonly copiesElsewhere: boolean;
  readonly contacts: number;
  /** What was chosen and waits for the next start of the engine. */
  readonly restartFor: readonly RestartCause[];
}

export const STEP_STATES = ['open', 'done', 'skipped', 'look'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Why a step that was done is to be looked at, or why operation cannot start. */
export const STEP_NOTES = [
  'noLink',
  'sameDisk',
  'noContacts',
  'restart',
  'noAdministrator',
] as const;
export type StepNote = (typeof STEP_NOTES)[number];

export interface StepView {
  readonly id: SetupStep;
  readonly state: StepState;
  readonly note: StepNote | null;
  /** When and by whom it was done or left out. */
  readonly mark: StepMark | null;
}

/** State of each step: what was marked, held against what is. */
export function stepViews(progress: SetupProgress, facts: SetupFacts): readonly StepView[] {
  return SETUP_STEPS.map((id) => {
    const marked = progress.marks[id] ?? null;
    const plain: StepView = { id, state: marked?.how ?? 'open', note: null, mark: marked };
    const look = (note: StepNote): StepView => ({ ...plain, state: 'look', note });
    switch (id) {
      case 'administrator':
        return facts.hasAdministrator
          ? { ...plain, state: 'done' }
          : { ...plain, state: 'open', note: 'noAdministrator', mark: null };
      case 'site':
        return facts.restartFor.includes('timeZone') && marked !== null ? look('restart') : plain;
      case 'profile':
        return facts.restartFor.some((cause) => cause !== 'timeZone') && marked !== null
          ? look('restart')
          : plain;
      case 'connection':
        return marked?.how === 'done' && !facts.isLinked ? look('noLink') : plain;
      case 'contacts':
        return marked?.how === 'done' && facts.contacts === 0 ? look('noContacts') : plain;
      case 'backup':
        return marked?.how === 'done' && !facts.copiesElsewhere ? look('sameDisk') : plain;
      case 'finish':
        return { ...plain, state: progress.status === 'done' ? 'done' : 'open' };
      default:
        return plain;
    }
  });
}

/** Steps before the last one that nobody has done or left out. */
export const openSteps = (views: readonly StepView[]): readonly SetupStep[] =>
  views.filter(({ id, state }) => id !== 'finish' && state === 'open').map(({ id }) => id);

/** The step after, or the one before (`-1`); the ends stay where they are. */
export function stepBeside(step: SetupStep, by: 1 | -1): SetupStep {
  const at = SETUP_STEPS.indexOf(step) + by;
  return SETUP_STEPS[Math.min(SETUP_STEPS.length - 1, Math.max(0, at))] ?? step;
}

/** How far it was, out of the stored text; a text that cannot be read begins anew and says so. */
export function restoreProgress(text: string | undefined): {
  readonly progress: SetupProgress;
  readonly readable: boolean;
} {
  if (text === undefined) return { progress: NEW_SETUP, readable: true };
  try {
    const parsed = setupProgress.safeParse(JSON.parse(text));
    return parsed.success
      ? { progress: parsed.data, readable: true }
      : { progress: NEW_SETUP, readable: false };
  } catch {
    return { progress: NEW_SETUP, readable: false };
  }
}
