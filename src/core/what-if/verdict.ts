import { effluentTargets } from '../plant/derived.ts';
import type { PlantProfile } from '../plant/profile.ts';
import { sameFutures } from './compare.ts';
import type { EffluentFigures, FutureFigures, WhatIfResult } from './result.ts';

/**
 * One plain sentence about two futures: its code names a text of the translation files,
 * `params` fills it. `tone` says whether it is bad news.
 */
export interface Statement {
  readonly code:
    | 'same'
    | 'limitBroken'
    | 'limitBrokenLess'
    | 'limitBrokenAnyway'
    | 'limitKept'
    | 'targetMissed'
    | 'spill'
    | 'dischargeLess'
    | 'trip'
    | 'interlock'
    | 'tmpOver'
    | 'empty'
    | 'energy'
    | 'energySame';
  readonly tone: 'good' | 'bad' | 'plain';
  readonly params: Readonly<Record<string, string | number>>;
}

/** Less than this share of energy is not worth a word. */
const WORTH_SHARE = 0.002;
/** Hours above a target or a limit that are worth a word. */
const WORTH_HOURS = 0.5;
/** An interlock that acts so many times longer than as now is worth a word as well. */
const WORTH_INTERLOCK_TIMES = 2;
/** Share of the discharge that must be missing before its figures mean something else. */
const LESS_DISCHARGE = 0.1;

/** Share of the discharge as now that the changed future leaves out. */
const dischargeMissing = (now: FutureFigures, changed: FutureFigures): number =>
  now.water.effluentM3 <= 0 ? 0 : 1 - changed.water.effluentM3 / now.water.effluentM3;

/** What a person should know of the changed future, the worst first. */
export function verdictOf(
  profile: PlantProfile,
  result: Pick<WhatIfResult, 'now' | 'changed' | 'series'>,
): Statement[] {
  if (sameFutures(result)) return [{ code: 'same', tone: 'plain', params: {} }];
  const { now, changed } = result;
  const statements = [
    ...waterStatements(now, changed),
    ...effluentStatements(profile, now, changed),
    ...machineStatements(profile, now, changed),
    ...energyStatements(now, changed),
  ];
  const bad = statements.filter(({ tone }) => tone === 'bad');
  return [...bad, ...statements.filter(({ tone }) => tone !== 'bad')];
}

function waterStatements(now: FutureFigures, changed: FutureFigures): Statement[] {
  const more = changed.water.spilledM3 - now.water.spilledM3;
  const missing = dischargeMissing(now, changed);
  const statements: Statement[] = [];
  if (more > 0.1) statements.push({ code: 'spill', tone: 'bad', params: { m3: more } });
  if (missing > LESS_DISCHARGE)
    statements.push({ code: 'dischargeLess', tone: 'bad', params: { percent: missing * 100 } });
  return statements;
}

function effluentStatements(
  profile: PlantProfile,
  now: FutureFigures,
  changed: FutureFigures,
): Statement[] {
  const limits = new Map(effluentTargets(profile.limits).map((each) => [String(each.item), each]));
  const pairs = changed.effluent.flatMap((own): [EffluentFigures, EffluentFigures][] => {
    const before = now.effluent.find((each) => each.tag === own.tag);
    return before === undefined || !limits.has(own.item) ? [] : [[before, own]];
  });
  const broken = pairs.filter(([, own]) => own.hoursOverLimit > 0);
  const statements = broken.map(([before, own]): Statement => {
    const more = own.hoursOverLimit - before.hoursOverLimit;
    const code =
      more > WORTH_HOURS
        ? 'limitBroken'
        : more < -WORTH_HOURS
          ? 'limitBrokenLess'
          : 'limitBrokenAnyway';
    return {
      code,
      tone: code === 'limitBroken' ? 'bad' : 'plain',
      params: { item: own.item, hours: own.hoursOverLimit, hoursNow: before.hoursOverLimit },
    };
  });
  const missed = pairs.filter(
    ([before, own]) =>
      own.hoursOverLimit === 0 && own.hoursOverTarget > before.hoursOverTarget + WORTH_HOURS,
  );
  for (const [before, own] of missed)
    statements.push({
      code: 'targetMissed',
      tone: 'plain',
      params: { item: own.item, hours: own.hoursOverTarget, hoursNow: before.hoursOverTarget },
    });
  if (broken.length === 0 && pairs.length > 0) {
    const nearest = nearestOf(
      pairs.map(([, own]) => own),
      limits,
    );
    statements.push({
      code: 'limitKept',
      tone: 'good',
      params: nearest ?? { item: pairs[0]?.[1].item ?? '', percent: 0 },
    });
  }
  return statements;
}

