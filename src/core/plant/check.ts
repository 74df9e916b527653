import type { ProfileDraft } from './draft.ts';
import type { ProfileIssue } from './profile.ts';

export function checkProfile(_draft: ProfileDraft): ProfileIssue[] {
  return [];
}
