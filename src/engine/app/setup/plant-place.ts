import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { EventCode } from '#core/control/codes.ts';
import { slug } from '#core/plant/common.ts';
import { progressForOtherPlant, siteForOtherPlant } from '#core/setup/other-plant.ts';
import { restoreSite } from '#core/setup/site.ts';
import { restoreProgress } from '#core/setup/steps.ts';
import { syncPath } from '#engine/backup/files.ts';
import { statesOf } from '#engine/backup/inspect.ts';
import { HISTORY_FILE } from '#engine/ports/backup.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import { REGISTER_KEY } from '../access/index.ts';
import { SETUP_KEY, SITE_KEY } from './setup-keys.ts';

/**
 * One data folder, several plants: the files of the plant that runs lie in the folder itself, those of
 * every other in `plants/ID`. At a start with the profile of another plant they change places by renaming,
 * which a power cut may interrupt at any point: the next start goes on from where it was.
 */

/** Which plant a history is of, in its own state: it says so also when it comes out of a backup. */
export const PLANT_KEY = 'engine.plant';
export const PLANTS_DIR = 'plants';
const MOVE_FILE = 'plant-change.json';

const OWN = [
  HISTORY_FILE,
  `${HISTORY_FILE}-wal`,
  `${HISTORY_FILE}-shm`,
  `${HISTORY_FILE}.recovered`,
  'journal',
  'damaged',
  'reports',
  'what-if',
];
const isOwn = (name: string): boolean =>
  OWN.includes(name) || /^virtual-plant-\d+\.json$/.test(name);

const moveSchema = z.object({
  from: slug,
  to: slug,
  stage: z.enum(['out', 'in', 'state']),
  /** Texts that go along into the state of the history that comes. */
  state: z.record(z.string(), z.string()),
});
type Move = z.infer<typeof moveSchema>;

/** What a start with another plant's profile brought about. */
export interface PlantChange {
  readonly from: string;
  readonly to: string;
  /** Belongs into the state of the history that is now in place, over what it holds. */
  readonly state: Readonly<Record<string, string>>;
  /** Tells that this is on disk. */
  settled(): void;
}

/** Only the user of the engine may read what is in there: the register of people holds hashes. */
function keep(dataDir: string, move: Move): void {
  const file = path.join(dataDir, MOVE_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(move), { mode: 0o600 });
  syncPath(`${file}.new`);
  renameSync(`${file}.new`, file);
  syncPath(dataDir);
}

function underWay(dataDir: string): Move | null {
  const file = path.join(dataDir, MOVE_FILE);
  return existsSync(file) ? moveSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

/** Plant the present history is of; null where there is none, it does not say, or it cannot be read: then it is brought back first. */
function presentPlant(
  dataDir: string,
): { readonly id: string; readonly state: Readonly<Record<string, string>> } | null {
  const file = path.join(dataDir, HISTORY_FILE);
  if (!existsSync(file)) return null;
  try {
    const state = statesOf(file, [PLANT_KEY, REGISTER_KEY, SETUP_KEY, SITE_KEY]);
    const id = slug.safeParse(state[PLANT_KEY]);
    return id.success ? { id: id.data, state } : null;
  } catch {
    return null;
  }
}

/** What goes along to a plant: people always; site and set-up where the plant was never run here. */
function goingAlong(
  state: Readonly<Record<string, string>>,
  isKnown: boolean,
): Record<string, string> {
  const register = state[REGISTER_KEY];
  const people: Record<string, string> = register === undefined ? {} : { [REGISTER_KEY]: register };
  if (isKnown) return people;
  const { progress } = restoreProgress(state[SETUP_KEY]);
  const { site } = restoreSite(state[SITE_KEY]);
  return {
    ...people,
    [SETUP_KEY]: JSON.stringify(progressForOtherPlant(progress)),
    [SITE_KEY]: JSON.stringify(siteForOtherPlant(site, progress)),
  };
}

const ownIn = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir).filter(isOwn) : []);

