import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';

const QUALITY = 'quality.json';

/** Tests of the signals: each names sensors that exist, once, and bounds that can hold. */
export function checkQuality(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const { quality } = draft;
  if (quality === null) return;
  const refs = new References(index, report, QUALITY);
  reportDuplicates(
    quality.sensors.map((each) => each.tag),
    (i) => `sensors[${i}].tag`,
    QUALITY,
    'sensor',
    report,
  );
  const sensorTags = draft.sensors === null ? null : new Set(draft.sensors.map((each) => each.tag));
  quality.sensors.forEach((each, i) => {
    const path = `sensors[${i}]`;
    if (refs.tag(each.tag, `${path}.tag`) && sensorTags?.has(each.tag) === false)
      report(
        QUALITY,
        `${path}.tag`,
        each.tag,
        'must be the tag of a sensor of sensors.json',
        'unknownReference',
      );
    each.restsWithout?.forEach((id, k) => refs.machine(id, `${path}.restsWithout[${k}]`));
    each.vessel?.movedBy.forEach((id, k) => refs.machine(id, `${path}.vessel.movedBy[${k}]`));
    each.vessel?.emptiedBy.forEach((id, k) => refs.machine(id, `${path}.vessel.emptiedBy[${k}]`));
    each.vessel?.flows?.forEach((tag, k) => refs.tag(tag, `${path}.vessel.flows[${k}]`));
    refs.tag(each.duplicate, `${path}.duplicate`);
    if (each.duplicate === each.tag)
      report(QUALITY, `${path}.duplicate`, each.tag, 'must be another tag', 'unknownReference');
    if (each.changePerMin !== null)
      refs.ordered(
        each.changePerMin.usual,
        each.changePerMin.most,
        `${path}.changePerMin`,
        'usual must be less than most',
      );
  });
  if (sensorTags !== null) {
    const covered = new Set(quality.sensors.map((each) => each.tag));
    for (const tag of sensorTags)
      if (!covered.has(tag))
        report(
          QUALITY,
          'sensors',
          tag,
          'every sensor of sensors.json must stand here',
          'unknownReference',
        );
  }
  reportDuplicates(
    quality.crossChecks.map((each) => each.id),
    (i) => `crossChecks[${i}].id`,
    QUALITY,
    'cross check id',
    report,
  );
  quality.crossChecks.forEach((each, i) => {
    const path = `crossChecks[${i}]`;
    const [a, b, aName, bName] =
      each.kind === 'ratio' ? [each.over, each.under, 'over', 'under'] : [each.a, each.b, 'a', 'b'];
    refs.tag(a, `${path}.${aName}`);
    refs.tag(b, `${path}.${bName}`);
    if (a === b) report(QUALITY, `${path}.${bName}`, b, 'must be another tag', 'unknownReference');
    if (each.kind === 'agree')
      each.heldIn?.forEach((tag, k) => {
        const tank = draft.tanks?.some((one) => one.levelTag === tag) ?? true;
        if (refs.tag(tag, `${path}.heldIn[${k}]`) && !tank)
          report(
            QUALITY,
            `${path}.heldIn[${k}]`,
            tag,
            'must be the level tag of a tank of tanks.json',
            'unknownReference',
          );
      });
    if (each.kind === 'ratio')
      refs.ordered(each.min, each.max, `${path}.min`, 'must be less than max');
  });
}
