import type { Machine } from '#core/plant/equipment.ts';

/** Whether machines ran or stood through a whole minute: out of scans while running, out of stored changes afterwards. */
export class RunTracker {
  readonly #machines: readonly { readonly id: string; readonly runTags: readonly string[] }[];
  readonly #seen = new Map<string, { ran: boolean; stood: boolean }>();
  readonly #state = new Map<string, boolean | null>();
  /** The run bits of all units. */
  readonly runTags: readonly string[];

  constructor(machines: readonly Machine[], tags: ReadonlySet<string>) {
    // Of a machine without run bits nothing is known, so nothing is said.
    this.#machines = machines
      .map(({ id, units }) => ({
        id,
        runTags: units.map((unit) => `${unit.id}.run`).filter((tag) => tags.has(tag)),
      }))
      .filter(({ runTags }) => runTags.length > 0);
    this.runTags = this.#machines.flatMap(({ runTags }) => runTags);
  }

  /** A run bit as it stands from now on; null when it is not known. */
  set(tag: string, running: boolean | null): void {
    this.#state.set(tag, running);
  }

  /** Takes the present state of all machines in as part of the minute. */
  note(): void {
    for (const { id, runTags } of this.#machines) {
      const states = runTags.map((tag) => this.#state.get(tag) ?? null);
      const running = states.includes(true) ? true : states.includes(null) ? null : false;
      const seen = this.#seen.get(id) ?? { ran: false, stood: false };
      // What is not known counts as both, so that nothing is said of the machine.
      if (running !== false) seen.ran = true;
      if (running !== true) seen.stood = true;
      this.#seen.set(id, seen);
    }
  }

  /** Machines that ran through all of the minute (true) or stood through it (false); begins the next one. */
  take(): ReadonlyMap<string, boolean> {
    const result = new Map<string, boolean>();
    for (const [id, { ran, stood }] of this.#seen) if (ran !== stood) result.set(id, ran);
    this.#seen.clear();
    return result;
  }
}