/** The item whose highest value comes nearest to its upper limit. */
function nearestOf(
  figures: readonly EffluentFigures[],
  limits: ReadonlyMap<string, { readonly max: number | null; readonly min: number | null }>,
): { item: string; percent: number } | null {
  let nearest: { item: string; percent: number } | null = null;
  for (const { item, max } of figures) {
    const limit = limits.get(item);
    if (limit?.max === undefined || limit.max === null || limit.min !== null || max === null)
      continue;
    const percent = (max / limit.max) * 100;
    if (nearest === null || percent > nearest.percent) nearest = { item, percent };
  }
  return nearest;
}

function machineStatements(
  profile: PlantProfile,
  now: FutureFigures,
  changed: FutureFigures,
): Statement[] {
  const before = new Set(now.trips.map(({ unit }) => unit));
  const trips = changed.trips
    .filter(({ unit }) => !before.has(unit))
    .map(({ unit, firstH }): Statement => ({
      code: 'trip',
      tone: 'bad',
      params: { unit, hour: firstH },
    }));
  const interlocks = changed.interlocks.flatMap(({ id, firstH, hours }): Statement[] => {
    const was = now.interlocks.find((each) => each.id === id);
    const stops = profile.interlocks.find((each) => each.id === id)?.action;
    const hoursNow = was?.hours ?? 0;
    if (stops === undefined || stops === 'inhibitStart') return [];
    if (hours <= WORTH_INTERLOCK_TIMES * hoursNow + WORTH_HOURS) return [];
    return [
      { code: 'interlock', tone: 'bad', params: { interlock: id, hour: firstH, hours, hoursNow } },
    ];
  });
  const empty = changed.chemicals.flatMap(({ machine, emptyH }): Statement[] => {
    const was = now.chemicals.find((each) => each.machine === machine)?.emptyH ?? 0;
    return emptyH > was ? [{ code: 'empty', tone: 'bad', params: { machine, hours: emptyH } }] : [];
  });
  const tmp = changed.membranes.flatMap(({ machine, maxTmpKPa }): Statement[] => {
    const was = now.membranes.find((each) => each.machine === machine)?.maxTmpKPa ?? null;
    const high = highestTmp(profile);
    return maxTmpKPa !== null && high !== null && maxTmpKPa > high && (was === null || was <= high)
      ? [{ code: 'tmpOver', tone: 'bad', params: { machine, kPa: maxTmpKPa, limit: high } }]
      : [];
  });
  return [...trips, ...interlocks, ...tmp, ...empty];
}

/** Warning pressure of the membranes: the lowest setting of a pressure-difference sensor called `warning`. */
function highestTmp(profile: PlantProfile): number | null {
  const sensors = profile.sensors.filter((each) => each.quantity === 'pressureDifference');
  const warnings = profile.plc.setpoints
    .filter(({ tag }) => sensors.some(({ id }) => tag === `${id}.warning`))
    .map(({ initial }) => initial);
  return warnings.length === 0 ? null : Math.min(...warnings);
}

function energyStatements(now: FutureFigures, changed: FutureFigures): Statement[] {
  const share = now.energyKwh === 0 ? 0 : (changed.energyKwh - now.energyKwh) / now.energyKwh;
  if (Math.abs(share) < WORTH_SHARE) return [{ code: 'energySame', tone: 'plain', params: {} }];
  return [
    {
      code: 'energy',
      // Water that is not treated saves energy; that is no saving.
      tone: share < 0 && dischargeMissing(now, changed) <= LESS_DISCHARGE ? 'good' : 'plain',
      params: { percent: share * 100, won: changed.costWon - now.costWon },
    },
  ];
}
