import type { PlantProfile } from './profile.ts';

/** A profile on its way in: a part whose file had problems is null. */
export type ProfileDraft = { readonly [K in keyof PlantProfile]: PlantProfile[K] | null } & {
  /** Line of `tags.csv` each tag stands on, in the order of `tags`. */
  readonly tagLines: readonly number[];
};
