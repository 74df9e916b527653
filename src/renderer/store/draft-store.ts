import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { CHANGED, isReplacing, wantedBy } from '#contract/together.ts';
import type { DrawnUpOn } from '#contract/together.ts';
import type { Result } from '#core/result.ts';
import type { Fields } from '#core/together/compare.ts';
import { fieldOf, jsonOf, keptForm, keptText, withField } from '../model/kept-form.ts';
import type { KeptFields, KeptForm, KeptValue } from '../model/kept-form.ts';
import { useOperatorName } from './access-store.ts';
import { callEngine } from './connection.ts';
import type { CallFault, CallOptions } from './engine-client.ts';
import { usePlant } from './plant-store.ts';

/**
 * What was typed into forms and not sent yet. Every key stroke goes to the engine at once, one call at a
 * time; what is typed meanwhile goes with the next. So a form that is opened again, after a power cut too,
 * holds what was typed. Secrets never come here.
 */
interface Drafts {
  readonly forms: Readonly<Record<string, KeptForm>>;
  /** Forms that held something before they were opened now, and when it was typed, ms. */
  readonly earlier: Readonly<Record<string, number>>;
  /** Forms with key strokes that are not on disk yet. */
  readonly unsaved: ReadonlySet<string>;
  /** Why the last one could not be kept. */
  readonly fault: CallFault | null;
  readonly isLoaded: boolean;
  /** What forms are drawn up on by now that hold nothing typed: what somebody else changed was taken over. */
  readonly bases: Readonly<Record<string, Fields>>;
  /** What whoever sits here has seen of what stands: as the form opened, as it was sent, as it was told. */
  readonly seen: Readonly<Record<string, Fields>>;
  /** Forms that are being sent, and how often one was refused because somebody else was there before. */
  readonly sending: ReadonlySet<string>;
  readonly overtaken: Readonly<Record<string, number>>;
}

const AGAIN_MS = 1500;
/** A command does not wait longer for the key strokes before it: without the engine it will say so itself. */
const SETTLE_MS = 1000;
const MOST_KEY_CHARS = 120;
/** Who is not logged in goes by this; a form names nobody then. */
const NOBODY = '-';
const useDrafts = create<Drafts>()(() => ({ forms: {}, earlier: {}, unsaved: new Set(), fault: null, isLoaded: false, bases: {}, seen: {}, sending: new Set(), overtaken: {} }));
/** What each form that stands open shows of what is stored. */
const drawn = new Map<string, DrawnUpOn>();
const dirty = new Map<string, string>();
let pumping: Promise<void> | null = null;
let isLoading = false;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function load(): Promise<void> {
  if (isLoading || useDrafts.getState().isLoaded) return;
  isLoading = true;
  const answer = await callEngine('drafts.list', {});
  isLoading = false;
  if (!answer.ok) return;
  const found = Object.entries(answer.value).flatMap(([key, { text, atMs }]) => {
    const form = keptForm(text, atMs);
    return form === null ? [] : [[key, form] as const];
  });
  const earlier = Object.fromEntries(found.map(([key, { atMs }]) => [key, atMs]));
  // What was typed while this was on its way is newer.
  useDrafts.setState(({ forms }) => ({ forms: { ...Object.fromEntries(found), ...forms }, earlier, isLoaded: true }));
}

async function pump(): Promise<void> {
  for (let [first] = dirty; first !== undefined; [first] = dirty) {
    const [key, text] = first;
    dirty.delete(key);
    const answer = await callEngine('drafts.keep', { key, text });
    const isOver = answer.ok || answer.error.kind === 'engine';
    if (!isOver && !dirty.has(key)) dirty.set(key, text);
    useDrafts.setState({ unsaved: new Set(dirty.keys()), fault: answer.ok ? null : answer.error });
    if (!isOver) await pause(AGAIN_MS);
  }
  pumping = null;
}

function put(key: string, form: KeptForm | null): void {
  useDrafts.setState(({ forms: { [key]: _, ...others }, unsaved }) => ({
    forms: form === null ? others : { ...others, [key]: form },
    unsaved: new Set([...unsaved, key]),
  }));
  dirty.set(key, form === null ? '' : keptText(form));
  pumping ??= pump();
}

/** Fields a form is drawn up on: as they stood when the first of it was typed, else as it shows them. */
const baseOf = (key: string): Fields | undefined => {
  const { forms, bases } = useDrafts.getState();
  return forms[key]?.base ?? bases[key] ?? drawn.get(key)?.fields;
};

function write(key: string, fields: KeptFields, by: string): void {
  const base = baseOf(key);
  put(key, Object.keys(fields).length === 0 ? null : { fields, by: by === NOBODY ? '' : by, atMs: usePlant.getState().nowMs, ...(base === undefined ? {} : { base }) });
}