function carry(from: string, to: string): void {
  for (const name of ownIn(from)) {
    mkdirSync(to, { recursive: true, mode: 0o750 });
    renameSync(path.join(from, name), path.join(to, name));
  }
  if (existsSync(to)) syncPath(to);
  syncPath(from);
}

function goOn(dataDir: string, begun: Move): Move {
  let move = begun;
  const step = (stage: Move['stage']): void => {
    move = { ...move, stage };
    keep(dataDir, move);
  };
  if (move.stage === 'out') {
    carry(dataDir, path.join(dataDir, PLANTS_DIR, move.from));
    step('in');
  }
  if (move.stage === 'in') {
    const coming = path.join(dataDir, PLANTS_DIR, move.to);
    if (existsSync(coming)) carry(coming, dataDir);
    step('state');
  }
  return move;
}

/**
 * Puts the files of a plant in place before its history is opened; null when they already are.
 * The caller holds the lock of the data folder. Throws when the disk refuses: nothing is lost then, and
 * the next start goes on.
 *
 * @param plant id of the site in the profile that the engine starts with
 */
export function placePlant(dataDir: string, plant: string): PlantChange | null {
  // One that a power cut left half done is finished first, also when yet another plant was chosen since.
  const left = underWay(dataDir);
  const done = left === null ? null : goOn(dataDir, left);
  if (done?.to === plant) return changeOf(dataDir, done);
  const present = presentPlant(dataDir);
  if (done !== null) {
    // It never began to run: what goes along goes on from there, whatever that history says by then.
    const from = done.to;
    return changeOf(dataDir, begin(dataDir, from, plant, { ...present?.state, ...done.state }));
  }
  if (present === null || present.id === plant) return null;
  return changeOf(dataDir, begin(dataDir, present.id, plant, present.state));
}

function begin(
  dataDir: string,
  from: string,
  to: string,
  state: Readonly<Record<string, string>>,
): Move {
  const isKnown = existsSync(path.join(dataDir, PLANTS_DIR, to, HISTORY_FILE));
  const move: Move = { from, to, stage: 'out', state: goingAlong(state, isKnown) };
  keep(dataDir, move);
  return goOn(dataDir, move);
}

function changeOf(dataDir: string, { from, to, state }: Move): PlantChange {
  return {
    from,
    to,
    state,
    settled: () => {
      rmSync(path.join(dataDir, MOVE_FILE), { force: true });
      syncPath(dataDir);
    },
  };
}

/** What the history that comes says of it. */
export const plantChanged = ({ from, to }: PlantChange, tsMs: number): NewEvent => ({
  tsMs,
  kind: 'setting',
  priority: 4,
  code: 'setup.plantChanged' satisfies EventCode,
  subject: null,
  params: { from, to },
  actor: 'engine',
});

/** A plant whose history rests in the data folder. */
export interface RestingPlant {
  readonly id: string;
  /** Folder of its profile. */
  readonly profileDir: string;
  /** When it was run last, ms UTC. */
  readonly lastMs: number;
}

/** Folder in which a resting plant keeps its profile, so that going back needs no file from elsewhere. */
export const profileOfPlant = (dataDir: string, plant: string): string =>
  path.join(dataDir, PLANTS_DIR, plant, 'profile');

/** Keeps the profile a plant is run with beside the place its history will rest in. */
export function keepProfileOf(dataDir: string, plant: string, profileDir: string): void {
  const target = profileOfPlant(dataDir, plant);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o750 });
  cpSync(profileDir, target, { recursive: true });
}

/** Plants with a history that rests here, the last one first. */
export function restingPlants(dataDir: string): readonly RestingPlant[] {
  const dir = path.join(dataDir, PLANTS_DIR);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((id) => {
      const history = statSync(path.join(dir, id, HISTORY_FILE), { throwIfNoEntry: false });
      return history === undefined
        ? []
        : [{ id, profileDir: profileOfPlant(dataDir, id), lastMs: history.mtimeMs }];
    })
    .sort((a, b) => b.lastMs - a.lastMs);
}
