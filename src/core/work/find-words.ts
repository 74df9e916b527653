const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** Whether every word of a search, in any case, stands somewhere in the texts; all of nothing does. */
export function hasWords(query: string, texts: readonly string[]): boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = fold(texts.join('\n'));
  return words.every((word) => all.includes(word));
}
