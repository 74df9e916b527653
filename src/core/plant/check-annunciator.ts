import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { Annunciator } from './logic.ts';
import type { Tag } from './tag.ts';

const PLC = 'plc.json';

/** Tags, places and times of horn and lamps. */
export function checkAnnunciator(
  { outputs, aliveTag, aliveTimeoutS, repeatS }: Annunciator,
  index: DraftIndex,
  report: Report,
): void {
  const refs = new References(index, report, PLC);
  const tags = new Set(outputs.map(({ tag }) => tag));
  reportDuplicates(
    outputs.map(({ tag }) => tag),
    (i) => `annunciator.outputs[${i}].tag`,
    PLC,
    'output of the annunciator',
    report,
  );
  refs.ordered(
    repeatS * 2,
    aliveTimeoutS,
    'annunciator.repeatS',
    'one repeat may be lost: twice the repeat must lie below the time-out',
  );
  outputs.forEach((output, i) => {
    const path = `annunciator.outputs[${i}].tag`;
    if (!refs.tag(output.tag, path)) return;
    const tag = index.tags?.get(output.tag);
    if (tag !== undefined) checkOutput(tag, path, tags, index, report);
  });
  if (!refs.tag(aliveTag, 'annunciator.aliveTag')) return;
  const alive = index.tags?.get(aliveTag);
  if (alive === undefined) return;
  const isCount = alive.table === 'holding' && alive.type === 'uint16' && alive.scale === 1;
  if (!isCount || alive.offset !== 0 || alive.access !== 'rw' || alive.pollClass !== '1s')
    report(
      PLC,
      'annunciator.aliveTag',
      aliveTag,
      'its tag must be a holding register of type uint16 with scale 1, offset 0, access rw and poll class 1s (tags.csv)',
      'range',
    );
}

/** A coil, or a bit of a register that holds nothing but outputs: the engine writes the register whole. */
function checkOutput(
  tag: Tag,
  path: string,
  outputs: ReadonlySet<string>,
  index: DraftIndex,
  report: Report,
): void {
  const wrong = (rule: string): void => report(PLC, path, tag.id, rule, 'range');
  const isCoil = tag.table === 'coil' && tag.type === 'bool';
  const isBit = tag.table === 'holding' && tag.type === 'bit';
  if (!isCoil && !isBit) wrong('its tag must be a coil or a bit of a holding register (tags.csv)');
  if (tag.access !== 'rw') wrong('its tag must have access rw (tags.csv)');
  if (tag.pollClass !== '1s')
    wrong('its tag must be read each second (pollClass 1s, tags.csv): the read-back is the proof');
  const stranger = isBit
    ? [...(index.tags?.values() ?? [])].find(
        (other) =>
          other.slave === tag.slave &&
          other.table === 'holding' &&
          other.address === tag.address &&
          !outputs.has(other.id),
      )
    : undefined;
  if (stranger !== undefined)
    wrong(`shares its register with ${stranger.id}; its other bits must be outputs as well`);
}
