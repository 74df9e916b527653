/**
 * Arithmetic of the model table: numbers, names, + - * /, brackets, and three functions.
 * The table holds text, so that it can be printed and compared with the published matrix as it
 * stands; this reads the text once and gives a function of named values.
 *
 * - `monod(S, K)` = S / (K + S), 0 for S <= 0; K = 0 means the term is switched off and gives 1
 * - `inhibit(S, K)` = K / (K + S), 1 for S <= 0
 * - `per(a, b)` = a / b, 0 for b <= 0
 */
export type Names = Readonly<Record<string, number>>;
export type Formula = (names: Names) => number;

export const monod = (s: number, k: number): number => (k === 0 ? 1 : s > 0 ? s / (k + s) : 0);
export const inhibit = (s: number, k: number): number => (s > 0 ? k / (k + s) : 1);
export const per = (a: number, b: number): number => (b > 0 ? a / b : 0);

const FUNCTIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  monod,
  inhibit,
  per,
};

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z][A-Za-z0-9]*)|([-+*/(),]))/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (match === null) throw new Error(`formula "${text}": unreadable at ${String(at)}`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

/**
 * Reads a formula.
 * @throws Error when the text is no formula; a name without a value throws when it is evaluated.
 * Both are mistakes in the table, not in data from outside.
 */
export function readFormula(text: string): Formula {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = (): string | undefined => tokens[next];
  const take = (): string => {
    const token = tokens[next++];
    if (token === undefined) throw new Error(`formula "${text}": ends too early`);
    return token;
  };
  const expect = (token: string): void => {
    const found = take();
    if (found !== token) throw new Error(`formula "${text}": ${token} expected, found ${found}`);
  };

  const sum = (): Formula => {
    let left = product();
    for (;;) {
      const sign = peek();
      if (sign !== '+' && sign !== '-') return left;
      next++;
      const [a, b] = [left, product()];
      left = sign === '+' ? (names) => a(names) + b(names) : (names) => a(names) - b(names);
    }
  };
  const product = (): Formula => {
    let left = factor();
    for (;;) {
      const sign = peek();
      if (sign !== '*' && sign !== '/') return left;
      next++;
      const [a, b] = [left, factor()];
      left = sign === '*' ? (names) => a(names) * b(names) : (names) => a(names) / b(names);
    }
  };
  const factor = (): Formula => {
    const token = take();
    if (token === '-') {
      const inner = factor();
      return (names) => -inner(names);
    }
    if (token === '(') {
      const inner = sum();
      expect(')');
      return inner;
    }
    if (/^\d/.test(token)) {
      const number = Number(token);
      return () => number;
    }
    if (!/^[A-Za-z]/.test(token)) throw new Error(`formula "${text}": unexpected ${token}`);
    if (peek() === '(') return call(token);
    return (names) => {
      const found = names[token];
      if (found === undefined) throw new Error(`formula "${text}": no value for ${token}`);
      return found;
    };
  };
  const call = (name: string): Formula => {
    const apply = FUNCTIONS[name];
    if (apply === undefined) throw new Error(`formula "${text}": no function ${name}`);
    expect('(');
    const a = sum();
    expect(',');
    const b = sum();
    expect(')');
    return (names) => apply(a(names), b(names));
  };

  const formula = sum();
  if (next < tokens.length) throw new Error(`formula "${text}": ${take()} is left over`);
  return formula;
}
