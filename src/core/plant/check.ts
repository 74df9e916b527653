import { checkDisplay } from './check-display.ts';
import { checkEquipment } from './check-equipment.ts';
import { checkLogic } from './check-logic.ts';
import { checkQuality } from './check-quality.ts';
import { checkRounds } from './check-rounds.ts';
import { checkMoneyAndRules } from './check-rules.ts';
import { checkStores } from './check-stores.ts';
import { checkTags } from './check-tags.ts';
import { checkWords } from './check-words.ts';
import { indexDraft, type Report } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import type { ProfileIssue } from './profile.ts';

/**
 * What the schemas cannot say: references between files, registers that lie on one
 * another, order and range of numbers, names of assumed fields. Returns every problem
 * found. A part that is null (its file could not be read) is neither checked nor held
 * against the others.
 */
export function checkProfile(draft: ProfileDraft): ProfileIssue[] {
  const issues: ProfileIssue[] = [];
  const report: Report = (file, path, value, rule, code) => {
    issues.push({
      file,
      path,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      rule,
      code,
    });
  };
  const index = indexDraft(draft);
  checkTags(draft, index, report);
  checkEquipment(draft, index, report);
  checkLogic(draft, index, report);
  checkMoneyAndRules(draft, index, report);
  checkQuality(draft, index, report);
  checkRounds(draft, index, report);
  checkDisplay(draft, index, report);
  checkStores(draft, index, report);
  checkWords(draft, report);
  return issues;
}
