// Messages of the bootstrap go to stderr, so that stdout stays free for what a command prints.

/** @param {string} text */
export function say(text) {
  process.stderr.write(`[muljigi] ${text}\n`);
}

/**
 * Says what is wrong and what to do, then ends with exit code 1.
 * @param {string} text
 * @returns {never}
 */
export function fail(text) {
  process.stderr.write(`[muljigi] ${text}\n`);
  process.exit(1);
}
