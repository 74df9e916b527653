/** A reading to be labelled: its full name, and the short name of what it measures. */
export interface Labelled {
  readonly name: string;
  readonly quantity: string;
}

const words = (text: string): readonly string[] => text.split(/[\s,·()]+/).filter((word) => word !== '');

/**
 * Short labels of readings drawn together under one heading: what is measured, and where
 * several measure the same, the words their names differ by. "Series A transmembrane
 * pressure" and "Series B ..." become "TMP A" and "TMP B".
 */
export function shortLabels(readings: readonly Labelled[]): readonly string[] {
  return readings.map(({ name, quantity }, i) => {
    const alike = readings.filter((other, k) => k !== i && other.quantity === quantity);
    if (alike.length === 0) return quantity;
    const own = words(name).filter((word) => alike.some((other) => !words(other.name).includes(word)) && word !== quantity);
    return [quantity, ...own].join(' ');
  });
}
