/**
 * A reading's name without the place it is drawn under: "Membrane tank DO" becomes "DO"
 * beneath the membrane tank. The full name stays when nothing would be left.
 */
export function shortName(name: string, places: readonly string[]): string {
  const longestFirst = places.toSorted((a, b) => b.length - a.length);
  for (const place of longestFirst) {
    if (name.toLowerCase().startsWith(place.toLowerCase())) {
      const rest = name.slice(place.length).replace(/^[\s,·:-]+/, '');
      if (rest !== '') return /^[a-z]{2}/.test(rest) ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest;
    }
  }
  return name;
}

/** Short names of readings drawn together; those that would read alike keep their full ones. */
export function shortNames(names: readonly string[], places: readonly string[]): readonly string[] {
  const short = names.map((name) => shortName(name, places));
  return short.map((name, i) => (short.filter((each) => each === name).length > 1 ? (names[i] ?? name) : name));
}
