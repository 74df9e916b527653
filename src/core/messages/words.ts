/** Texts as they stand in a file of `resources/messages`: groups of groups down to the text. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** Texts by key: `messages:alarm.raised`, `ui:item.TN`. */
export type FlatTexts = ReadonlyMap<string, string>;

/** The texts of a file by key: the first level is the name space, the others are joined by points. */
export function flatTexts(tree: TextTree): FlatTexts {
  const found = new Map<string, string>();
  const walk = (node: TextTree, prefix: string): void => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') found.set(`${prefix}${key}`, value);
      else walk(value, `${prefix}${key}${prefix === '' ? ':' : '.'}`);
    }
  };
  walk(tree, '');
  return found;
}

/** A text with its `{{placeholders}}` filled in; one that is not given becomes nothing, as in the window. */
export const fillText = (
  text: string,
  params: Readonly<Record<string, string | number>> = {},
): string => text.replaceAll(/{{(\w+)}}/g, (_whole, name: string) => String(params[name] ?? ''));
