import { z } from 'zod';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { EntryBody, EntryKind } from '#core/records/entry.ts';
import type { Fields } from '#core/together/compare.ts';
import type { Commands, Params } from './api.ts';

/**
 * Commands that put something in the place of what is stored. A request may carry `base`: the fields it
 * replaces, as they stood when it was drawn up. Where one of them stands otherwise by now, the engine
 * refuses with `CHANGED`, names who changed it and when, and stores nothing. Without `base` the last one
 * wins, as a script may want it.
 */
export const CHANGED = 'together.changed';

/** As many fields as a form has, and values as large as a whole check list. */
export const baseFields = z.record(z.string().max(120), z.json());

/** What one command replaces. */
export interface Replaces<P> {
  /** Kind of its record; null where no record of ours holds it. */
  readonly kind: EntryKind | null;
  /** Which record; null where this call replaces nothing. */
  readonly id: (params: P) => string | null;
  /** Fields as this call wants them. */
  readonly wanted: (params: P) => Fields;
  /** The same fields out of a version of the record; null where the version says that what was delivered holds again. */
  readonly inBody: (body: EntryBody, params: P) => Fields | null;
}

const own = (value: unknown): Fields => (value ?? {}) as Fields;
const picked = (value: unknown, fields: readonly string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, own(value)[field] ?? null]));
const without = (value: unknown, ...left: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(own(value)).filter(([field]) => !left.includes(field)));

/** A picture as how long it is and what its characters add up to: a form does not carry it twice. */
function mark(base64: unknown): string | null {
  if (typeof base64 !== 'string') return null;
  let sum = 7;
  for (let i = 0; i < base64.length; i++) sum = (sum * 31 + base64.charCodeAt(i)) % 1_000_000_007;
  return `${String(base64.length)}-${String(sum)}`;
}

const PLAN = ['priority', 'dueMs', 'firm', 'description'] as const;
const SETTING = ['priority', 'onDelayS', 'offDelayS', 'deadBand', 'opensWork', 'limit'] as const;
const PERSON = ['name', 'role', 'language', 'active'] as const;
/** Of a reading what a person does not fill in. */
const UNREAD = ['id', 'origin', 'reason', 'state'] as const;

const readingOf = (body: EntryBody): Fields => {
  const parsed = readingSchema.safeParse(body);
  return without(parsed.success ? parsed.data : body, ...UNREAD);
};

const decided = (kind: EntryKind): Replaces<{ readonly id: string }> => ({
  kind,
  id: ({ id }) => id,
  wanted: () => ({}),
  inBody: (body) => picked(body, ['state', 'bias', 'sd', 'dueMs']),
});

const reports = (settings: unknown): Fields => ({
  ...own(settings),
  logoBase64: mark(own(settings)['logoBase64']),
});

/** Part of a site as fields; a list stands as one. */
export const sitePartFields = (value: unknown): Fields =>
  Array.isArray(value) ? { contacts: value as Fields[] } : own(value);

const list = (
  id: string,
): Pick<Replaces<unknown>, 'kind' | 'inBody'> & { readonly id: () => string } => ({
  kind: 'checklist',
  id: () => id,
  inBody: (body) => ({ ...without(body['list'], 'id'), retired: body['retired'] ?? false }),
});

type Table = { readonly [N in keyof Commands]?: Replaces<Params<N>> };

