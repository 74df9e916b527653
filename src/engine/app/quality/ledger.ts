import type { Entry, EntryBody, EntryKind, NewEntry } from '#core/records/entry.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { Params, PlantEvent } from '#core/control/record.ts';
import { maintenanceBody } from '#core/signal/quality-state/bodies.ts';
import type { Calibration, Correction } from '#core/signal/drift/correction.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import { calibrationOf, correctionOf } from './entry-views.ts';

export interface Maintenance {
  readonly sinceMs: number;
  readonly who: string;
}

/** What has to be written down for an action of a person or of the engine. */
export interface Written {
  readonly entries: readonly NewEntry[];
  readonly events: readonly PlantEvent[];
}

export const bothWritten = (...parts: readonly (Written | null)[]): Written => ({
  entries: parts.flatMap((part) => part?.entries ?? []),
  events: parts.flatMap((part) => part?.events ?? []),
});

const PAGE = 1000;

/** A checked value as the body of an entry. */
export const bodyOf = (value: object): EntryBody => structuredClone(value) as EntryBody;

/** An event on the quality of the data; it concerns a sensor unless `tag` is null. */
export const qualityEvent = (
  code: EventCode,
  tag: string | null,
  params: Params,
  actor: string,
  tsMs: number,
  priority = 4,
): PlantEvent => ({ tsMs, kind: 'quality', priority, code, subject: tag, params, actor });

/**
 * What stands decided about the sensors: the newest version of each correction and calibration, and
 * who works on which sensor. A change is made with `put...`, which answers with the new version as
 * it must be written down.
 */
export class QualityLedger {
  readonly #corrections = new Map<string, Correction>();
  readonly #calibrations = new Map<string, Calibration>();
  readonly #maintenance = new Map<string, Maintenance>();

  clear(): void {
    this.#corrections.clear();
    this.#calibrations.clear();
    this.#maintenance.clear();
  }

  /** Reads back what stands; may be called again when it failed. */
  async load(historian: Historian): Promise<HistorianFault | null> {
    const take = (entry: Entry): void => {
      const correction = entry.kind === 'correction' ? correctionOf(entry) : null;
      if (correction !== null) this.#corrections.set(entry.id, correction);
      const calibration = entry.kind === 'calibration' ? calibrationOf(entry) : null;
      if (calibration !== null) this.#calibrations.set(entry.id, calibration);
      if (entry.kind !== 'dataSetting' || entry.tag === null) return;
      const setting = maintenanceBody.safeParse(entry.body);
      if (setting.success && setting.data.on)
        this.#maintenance.set(entry.tag, {
          sinceMs: entry.tsMs,
          who: entry.actor.replace(/^person:/, ''),
        });
    };
    const kinds: readonly EntryKind[] = ['correction', 'calibration', 'dataSetting'];
    let beforeSeq: number | undefined;
    for (;;) {
      const page = await historian.entries({
        kinds,
        versions: 'latest',
        limit: PAGE,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      if (!page.ok) return page.error;
      page.value.forEach(take);
      beforeSeq = page.value.at(-1)?.seq;
      if (page.value.length < PAGE) return null;
    }
  }

  correction(id: string): Correction | null {
    return this.#corrections.get(id) ?? null;
  }

  /** All corrections of a sensor, in every state. */
  corrections(tag: string): readonly Correction[] {
    return [...this.#corrections.values()].filter((each) => each.tag === tag);
  }

  /** The correction that acts on a sensor's readings now. */
  acting(tag: string): Correction | null {
    const standing = this.corrections(tag).filter((each) => each.state === 'accepted');
    return standing.sort((a, b) => b.atMs - a.atMs)[0] ?? null;
  }

  /** Tags with at least one correction that was ever accepted. */
  correctedTags(): ReadonlySet<string> {
    return new Set(
      [...this.#corrections.values()]
        .filter(({ state }) => state === 'accepted' || state === 'ended')
        .map(({ tag }) => tag),
    );
  }

  proposal(tag: string): Correction | null {
    return this.corrections(tag).find((each) => each.state === 'proposed') ?? null;
  }

  calibration(id: string): Calibration | null {
    return this.#calibrations.get(id) ?? null;
  }

  calibrations(tag: string): readonly Calibration[] {
    return [...this.#calibrations.values()].filter((each) => each.tag === tag);
  }

  openCalibration(tag: string): Calibration | null {
    return this.calibrations(tag).find((each) => each.state === 'due') ?? null;
  }

  lastCalibrationMs(tag: string): number | null {
    const done = this.calibrations(tag).flatMap((each) =>
      each.state === 'done' && each.doneMs !== null ? [each.doneMs] : [],
    );
    return done.length === 0 ? null : Math.max(...done);
  }

  /** When a calibration that was due was last put off, so that it is not opened again the next day. */
  lastDroppedMs(tag: string): number | null {
    const dropped = this.calibrations(tag).filter((each) => each.state === 'dropped');
    return dropped.length === 0 ? null : Math.max(...dropped.map(({ atMs }) => atMs));
  }

  maintenance(tag: string): Maintenance | null {
    return this.#maintenance.get(tag) ?? null;
  }

  get inMaintenance(): ReadonlySet<string> {
    return new Set(this.#maintenance.keys());
  }

  putMaintenance(tag: string, on: boolean, note: string, actor: string, nowMs: number): Written {
    if (on) this.#maintenance.set(tag, { sinceMs: nowMs, who: actor.replace(/^person:/, '') });
    else this.#maintenance.delete(tag);
    const code = on ? 'sensor.maintenanceOn' : 'sensor.maintenanceOff';
    return {
      entries: [
        {
          kind: 'dataSetting',
          id: `maintenance/${tag}`,
          tsMs: nowMs,
          tag,
          actor,
          writtenMs: nowMs,
          body: { setting: 'maintenance', on, note },
        },
      ],
      events: [qualityEvent(code, tag, { tag, note }, actor, nowMs)],
    };
  }

  putCorrection(correction: Correction, code: EventCode, nowMs: number): Written {
    this.#corrections.set(correction.id, correction);
    const { id, tag, by, bias, reason, fromMs } = correction;
    return {
      entries: [
        {
          kind: 'correction',
          id,
          tsMs: fromMs,
          tag,
          actor: by,
          writtenMs: nowMs,
          body: bodyOf(correction),
        },
      ],
      events: [qualityEvent(code, tag, { tag, bias, reason }, by, nowMs)],
    };
  }

  putCalibration(
    calibration: Calibration,
    code: EventCode,
    params: Params,
    nowMs: number,
  ): Written {
    this.#calibrations.set(calibration.id, calibration);
    const { id, tag, by, dueMs, doneMs } = calibration;
    return {
      entries: [
        {
          kind: 'calibration',
          id,
          tsMs: doneMs ?? dueMs,
          tag,
          actor: by,
          writtenMs: nowMs,
          body: bodyOf(calibration),
        },
      ],
      events: [qualityEvent(code, tag, { tag, ...params }, by, nowMs)],
    };
  }
}
