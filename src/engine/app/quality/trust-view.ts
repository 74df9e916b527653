import { missingShare } from '#core/signal/quality-state/state.ts';
import type { Effective } from '#core/signal/virtual/estimate.ts';
import type { SensorState, SensorTrust } from '#contract/data-quality.ts';
import { nextCalibrationMs } from './daily-jobs.ts';
import type { QualityLedger } from './ledger.ts';
import type { MinuteRunner } from './minute-runner.ts';
import type { References } from './references.ts';

export interface TrustSources {
  readonly runner: MinuteRunner;
  readonly ledger: QualityLedger;
  readonly references: References;
  /** What stands for it in the last scan; null before the first. */
  readonly effective: Effective | null;
  /** Whether the last scan has a usable reading of it. */
  readonly usable: boolean;
  readonly nowMs: number;
}

const NOTHING: Effective = { value: null, substitute: null, correction: 0, sd: null };

/** All that is known of how far one sensor can be trusted, as the window shows it. */
export function trustOf(tag: string, sources: TrustSources): SensorTrust {
  const { runner, ledger, references, nowMs } = sources;
  const now = runner.latest.get(tag);
  const keeping = runner.state.sensors[tag];
  const open = keeping?.substitution ?? null;
  const maintenance = ledger.maintenance(tag);
  const bias = references.bias(tag, nowMs);
  const neverRead = keeping === undefined || keeping.firstMs === null;
  const silence = now?.silence ?? null;
  return {
    tag,
    critical: runner.plan.byTag.get(tag)?.quality.critical ?? false,
    score: now === undefined || neverRead ? null : Math.round(now.score.score),
    deductions: neverRead ? [] : (now?.score.deductions ?? []).map((each) => ({ ...each })),
    state: stateOf(sources, tag, neverRead),
    openFindings: (keeping?.findings ?? []).filter(({ toMs }) => toMs === null),
    estimate: now?.estimate ?? null,
    noEstimate: now?.estimate == null ? (silence?.why ?? null) : null,
    effective: sources.effective ?? now?.effective ?? NOTHING,
    substitution:
      open === null
        ? null
        : { kind: open.kind, sinceMs: open.fromMs, reason: open.reason, entryId: open.id },
    correction: ledger.acting(tag),
    proposal: ledger.proposal(tag),
    lastReference: references.last(tag, ledger),
    lastCalibrationMs: ledger.lastCalibrationMs(tag),
    nextCalibrationMs: nextCalibrationMs(runner, ledger, tag),
    openCalibration: ledger.openCalibration(tag),
    maintenance,
    lifeLeftDays: runner.lifeLeftDays(tag, nowMs),
    missingShare24h: keeping === undefined ? 0 : missingShare(keeping),
    bias: bias === null ? null : [bias.estimate.value, bias.estimate.sd],
  };
}

function stateOf(
  { runner, ledger, usable }: TrustSources,
  tag: string,
  neverRead: boolean,
): SensorState {
  if (ledger.maintenance(tag) !== null) return 'maintenance';
  const now = runner.latest.get(tag);
  if (!usable) return neverRead && now === undefined ? 'learning' : 'lost';
  if (now === undefined) return 'learning';
  if (now.trust === 'bad') return 'bad';
  if (now.trust === 'suspect') return 'suspect';
  const doubted = runner.state.sensors[tag]?.findings.some(
    ({ toMs, severity, tier }) => toMs === null && tier === 3 && severity !== 'note',
  );
  if (doubted === true) return 'suspect';
  return now.status.learning ? 'learning' : 'good';
}
