import type { LevelMark } from './condition.ts';
import type { ProfileDraft } from './draft.ts';
import type { Machine, Tank } from './equipment.ts';
import type { Setpoint } from './logic.ts';
import type { ProfileIssue } from './profile.ts';
import type { Tag } from './tag.ts';

export type Report = (
  file: string,
  path: string,
  value: unknown,
  rule: string,
  code: ProfileIssue['code'],
) => void;

/** What the checks look up. A map is null where its file could not be read: then nothing is held against it. */
export interface DraftIndex {
  readonly tags: ReadonlyMap<string, Tag> | null;
  readonly tanks: ReadonlyMap<string, Tank> | null;
  readonly machines: ReadonlyMap<string, Machine> | null;
  readonly valves: ReadonlySet<string> | null;
  readonly sensors: ReadonlySet<string> | null;
  /** Sequences and cleanings: what a machine may be run by. */
  readonly sequences: ReadonlySet<string> | null;
  readonly setpoints: ReadonlyMap<string, Setpoint> | null;
}

export function indexDraft(draft: ProfileDraft): DraftIndex {
  const byId = <T extends { readonly id: string }>(
    list: readonly T[] | null,
  ): Map<string, T> | null => (list === null ? null : new Map(list.map((each) => [each.id, each])));
  const ids = (list: readonly { readonly id: string }[] | null): Set<string> | null =>
    list === null ? null : new Set(list.map((each) => each.id));
  return {
    tags: byId(draft.tags),
    tanks: byId(draft.tanks),
    machines: byId(draft.machines),
    valves: ids(draft.valves),
    sensors: ids(draft.sensors),
    sequences:
      draft.sequences === null || draft.cleanings === null
        ? null
        : new Set([...draft.sequences, ...draft.cleanings].map((each) => each.id)),
    setpoints:
      draft.plc === null ? null : new Map(draft.plc.setpoints.map((each) => [each.tag, each])),
  };
}

/** References of one file, reported with the path they stand at. */
export class References {
  readonly #index: DraftIndex;
  readonly #report: Report;
  readonly #file: string;

  constructor(index: DraftIndex, report: Report, file: string) {
    this.#index = index;
    this.#report = report;
    this.#file = file;
  }

  #known(
    set: { has(id: string): boolean } | null,
    id: string,
    path: string,
    what: string,
    where: string,
  ): boolean {
    if (set === null || set.has(id)) return true;
    this.#report(this.#file, path, id, `must be ${what} of ${where}`, 'unknownReference');
    return false;
  }

  tag(id: string | null, path: string): boolean {
    return id === null || this.#known(this.#index.tags, id, path, 'a tag', 'tags.csv');
  }

  tank(id: string | null, path: string): boolean {
    return id === null || this.#known(this.#index.tanks, id, path, 'a tank', 'tanks.json');
  }

  machine(id: string | null, path: string): boolean {
    return id === null || this.#known(this.#index.machines, id, path, 'a machine', 'machines.json');
  }

  valve(id: string, path: string): boolean {
    return this.#known(this.#index.valves, id, path, 'a valve', 'machines.json');
  }

  sequence(id: string, path: string): boolean {
    return this.#known(this.#index.sequences, id, path, 'a sequence or cleaning', 'logic.json');
  }

  /** A tag that the PLC's own program works with: it needs a start value in `plc.json`. */
  setting(id: string, path: string): boolean {
    return (
      this.tag(id, path) && this.#known(this.#index.setpoints, id, path, 'a set-point', 'plc.json')
    );
  }

  /** Two numbers or clock times that must rise. */
  ordered<T extends number | string>(low: T, high: T, path: string, rule: string): void {
    if (low >= high) this.#report(this.#file, path, low, `${rule} (${high})`, 'order');
  }

  /** A level mark that a control or condition compares with: the tank must have it and a level reading. */
  mark(tankId: string, mark: LevelMark, tankPath: string, markPath: string): void {
    if (!this.tank(tankId, tankPath)) return;
    const tank = this.#index.tanks?.get(tankId);
    if (tank === undefined) return;
    if (tank.marksM[mark] === undefined) {
      this.#report(
        this.#file,
        markPath,
        mark,
        `must be a mark of ${tankId} in tanks.json (it has ${Object.keys(tank.marksM).join(', ') || 'none'})`,
        'unknownReference',
      );
    }
    if (tank.levelTag === null) {
      this.#report(
        this.#file,
        tankPath,
        tankId,
        'must be a tank with a level tag, else its level is never known',
        'unknownReference',
      );
    }
  }
}

/** Reports the second and later of equal keys. */
export function reportDuplicates(
  keys: readonly string[],
  pathOf: (i: number) => string,
  file: string,
  what: string,
  report: Report,
): void {
  const seen = new Set<string>();
  keys.forEach((key, i) => {
    if (seen.has(key))
      report(file, pathOf(i), key, `${what} stands twice; each must stand once`, 'duplicate');
    seen.add(key);
  });
}
