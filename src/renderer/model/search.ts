/** First consonants of Hangul syllables, so that two keys find a long Korean name. */
const INITIALS = ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'] as const;
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_PER_INITIAL = 588;

/** "반송펌프" -> "ㅂㅅㅍㅍ"; other characters stay. */
export function initialsOf(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return character;
    return INITIALS[Math.floor((code - FIRST_SYLLABLE) / SYLLABLES_PER_INITIAL)] ?? character;
  }).join('');
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s·\-_.]/g, '');

/**
 * How well a query fits a text: higher is better, 0 is no match. A start beats a middle,
 * a whole match beats both; every word of the query must be found. Letter case, blanks
 * and hyphens do not count, so "p101a" finds P-101A.
 */
export function matchScore(query: string, text: string): number {
  const words = query.trim().split(/\s+/).map(plain).filter((word) => word !== '');
  if (words.length === 0) return 1;
  const target = plain(text);
  const initials = plain(initialsOf(text));
  let score = 0;
  for (const word of words) {
    const direct = scoreIn(word, target);
    const byInitials = /^[ㄱ-ㅎ]+$/.test(word) ? scoreIn(word, initials) * 0.8 : 0;
    const best = Math.max(direct, byInitials);
    if (best === 0) return 0;
    score += best;
  }
  return score / words.length;
}

function scoreIn(word: string, target: string): number {
  const at = target.indexOf(word);
  if (at === -1) return 0;
  const share = word.length / target.length;
  return (at === 0 ? 2 : 1) + share;
}

export interface Searchable {
  readonly text: string;
  /** Further words it may be found by, e.g. the equipment number. */
  readonly also: readonly string[];
}

/** Best matches first; equal ones keep their order. */
export function searchAll<T extends Searchable>(query: string, items: readonly T[], limit: number): readonly T[] {
  return items
    .map((item) => ({ item, score: Math.max(matchScore(query, item.text), ...item.also.map((word) => matchScore(query, word)), matchScore(query, `${item.text} ${item.also.join(' ')}`) * 0.9) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}
