import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { faultText } from '#core/process/fault.ts';
import { parseScenario } from '#core/scenario/scenario.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads one scenario file; problems come as lines with path, value, what is allowed and what to do. */
export async function readScenario(file: string): Promise<Result<Scenario, string[]>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return err([`scenario file ${file}: cannot be read: ${textOf(error)}`]);
  }
  const parsed = parseScenario(path.basename(file), text);
  return parsed.ok ? parsed : err(parsed.error.map(faultText));
}

export interface Library {
  /** Numbered ones first, the template last. */
  readonly scenarios: readonly Scenario[];
  /** Files that could not be taken, each as lines. */
  readonly problems: readonly string[];
}

/** All scenarios of a folder for one plant; a bad file is named and left out. */
export async function readLibrary(dir: string, plant: string): Promise<Library> {
  let names: string[];
  try {
    names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    return {
      scenarios: [],
      problems: [`scenario folder ${dir}: cannot be read: ${textOf(error)}`],
    };
  }
  const scenarios: Scenario[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const read = await readScenario(path.join(dir, name));
    if (!read.ok) problems.push(...read.error);
    else if (read.value.plant === plant) scenarios.push(read.value);
  }
  return { scenarios: scenarios.sort((a, b) => rank(a.id) - rank(b.id)), problems };
}

/** Numbered ones first, the template last; within a group the order of the files. */
const rank = (id: string): number => (/^[a-z]-\d+$/.test(id) ? 0 : id === 'free' ? 2 : 1);

/** A scenario by its name in the folder, or by the path of a file. */
export async function findScenario(
  nameOrFile: string,
  dir: string,
  plant: string,
): Promise<Result<Scenario, string[]>> {
  if (nameOrFile.endsWith('.json') || /[\\/]/.test(nameOrFile)) return readScenario(nameOrFile);
  const { scenarios, problems } = await readLibrary(dir, plant);
  const found = scenarios.find((each) => each.id === nameOrFile);
  if (found !== undefined) return ok(found);
  return err([
    `--scenario ${nameOrFile}: no such scenario for ${plant} in ${dir}; known are ${scenarios.map((each) => each.id).join(', ')}; or give the path of a .json file`,
    ...problems,
  ]);
}
