import { useEffect } from 'react';
import { create } from 'zustand';
import { callEngine } from './connection.ts';
import { usePlant } from './plant-store.ts';

/**
 * Texts of forms that were not sent yet. Every key stroke goes to the engine at once, one call at a
 * time; what is typed meanwhile goes with the next. So a form that is opened again, after a power cut
 * too, holds what was typed.
 */
interface Drafts {
  readonly texts: Readonly<Record<string, string>>;
  readonly isLoaded: boolean;
}

const AGAIN_MS = 1500;
const MOST_KEY_CHARS = 120;
const useDrafts = create<Drafts>()(() => ({ texts: {}, isLoaded: false }));
const dirty = new Map<string, string>();
let isSending = false;
let isLoading = false;

async function load(): Promise<void> {
  if (isLoading || useDrafts.getState().isLoaded) return;
  isLoading = true;
  const answer = await callEngine('drafts.list', {});
  isLoading = false;
  // What was typed while this was on its way is newer.
  if (answer.ok) useDrafts.setState(({ texts }) => ({ texts: { ...answer.value, ...texts }, isLoaded: true }));
}

async function pump(): Promise<void> {
  if (isSending) return;
  isSending = true;
  for (let [first] = dirty; first !== undefined; [first] = dirty) {
    const [key, text] = first;
    dirty.delete(key);
    const answer = await callEngine('drafts.keep', { key, text });
    if (answer.ok || answer.error.kind === 'engine') continue;
    if (!dirty.has(key)) dirty.set(key, text);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  isSending = false;
}

function keep(key: string, text: string): void {
  useDrafts.setState(({ texts }) => ({ texts: { ...texts, [key]: text } }));
  dirty.set(key, text);
  void pump();
}

/** A text like that of `useState('')` which outlives the form and the PC; the empty text lets go of it. */
export function useDraft(name: string): readonly [string, (text: string) => void] {
  const key = name.replaceAll(/[^\w.:/-]/g, '_').slice(0, MOST_KEY_CHARS);
  const text = useDrafts((state) => state.texts[key] ?? '');
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (live) void load();
  }, [live]);
  return [text, (next) => keep(key, next)];
}