function letGo(key: string): void {
  useDrafts.setState(({ forms: { [key]: _, ...forms }, earlier: { [key]: __, ...earlier }, bases: { [key]: ___, ...bases } }) => ({ forms, earlier, bases }));
}

/** What somebody else changed is known here, and what is typed goes on from it. */
function rebase(key: string, fields: Fields): void {
  const { forms: { [key]: form } } = useDrafts.getState();
  useDrafts.setState(({ bases, seen }) => ({ bases: { ...bases, [key]: fields }, seen: { ...seen, [key]: fields } }));
  if (form !== undefined) put(key, { ...form, base: fields });
}

const busy = (key: string, isSending: boolean): void =>
  useDrafts.setState(({ sending }) => ({ sending: new Set(isSending ? [...sending, key] : [...sending].filter((each) => each !== key)) }));

/**
 * Gives a command from a form: what was typed last is on disk before it goes, and the engine lets go of
 * the form with the command's own record. Refused or lost on the way, the form stays as it is.
 */
async function send<N extends CallName>(key: string, name: N, params: Params<N>, options: CallOptions): Promise<Result<ResultOf<N>, CallFault>> {
  await Promise.race([pumping ?? Promise.resolve(), pause(SETTLE_MS)]);
  const before = useDrafts.getState().forms[key];
  const base = baseOf(key);
  busy(key, true);
  const answer = await callEngine(name, params, { ...options, form: key, ...(base === undefined ? {} : { base }) });
  busy(key, false);
  if (answer.ok && isReplacing(name)) {
    const wanted = wantedBy(name, params as never);
    useDrafts.setState(({ seen }) => ({ seen: { ...seen, [key]: { ...seen[key], ...wanted } } }));
  }
  if (!answer.ok && answer.error.kind === 'engine' && answer.error.error.messageCode === CHANGED)
    useDrafts.setState(({ overtaken }) => ({ overtaken: { ...overtaken, [key]: (overtaken[key] ?? 0) + 1 } }));
  const now = useDrafts.getState().forms[key];
  // Typed while it was on its way: the engine has kept it after all.
  if (answer.ok && now !== before) put(key, null);
  if (answer.ok) letGo(key);
  // A command that failed halfway may have let go of it.
  else if (now !== undefined) put(key, now);
  return answer;
}

type Kept<T> = readonly [T, (value: T) => void];

interface FieldOf {
  (name: string, initial: string): Kept<string>;
  (name: string, initial: boolean): Kept<boolean>;
  (name: string, initial: null): Kept<string | null>;
  <T extends string>(name: string, initial: T, options: readonly T[]): Kept<T>;
}

export interface FormHandle {
  readonly key: string;
  /** What is kept of it; fields that stand as the form opens are not among them. */
  readonly fields: KeptFields;
  /** One field like that of `useState`, which outlives the form and the PC; with options, only one of them counts. */
  readonly field: FieldOf;
  /** A field that holds more than a text, such as a whole list that is being edited. */
  readonly json: <T>(name: string, initial: T, parse: (value: unknown) => T | null) => Kept<T>;
  /** Several fields that are told together, each a text. */
  readonly texts: <T extends Readonly<Record<string, string>>>(initial: T) => readonly [T, (part: Partial<T>) => void];
  /** Who typed what stands here since before the form was opened, and when; null when it opened empty. */
  readonly earlier: { readonly atMs: number; readonly by: string } | null;
  /** When the last key stroke was struck; null when nothing is kept. */
  readonly typedMs: number | null;
  readonly isSaved: boolean;
  readonly fault: CallFault | null;
  /** What it puts something in the place of; null where it does not, or does not know yet. */
  readonly on: DrawnUpOn | null;
  /** Fields it is drawn up on, sent with its command. */
  readonly base: Fields | null;
  /** What of these fields was seen here: as the form opened, or as it was told since. */
  readonly seen: Fields | null;
  readonly isSending: boolean;
  /** How often it was refused because somebody else was there before. */
  readonly overtaken: number;
  /** Goes on from what stands now; what is typed stays. */
  readonly rebase: (fields: Fields) => void;
  /** What it holds now, as a way back to it. */
  readonly snapshot: () => () => void;
  /** Empties it; answers how to have it back. */
  readonly startOver: () => () => void;
  readonly send: <N extends CallName>(name: N, params: Params<N>, options?: CallOptions) => Promise<Result<ResultOf<N>, CallFault>>;
}

/**
 * A form of this name: what was typed into it before stands in it again, until it is sent or started over.
 * @param on what it puts something in the place of, as it stands: sent along, so that of two people who
 * change the same the second one is told. Null for a form that adds, or before it is known.
 */
