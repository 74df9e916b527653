import { z } from 'zod';
import type { Checklist } from '#core/plant/rounds.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { storedChecklist } from '#contract/rounds.ts';
import type { StoredChecklist } from '#contract/rounds.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';

const bodySchema = storedChecklist.omit({ actor: true, writtenMs: true });
const MOST = 5000;

/**
 * Every version of every check list. What the profile says is written down as a version too, so that
 * a round keeps the very words it was done with when the profile is replaced by a newer one.
 */
export class ListBook {
  readonly #profile: PlantProfile;
  /** Versions of each list, oldest first. */
  #versions = new Map<string, StoredChecklist[]>();

  constructor(profile: PlantProfile) {
    this.#profile = profile;
  }

  /** @returns the fault of the history, or the versions of the profile that are not on disk yet. */
  async load(
    historian: Historian,
    nowMs: number,
  ): Promise<{ readonly fault: HistorianFault | null; readonly write: readonly NewEntry[] }> {
    const answer = await historian.entries({ kinds: ['checklist'], versions: 'all', limit: MOST });
    if (!answer.ok) return { fault: answer.error, write: [] };
    this.#versions = new Map();
    for (const entry of [...answer.value].reverse()) {
      const body = bodySchema.safeParse(entry.body);
      if (body.success) this.#put({ ...body.data, actor: entry.actor, writtenMs: entry.writtenMs });
    }
    const write = this.#profile.rounds.checklists.flatMap((list) => {
      const newest = this.newest(list.id);
      // What a person changed stands above what a newer profile says.
      if (
        newest !== null &&
        (newest.origin === 'person' || JSON.stringify(newest.list) === JSON.stringify(list))
      )
        return [];
      return [
        this.put(list, { origin: 'profile', retired: false, note: '', actor: 'engine' }, nowMs)
          .entry,
      ];
    });
    return { fault: null, write };
  }

  /** Lists as they stand, those of the profile first. */
  present(): StoredChecklist[] {
    const order = new Map(this.#profile.rounds.checklists.map(({ id }, i) => [id, i]));
    const rank = ({ list }: StoredChecklist): number => order.get(list.id) ?? order.size;
    return [...this.#versions.keys()]
      .flatMap((id) => this.newest(id) ?? [])
      .sort((a, b) => rank(a) - rank(b));
  }

  newest(id: string): StoredChecklist | null {
    return this.#versions.get(id)?.at(-1) ?? null;
  }

  version(id: string, version: number): StoredChecklist | null {
    return this.#versions.get(id)?.find((each) => each.version === version) ?? null;
  }

  /** Newest first. */
  versions(id: string): StoredChecklist[] {
    return [...(this.#versions.get(id) ?? [])].reverse();
  }

  /** Takes a new version in; the entry is the caller's to store. */
  put(
    list: Checklist,
    about: Pick<StoredChecklist, 'origin' | 'retired' | 'note' | 'actor'>,
    nowMs: number,
  ): { readonly stored: StoredChecklist; readonly entry: NewEntry } {
    const { actor, ...rest } = about;
    const stored: StoredChecklist = {
      list,
      version: (this.newest(list.id)?.version ?? 0) + 1,
      ...rest,
      actor,
      writtenMs: nowMs,
    };
    this.#put(stored);
    return {
      stored,
      entry: {
        kind: 'checklist',
        id: list.id,
        tsMs: nowMs,
        tag: null,
        actor,
        writtenMs: nowMs,
        body: z.record(z.string(), z.json()).parse(bodySchema.parse(stored)),
      },
    };
  }

  #put(stored: StoredChecklist): void {
    const known = this.#versions.get(stored.list.id);
    if (known === undefined) this.#versions.set(stored.list.id, [stored]);
    else known.push(stored);
  }
}
