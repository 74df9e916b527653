/**
 * Trend colours by theme, ordered so that neighbours differ in hue and lightness and stay
 * apart for red-green-blind eyes. Alarm colours (red, orange, yellow, magenta) are left out.
 */
const LIGHT = ['#1b5fa8', '#0f766e', '#7a4a12', '#5b3fa6', '#3f6212', '#0e7490', '#8a3a5e', '#44546a', '#2f6f4f', '#6d28d9', '#155e9c', '#5f5b14'] as const;
const DARK = ['#7db8ff', '#4fd1c0', '#d9a066', '#b9a3ff', '#a3cf6b', '#5fd0e8', '#e8a0c0', '#a9b8cc', '#7fd4a6', '#c4a0ff', '#9cc7f0', '#cfc97a'] as const;

/** Colour of a tag: the same on every screen, because it follows from its place in the tag list. */
export function tagColour(tagPosition: number, theme: 'light' | 'dark'): string {
  const colours = theme === 'light' ? LIGHT : DARK;
  // Neighbouring tags are often shown together; the step walks the whole list before it repeats.
  return colours[(tagPosition * 5) % colours.length] ?? colours[0];
}

/** Hue each colour above belongs to: the last four are close to one of the first. */
const HUE = [0, 1, 2, 3, 4, 5, 6, 7, 1, 3, 0, 4] as const;

/**
 * Colours for tags shown together: each keeps its own unless an earlier one already has it or one
 * that looks like it. Only when every hue is in use are two shades of one hue given.
 */
export function coloursFor(tagPositions: readonly number[], theme: 'light' | 'dark'): readonly string[] {
  const all = theme === 'light' ? LIGHT : DARK;
  const taken = new Set<string>();
  const takenHues = new Set<number | undefined>();
  const hueOf = (colour: string): number | undefined => HUE[all.findIndex((each) => each === colour)];
  return tagPositions.map((position) => {
    const own = tagColour(position, theme);
    const isFree = (colour: string): boolean => !taken.has(colour);
    const standsOut = (colour: string): boolean => !takenHues.has(hueOf(colour));
    const given = standsOut(own) ? own : (all.find(standsOut) ?? (isFree(own) ? own : (all.find(isFree) ?? own)));
    taken.add(given);
    takenHues.add(hueOf(given));
    return given;
  });
}
