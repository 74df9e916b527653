import type { EntryBody, EntryKind, EntryValue } from '../records/entry.ts';
import type { Role } from './rights.ts';

/** What people did, asked for in vain, or tried: rows of the audit log, which only grows. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface NewAudit {
  readonly tsMs: number;
  /** `person:NAME`, `engine` or `shell`. */
  readonly actor: string;
  /** Null where no role stands behind it: nobody was logged in. */
  readonly role: Role | null;
  readonly session: string | null;
  /** Name of the person who signed as the second; null where none was asked for. */
  readonly second: string | null;
  /** Name of the command. */
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** Message code of the refusal or failure; null when done. */
  readonly code: string | null;
  /** Machine, tag, record or person it concerned. */
  readonly subject: string | null;
  readonly before: EntryValue;
  readonly after: EntryValue;
}

export interface AuditRow extends NewAudit {
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** `prevHash` of the first row. */
export const AUDIT_GENESIS = '0'.repeat(64);

const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'newPassword',
  'pin',
  'code',
  'secret',
  'token',
  'passphrase',
  'recoveryCode',
  'identity',
  'key',
]);
/** Files that go with a command: only how large they are is told. */
const FILE_FIELDS: ReadonlySet<string> = new Set(['base64', 'logoBase64']);
const MOST_TEXT = 400;
const MOST_ITEMS = 60;
const MOST_DEPTH = 6;
export const HIDDEN = '***';

/**
 * A value as it may stand in the log: secrets as stars, long texts and lists cut with what was left
 * out, nothing that JSON cannot hold.
 */
export function forAudit(value: unknown, field = '', depth = 0): EntryValue {
  if (value === null || value === undefined) return null;
  if (SECRET_FIELDS.has(field) && typeof value !== 'boolean') return HIDDEN;
  if (typeof value === 'string' && FILE_FIELDS.has(field))
    return `${String(Math.floor((value.length * 3) / 4))} B`;
  if (typeof value === 'string')
    return value.length <= MOST_TEXT
      ? value
      : `${value.slice(0, MOST_TEXT)} (+${String(value.length - MOST_TEXT)})`;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || depth >= MOST_DEPTH) return null;
  if (Array.isArray(value)) {
    const kept = value.slice(0, MOST_ITEMS).map((each) => forAudit(each, field, depth + 1));
    return value.length <= MOST_ITEMS ? kept : [...kept, `(+${String(value.length - MOST_ITEMS)})`];
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, forAudit(inner, key, depth + 1)]),
  );
}

/** Of a report's figures what says which report it is; the figures themselves are the report. */
const REPORT_FIELDS: readonly string[] = ['kind', 'fromMs', 'toMs', 'madeMs', 'madeBy', 'remarks'];
/** What a record holds beside what a person did: copies of readings and events, bytes of a file. */
const COPIED_FIELDS: Readonly<Partial<Record<EntryKind, readonly string[]>>> = {
  incident: ['values', 'lines', 'more'],
  attachment: ['base64'],
};

/** The body of a record as the audit log tells of it. */
export function auditBody(kind: EntryKind, body: EntryBody): EntryBody {
  if (kind === 'report') {
    const { figures, ...head } = body;
    return {
      ...head,
      ...(isFields(figures ?? null) ? picked(figures as EntryBody, REPORT_FIELDS) : {}),
    };
  }
  const copied = COPIED_FIELDS[kind];
  return copied === undefined
    ? body
    : picked(
        body,
        Object.keys(body).filter((key) => !copied.includes(key)),
      );
}

const picked = (fields: EntryBody, keys: readonly string[]): EntryBody =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));

const SUBJECT_FIELDS = [
  'unit',
  'tag',
  'machine',
  'id',
  'alarm',
  'importId',
  'name',
  'dir',
] as const;

/** What a command concerns, by the fields its parameters have; null when none of them says it. */
export function subjectOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null;
  const fields = params as Readonly<Record<string, unknown>>;
  for (const field of SUBJECT_FIELDS) {
    const value = fields[field];
    if (typeof value === 'string' && value !== '') return value.slice(0, 120);
  }
  for (const inner of ['intent', 'draft', 'item']) {
    const found = subjectOf(fields[inner]);
    if (found !== null) return found;
  }
  return null;
}

const isFields = (value: EntryValue): value is { readonly [key: string]: EntryValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (a: EntryValue, b: EntryValue): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What differs between two values: of records only the fields that do, down to the leaves; null stands
 * where there was, or is, nothing. Two equal values give null twice.
 */
export function difference(
  before: EntryValue,
  after: EntryValue,
): { readonly before: EntryValue; readonly after: EntryValue } {
  if (same(before, after)) return { before: null, after: null };
  if (!isFields(before) || !isFields(after)) return { before, after };
  const was: Record<string, EntryValue> = {};
  const is: Record<string, EntryValue> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [a, b] = [before[key] ?? null, after[key] ?? null];
    if (same(a, b)) continue;
    const inner = difference(a, b);
    was[key] = inner.before;
    is[key] = inner.after;
  }
  return { before: was, after: is };
}

/** A leaf that differs, with the way to it: `['answers', 'tmp', 'text']`. */
export interface AuditChange {
  readonly path: readonly string[];
  readonly before: EntryValue;
  readonly after: EntryValue;
}

/** What tells the elements of a list apart. */
const LIST_KEYS = ['id', 'item'] as const;

/** A list of records as one record by what tells them apart; null where nothing does. */
function byKey(value: EntryValue): EntryBody | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const list: readonly EntryValue[] = value;
  for (const key of LIST_KEYS) {
    const found = new Map<string, EntryValue>();
    for (const each of list) {
      const name = isFields(each) ? each[key] : null;
      if (typeof name === 'string') found.set(name, each);
    }
    if (found.size === list.length) return Object.fromEntries(found);
  }
  return null;
}

/**
 * Before and after as single lines, each leaf of either side once. Lists are leaves, but for lists of
 * records that are told apart by a name on both sides: of those each record is looked into.
 */
export function auditChanges(
  before: EntryValue,
  after: EntryValue,
  path: readonly string[] = [],
): readonly AuditChange[] {
  if (!isFields(before) && !isFields(after)) {
    if (same(before, after) && path.length > 0) return [];
    const [was, is] = [byKey(before), byKey(after)];
    return was !== null && is !== null ? auditChanges(was, is, path) : [{ path, before, after }];
  }
  const was = isFields(before) ? before : {};
  const is = isFields(after) ? after : {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) =>
    auditChanges(was[key] ?? null, is[key] ?? null, [...path, key]),
  );
}
