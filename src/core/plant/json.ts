import { err, ok, type Result } from '../result.ts';

/** Profile files nest a dozen levels at most; more is a mistake or an attack on the reader's stack. */
export const MAX_JSON_DEPTH = 64;

/** Parses JSON text (a leading byte order mark is passed over); refuses nesting deeper than `MAX_JSON_DEPTH`. */
export function parseJson(text: string): Result<unknown, string> {
  const plain = text.replace(/^\uFEFF/, '');
  if (deepest(plain) > MAX_JSON_DEPTH) return err(`nested deeper than ${MAX_JSON_DEPTH} levels`);
  try {
    const value: unknown = JSON.parse(plain);
    return ok(value);
  } catch (cause) {
    // JSON.parse has no other way to say that a text is not JSON.
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Deepest nesting of brackets outside of strings. */
function deepest(text: string): number {
  let depth = 0;
  let max = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') {
      depth += 1;
      max = Math.max(max, depth);
    } else if (c === '}' || c === ']') depth -= 1;
  }
  return max;
}
