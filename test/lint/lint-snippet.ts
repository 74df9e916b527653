import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint, type Linter } from 'eslint';

export const root = path.resolve(import.meta.dirname, '../..');

let eslint: ESLint | undefined;
const withoutTypes = new Map<string, ESLint>();

/**
 * Lints a snippet as if it stood in the given folder.
 *
 * The text is linted in the place of a file that exists there, because typed rules and import
 * resolution only answer for files the project knows; nothing is written to disk.
 *
 * @returns the ids of the rules that fired at error level, sorted and without repeats.
 */
export async function firedRules(folder: string, code: string, extension = '.ts'): Promise<string[]> {
  const errors = await errorsOf(folder, code, extension);
  return [...new Set(errors.map((message) => message.ruleId ?? 'none'))].sort();
}

/**
 * The lines (from 1) on which a rule fired at error level, for a snippet linted as above. Only that
 * rule runs, and no type service: the rule must be one that asks for no types.
 */
export async function linesOf(rule: string, folder: string, code: string): Promise<number[]> {
  const linter = withoutTypes.get(rule) ?? new ESLint({
    cwd: root,
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId === rule,
  });
  withoutTypes.set(rule, linter);
  const errors = await errorsOf(folder, code, '.ts', linter);
  return [...new Set(errors.filter((message) => message.ruleId === rule).map((message) => message.line))].sort();
}

async function errorsOf(
  folder: string,
  code: string,
  extension: string,
  linter: ESLint = (eslint ??= new ESLint({ cwd: root })),
): Promise<Linter.LintMessage[]> {
  const [result] = await linter.lintText(code, { filePath: path.join(root, anyFile(folder, extension)) });
  const errors = (result?.messages ?? []).filter((message) => message.severity === 2);
  const fatal = errors.find((message) => message.fatal);
  if (fatal) throw new Error(`The snippet for ${folder} does not parse: ${fatal.message}`);
  return errors;
}

/** Path, relative to the repository, of the first file below a folder. Throws when there is none. */
export function anyFile(folder: string, extension = '.ts'): string {
  const found = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !name.endsWith('.d.ts'))
    .sort()[0];
  if (found === undefined) throw new Error(`No ${extension} file below ${folder}`);
  return path.posix.join(folder, found.split(path.sep).join('/'));
}

/** Import specifier of any file of a layer, e.g. '#core/result.ts'. */
export function specifierOf(folder: string, extension = '.ts'): string {
  return anyFile(folder, extension).replace(/^src\//, '#');
}