export function useKeptForm(name: string, on: DrawnUpOn | null = null): FormHandle {
  const key = name.replaceAll(/[^\w.:/-]/g, '_').slice(0, MOST_KEY_CHARS);
  const form = useDrafts((state) => state.forms[key]);
  const earlierMs = useDrafts((state) => state.earlier[key]);
  const isSaved = useDrafts((state) => !state.unsaved.has(key));
  const fault = useDrafts((state) => state.fault);
  const by = useOperatorName();
  const base = useDrafts((state) => state.forms[key]?.base ?? state.bases[key]);
  const seen = useDrafts((state) => state.seen[key]);
  const isSending = useDrafts((state) => state.sending.has(key));
  const overtaken = useDrafts((state) => state.overtaken[key] ?? 0);
  const shown = on === null ? null : JSON.stringify(on);
  useLayoutEffect(() => {
    if (shown === null) return;
    const now = JSON.parse(shown) as DrawnUpOn;
    drawn.set(key, now);
    useDrafts.setState(({ seen: all }) => (all[key] === undefined ? { seen: { ...all, [key]: now.fields } } : {}));
  }, [key, shown]);
  const replaces = shown !== null;
  useEffect(() => {
    if (!replaces) return undefined;
    return () => {
      drawn.delete(key);
      useDrafts.setState(({ seen: { [key]: _, ...all }, bases: { [key]: __, ...bases }, overtaken: { [key]: ___, ...times } }) => ({ seen: all, bases, overtaken: times }));
    };
  }, [key, replaces]);
  useEffect(() => () => {
    // Closed with something in it: the next time it is opened, that is from before.
    useDrafts.setState(({ forms, earlier: { [key]: _, ...others } }) => {
      const left = forms[key];
      return { earlier: left === undefined ? others : { ...others, [key]: left.atMs } };
    });
  }, [key]);
  // The same text is the same object, so that nothing that depends on it is reckoned anew.
  const [parsed] = useState(() => new Map<string, { readonly text: KeptValue | undefined; readonly value: unknown }>());
  const fields = form?.fields ?? {};
  const set = (field: string, value: KeptValue, initial: KeptValue): void =>
    write(key, withField(useDrafts.getState().forms[key]?.fields ?? {}, field, value, initial), by);
  const field = (each: string, initial: KeptValue, options?: readonly KeptValue[]): Kept<KeptValue> =>
    [fieldOf(fields, each, initial, options), (value) => set(each, value, initial)];
  return {
    key,
    fields,
    field: field as FieldOf,
    json: <T,>(each: string, initial: T, parse: (value: unknown) => T | null): Kept<T> => {
      const text = fields[each];
      const known = parsed.get(`${key}/${each}`);
      const value = typeof text !== 'string' ? initial : known?.text === text ? (known.value as T) : jsonOf(text, initial, parse);
      if (typeof text === 'string') parsed.set(`${key}/${each}`, { text, value });
      return [value, (next) => set(each, JSON.stringify(next), JSON.stringify(initial))];
    },
    texts: (initial) => [
      Object.fromEntries(Object.entries(initial).map(([each, first]) => [each, fieldOf(fields, each, first)])) as typeof initial,
      (part) => {
        for (const [each, value] of Object.entries(part)) if (value !== undefined) set(each, value, initial[each] ?? '');
      },
    ],
    earlier: earlierMs === undefined || form === undefined ? null : { atMs: earlierMs, by: form.by },
    typedMs: form?.atMs ?? null,
    isSaved,
    fault,
    on,
    base: base ?? on?.fields ?? null,
    seen: seen ?? null,
    isSending,
    overtaken,
    rebase: (next) => rebase(key, next),
    snapshot: () => {
      const { forms: { [key]: held }, bases: { [key]: stood } } = useDrafts.getState();
      return () => {
        put(key, held ?? null);
        useDrafts.setState(({ bases: { [key]: _, ...bases } }) => ({ bases: stood === undefined ? bases : { ...bases, [key]: stood } }));
      };
    },
    startOver: () => {
      put(key, null);
      letGo(key);
      return () => {
        if (form === undefined) return;
        put(key, form);
        useDrafts.setState(({ earlier }) => ({ earlier: { ...earlier, [key]: form.atMs } }));
      };
    },
    send: (call, params, options = {}) => send(key, call, params, options),
  };
}

/** What is kept under a name now, for a step that happens outside of its form. */
export const keptNow = (name: string): KeptForm | null => useDrafts.getState().forms[name] ?? null;

/** Names of the forms that hold something and begin like this. */
export function useKeptNames(start: string): readonly string[] {
  const forms = useDrafts((state) => state.forms);
  return useMemo(() => Object.keys(forms).filter((key) => key.startsWith(start)), [forms, start]);
}

/** Fetches what was kept, as soon as the engine can be asked. */
export function useKeptForms(): void {
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (live) void load();
  }, [live]);
}
