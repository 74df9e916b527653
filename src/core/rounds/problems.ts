import { checkChecklist } from '../plant/check-rounds.ts';
import { checklistSchema } from '../plant/rounds.ts';
import type { Checklist, RoundsFile } from '../plant/rounds.ts';

/** What keeps a check list from being saved. */
export interface ListProblem {
  /** Item it is about, counted from 0; null for the head of the list. */
  readonly at: number | null;
  /** Field as the file names it, e.g. `unusual.min`, `options.1.name.en`. */
  readonly field: string;
  readonly code:
    'missing' | 'tooLong' | 'least' | 'most' | 'order' | 'range' | 'duplicate' | 'place' | 'other';
  /** Bound that is not kept, where the code names one. */
  readonly limit: number | null;
  /** The rule in English, for the log and for callers that are no window. */
  readonly rule: string;
}

/** Every problem of a list a person changed, in the order of the list; none when it can be saved. */
export function listProblems(list: Checklist, places: RoundsFile['places']): ListProblem[] {
  const found: ListProblem[] = [];
  const parsed = checklistSchema.safeParse(list);
  if (!parsed.success) for (const issue of parsed.error.issues) found.push(ofSchema(issue));
  checkChecklist(list, '', (path, value, rule, code) =>
    found.push({
      ...placeOf(path.replaceAll('[', '.').replaceAll(']', '').split('.')),
      code,
      limit: null,
      rule: `${path} ${String(value)}: ${rule}`,
    }),
  );
  const known = new Set(places.map(({ id }) => id));
  list.items.forEach((item, at) => {
    if (!known.has(item.place))
      found.push({
        at,
        field: 'place',
        code: 'place',
        limit: null,
        rule: `items[${at}].place ${item.place}: must be one of ${[...known].join(', ')}`,
      });
  });
  // A new item begins with a dash in both languages, which nobody can read.
  for (const { at, field, text } of textsOf(list))
    if (text.trim() === '-' || (text !== '' && text.trim() === ''))
      found.push({
        at,
        field,
        code: 'missing',
        limit: null,
        rule: `${at === null ? '' : `items[${at}].`}${field}: must be written`,
      });
  return found.sort((a, b) => (a.at ?? -1) - (b.at ?? -1));
}

interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: unknown;
}

function ofSchema(issue: SchemaIssue): ListProblem {
  const { code, path, message, minimum, maximum, origin } = issue;
  const rule = `${path.map(String).join('.')}: ${message}`;
  const place = placeOf(path.map(String));
  if (origin === 'string' && code === 'too_small')
    return { ...place, code: 'missing', limit: null, rule };
  if (code === 'too_small') return { ...place, code: 'least', limit: numberOr(minimum), rule };
  if (code === 'too_big')
    return {
      ...place,
      code: origin === 'string' ? 'tooLong' : 'most',
      limit: numberOr(maximum),
      rule,
    };
  return { ...place, code: 'other', limit: null, rule };
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function placeOf(path: readonly string[]): { at: number | null; field: string } {
  const [first, second, ...rest] = path;
  return first === 'items' && second !== undefined && /^\d+$/.test(second)
    ? { at: Number(second), field: rest.join('.') }
    : { at: null, field: path.join('.') };
}

/** Every text of a list in both languages. */
function textsOf(list: Checklist): { at: number | null; field: string; text: string }[] {
  const both = (at: number | null, field: string, text: { ko: string; en: string } | null) =>
    text === null
      ? []
      : [
          { at, field: `${field}.ko`, text: text.ko },
          { at, field: `${field}.en`, text: text.en },
        ];
  return [
    ...both(null, 'name', list.name),
    ...list.items.flatMap((item, at) => [
      ...both(at, 'name', item.name),
      ...both(at, 'help', item.help),
      ...both(at, 'onFail.title', item.onFail?.title ?? null),
      ...(item.kind === 'choice'
        ? item.options.flatMap(({ name }, i) => both(at, `options.${i}.name`, name))
        : []),
      ...(item.kind === 'timer'
        ? item.steps.flatMap(({ name }, i) => both(at, `steps.${i}.name`, name))
        : []),
    ]),
  ];
}
