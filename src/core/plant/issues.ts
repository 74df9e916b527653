import type { z } from 'zod';
import type { ProfileIssue } from './profile.ts';

type ZodIssue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `['machines', 3, 'rating']` -> `machines[3].rating`; the whole file is `(file)`. */
export function pathText(path: Path): string {
  const text = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}

/** The value a person finds in the file, short enough for one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    root,
  );
}

/** Among the branches of a union, the one the writer most likely meant: fewest complaints about its keys. */
function likeliestBranch(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] {
  const weight = (issues: readonly ZodIssue[]): number =>
    issues.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys') return sum + 10 * issue.keys.length;
      if (issue.path.length === 0) return sum + 100;
      return sum + 10 / issue.path.length;
    }, 0);
  return branches.reduce(
    (best, each) => (weight(each) < weight(best) ? each : best),
    branches[0] ?? [],
  );
}

const quote = (values: readonly unknown[]): string => values.map(String).join(', ');

/** What must hold, in plain words. */
function ruleOf(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${quote(issue.values)}`
        : `must be one of ${quote(issue.values)}`;
    case 'too_small':
      if (issue.minimum === 1 && sizeWord(issue.origin) !== '') return 'must not be empty';
      return `must be ${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}${sizeWord(issue.origin)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${sizeWord(issue.origin)}`;
    case 'unrecognized_keys':
      return `unknown field ${quote(issue.keys)}: remove it or correct its name`;
    case 'invalid_format':
      return `must be written as: ${issue.message}`;
    case 'invalid_union':
      return 'none of the allowed forms fits';
    default:
      return issue.message;
  }
}

function sizeWord(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' entries' : '';
}

/** Turns schema complaints into issues that name file, path, value and rule. */
export function issuesOf(
  file: string,
  root: unknown,
  found: readonly ZodIssue[],
  base: Path = [],
): ProfileIssue[] {
  return found.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return issuesOf(file, root, likeliestBranch(issue.errors), path);
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        file,
        path: pathText([...path, key]),
        value: valueText(valueAt(root, [...path, key])),
        rule: 'unknown field: remove it or correct its name',
        code: 'schema' as const,
      }));
    }
    return [
      {
        file,
        path: pathText(path),
        value: valueText(valueAt(root, path)),
        rule: ruleOf(issue),
        code: 'schema' as const,
      },
    ];
  });
}
