/**
 * How many lines each week of a calendar shows, so that all of them stand in a height without scrolling:
 * the fullest weeks give way first, none to less than one line.
 * @param needs lines of the fullest day of each week
 * @param room lines that fit in all weeks together
 */
export function linesThatFit(needs: readonly number[], room: number): readonly number[] {
  const lines = needs.map((need) => Math.max(1, need));
  for (let over = lines.reduce((sum, each) => sum + each, 0) - room; over > 0; over--) {
    const most = Math.max(...lines);
    if (most === 1) break;
    lines[lines.lastIndexOf(most)] = most - 1;
  }
  return lines;
}
