// `npm run i18n:check`: texts that are missing, untranslated, outside the translation files or asked for
// nowhere, in window, messages, reports, profiles, scenarios and help. Ends with 1 when there is any.
import { textProblems } from './i18n/check.ts';

const problems = textProblems();
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${String(problems.length)} untranslated or unused texts\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
