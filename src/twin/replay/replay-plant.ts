import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { answerPdu, EXCEPTION, exceptionPdu } from '../server/pdu.ts';
import type { Device } from '../server/pdu.ts';
import { UnitRegisters } from '../server/register-image.ts';
import type { HandlePdu } from '../server/tcp.ts';
import type { Recording } from './recording.ts';

/**
 * A recording served as if it were the plant. Each row can be read from its recorded time on,
 * all its values and the row time together; nothing can be written (exception 01).
 */
export interface ReplayPlant {
  /** Time on the clock of the recording, ms UTC. */
  nowMs(): number;
  advance(ms: number): void;
  readonly handlePdu: HandlePdu;
  /** Row shown now. */
  row(): number;
  /** The last row is shown and its time has passed; it stays. */
  atEnd(): boolean;
}

export interface ReplayOptions {
  readonly profile: PlantProfile;
  readonly recording: Recording;
  /** Where to begin, ms UTC; the first row when null. */
  readonly fromMs: number | null;
}

/** Fails when the map speaks of tags the profile does not have, or `fromMs` lies after the end. */
export function createReplayPlant({
  profile,
  recording,
  fromMs,
}: ReplayOptions): Result<ReplayPlant, string[]> {
  const known = new Set(profile.tags.map((tag) => tag.id));
  const unknown = [...recording.values.keys()].filter((tag) => !known.has(tag));
  if (unknown.length > 0)
    return err(
      unknown.map((tag) => `column map: tag ${tag} is not in the profile ${profile.site.id}`),
    );
  const { timesMs } = recording;
  const last = timesMs.length - 1;
  const endMs = timesMs[last] ?? 0;
  if (fromMs !== null && fromMs > endMs)
    return err([
      `--from ${new Date(fromMs).toISOString()}: the recording ends at ${new Date(endMs).toISOString()}`,
    ]);

  let nowMs = Math.max(timesMs[0] ?? 0, fromMs ?? Number.NEGATIVE_INFINITY);
  let row = 0;
  const units = new Map<number, UnitRegisters>();
  const writers: { readonly series: Float64Array; write(value: number): void }[] = [];
  for (const tag of profile.tags) {
    const registers = units.get(tag.slave) ?? new UnitRegisters();
    units.set(tag.slave, registers);
    const slot = registers.add(tag, false);
    const series = recording.values.get(tag.id);
    if (series !== undefined) writers.push({ series, write: (value) => slot.write(value) });
  }
  const show = (): void => {
    while (row < last && (timesMs[row + 1] ?? 0) <= nowMs) row++;
    for (const { series, write } of writers) write(series[row] ?? 0);
  };
  show();

  const devices = new Map<number, Device>(
    [...units].map(([slave, registers]) => [
      slave,
      {
        read: (table, address, count) => registers.read(table, address, count),
        write: () => 'illegalFunction',
      },
    ]),
  );
  return ok({
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
      if (row < last && (timesMs[row + 1] ?? 0) <= nowMs) show();
    },
    handlePdu(unit, pdu) {
      const device = devices.get(unit);
      return device === undefined
        ? exceptionPdu(pdu[0] ?? 0, EXCEPTION.targetSilent)
        : answerPdu(device, pdu);
    },
    row: () => row,
    atEnd: () => row === last && nowMs >= endMs,
  });
}