/** Each command that replaces something, and what. Whatever is not named adds to what is stored, or is judged by its state. */
export const REPLACES = {
  'work.change': {
    kind: 'workOrder',
    id: ({ id, change }) => (change.type === 'plan' ? id : null),
    wanted: ({ change }) => picked(change, PLAN),
    inBody: (body) => picked(body, PLAN),
  },
  'work.manage': {
    kind: 'workOrder',
    id: ({ id, change }) => (change.type === 'assign' ? id : null),
    wanted: ({ change }) => ({ assignee: change.type === 'assign' ? change.to : null }),
    inBody: (body) => picked(body, ['assignee']),
  },
  'stock.change': {
    kind: 'stockItem',
    id: ({ item }) => item.id,
    wanted: ({ item, supplier }) => ({ ...without(item, 'id', 'assumed'), supplier }),
    inBody: ({ item, supplier }) =>
      item == null ? null : { ...without(item, 'id', 'assumed'), supplier: supplier ?? '' },
  },
  'stock.back': {
    kind: 'stockItem',
    id: ({ item }) => item,
    wanted: () => ({}),
    inBody: ({ item, supplier }) =>
      item == null ? null : { ...without(item, 'id', 'assumed'), supplier: supplier ?? '' },
  },
  'rounds.saveChecklist': {
    ...list(''),
    id: ({ list: { id } }) => id,
    wanted: ({ list: whole, retired }) => ({ ...without(whole, 'id'), retired }),
  },
  'rounds.undoChecklist': { ...list(''), id: ({ id }) => id, wanted: () => ({}) },
  'rounds.setCalendar': {
    kind: 'calendarSetting',
    id: () => 'calendar',
    wanted: (params) => picked(params, ['holidays', 'restDays']),
    inBody: (body) => picked(body, ['holidays', 'restDays']),
  },
  'alarms.configure': {
    kind: 'alarmSetting',
    id: ({ alarm }) => alarm,
    wanted: ({ setting }) => picked(setting, SETTING),
    inBody: ({ setting }) => picked(setting, SETTING),
  },
  'alarms.configureFlood': {
    kind: 'alarmSetting',
    id: () => '*flood',
    wanted: ({ above }) => ({ above }),
    inBody: ({ setting }) => picked(setting, ['above']),
  },
  'incidents.write': {
    kind: 'incident',
    id: ({ id }) => id,
    wanted: (params) => picked(params, ['cause', 'measures']),
    inBody: (body) => picked(body, ['cause', 'measures']),
  },
  'incidents.close': {
    kind: 'incident',
    id: ({ id }) => id,
    wanted: () => ({}),
    inBody: (body) => picked(body, ['cause', 'measures']),
  },
  'reports.configure': {
    kind: 'reportSetting',
    id: () => 'settings',
    wanted: ({ settings }) => reports(settings),
    inBody: (body) => reports(body),
  },
  'backup.settings': {
    kind: 'dataSetting',
    id: () => 'backup',
    wanted: ({ settings }) => own(settings),
    inBody: (body) => own(body),
  },
  'backup.newKey': {
    kind: 'dataSetting',
    id: () => 'backup',
    wanted: () => ({}),
    inBody: (body) => own(body),
  },
  'access.changePerson': {
    kind: 'user',
    id: ({ id }) => id,
    wanted: (params) => plain(without(params, 'id')),
    inBody: (body) => picked(body, PERSON),
  },
  'access.settings': {
    kind: 'accessSetting',
    id: () => 'settings',
    wanted: ({ settings }) => own(settings),
    inBody: (body) => own(body),
  },
  'setup.save': {
    kind: 'siteSetting',
    id: ({ change }) => change.part,
    wanted: ({ change }) => sitePartFields(change.value),
    inBody: ({ value }) => (value == null ? null : sitePartFields(value)),
  },
  'connection.set': {
    kind: null,
    id: () => 'connection',
    wanted: ({ connection }) => own(connection),
    inBody: () => null,
  },
  'laboratory.correct': {
    kind: 'reading',
    id: ({ draft }) => draft.id,
    wanted: ({ draft }) => without(draft, ...UNREAD),
    inBody: readingOf,
  },
  'laboratory.withdraw': {
    kind: 'reading',
    id: ({ id }) => id,
    wanted: () => ({}),
    inBody: readingOf,
  },
  'correction.accept': decided('correction'),
  'correction.reject': decided('correction'),
  'correction.undo': decided('correction'),
  'calibration.dismiss': decided('calibration'),
} as const satisfies Table;

export type ReplacingCommand = keyof typeof REPLACES;
export const isReplacing = (call: string): call is ReplacingCommand =>
  Object.hasOwn(REPLACES, call);

const rules = (call: ReplacingCommand): Replaces<unknown> =>
  REPLACES[call] as Replaces<never> as Replaces<unknown>;

/** What a call replaces, by kind and id of its record; null where it replaces nothing. */
export function replacedBy(call: ReplacingCommand, params: unknown): string | null {
  const { kind, id } = rules(call);
  const found = id(params);
  return found === null ? null : `${kind ?? call} ${found}`;
}

export const rulesOf = rules;

/** What a form shows as it opens, as the fields its command replaces: sent along as `base`. */
export interface DrawnUpOn {
  readonly call: ReplacingCommand;
  /** Parameters that would leave everything as it stands. */
  readonly params: unknown;
  /** Record it is about, as `replacedBy` names it. */
  readonly what: string;
  readonly fields: Fields;
}

/** @param fields where the parameters of the command do not say them, as with a decision on a record */
export function drawnUpOn<N extends ReplacingCommand>(
  call: N,
  params: Params<N>,
  fields?: Fields,
): DrawnUpOn {
  return {
    call,
    params,
    what: replacedBy(call, params) ?? '',
    fields: plain(fields ?? rules(call).wanted(params)),
  };
}

/** Fields a call wants to put there. */
export const wantedBy = <N extends ReplacingCommand>(call: N, params: Params<N>): Fields =>
  plain(rules(call).wanted(params));

/** As it comes out of a frame: what is undefined is not there. */
const plain = (fields: Fields): Fields => JSON.parse(JSON.stringify(fields)) as Fields;

/** What stands now of what a call replaces, and who put it there; null where nobody ever changed what was delivered. */
export const standing = z.object({
  fields: baseFields,
  who: z.string().nullable(),
  atMs: z.number().nullable(),
});
export type Standing = z.infer<typeof standing>;

export const togetherQueries = {
  /** For a form that is open while somebody else changes the same; needs what the command needs. */
  'together.standing': {
    params: z.object({ call: z.string().max(60), params: z.json(), base: baseFields }),
    result: standing.nullable(),
  },
} as const;

export const togetherEvents = {
  /** Somebody replaced this record; a form on it asks what stands now. */
  replaced: z.object({ what: z.string(), who: z.string(), atMs: z.number() }),
} as const;
