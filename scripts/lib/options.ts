import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** Ends a command with what is wrong in its own name. */
export function stop(command: string, reason: string, code: number): never {
  process.stderr.write(`${command}: ${reason}\n`);
  process.exit(code);
}

/** Options of a command; one that it does not know ends it with the reason instead of a stack. */
export const optionsOf = <T extends ParseArgsConfig>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>>['values'] => argumentsOf(command, config).values;

/** The same with the words beside the options. */
export function argumentsOf<T extends ParseArgsConfig>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return stop(command, error instanceof Error ? error.message : String(error), 2);
  }
}
