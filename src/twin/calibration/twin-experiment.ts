import type { PlantProfile } from '#core/plant/profile.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { faultText } from '#core/process/fault.ts';
import { runSite } from './site-run.ts';
import type { SiteRun } from './site-run.ts';

/** Share of an instrument's stated accuracy that is one standard deviation of its hourly noise. */
const NOISE_SHARE = 0.25;

/**
 * Logged data of a plant whose parameters are known: a run of the virtual plant, as a plain data
 * file, with noise on every value by its instrument's stated accuracy. For proving that a fit
 * finds again what was put in.
 */
export function twinLog(
  run: SiteRun,
  parameters: ParameterOverrides,
  noiseSeed: number,
): Result<string, string[]> {
  const steps = runSite(run, parameters);
  if (!steps.ok) return err(steps.error.map(faultText));
  const random = seedRandom(noiseSeed, 21);
  const rows = Array.from({ length: steps.value[0]?.length ?? 0 }, (_, k) => {
    const cells = run.tags.map((tag, i) => {
      const value = steps.value[i]?.[k] ?? 0;
      const noise = NOISE_SHARE * accuracy(run.profile, tag, value) * nextGaussian(random);
      return String(Number(Math.max(0, value + noise).toPrecision(7)));
    });
    // A mean stands at the end of its hour; a second inside, so that it falls into it when read.
    const at = new Date(run.startMs + (k + 1) * run.stepS * 1000);
    return [at.toISOString().replace('.000Z', 'Z'), ...cells].join(',');
  });
  const head = run.tags.map((tag) => {
    const unit = run.profile.tags.find((each) => each.id === tag)?.unit ?? '';
    return unit === '' ? tag : `${tag} [${unit}]`;
  });
  const first = new Date(run.startMs).toISOString().replace('.000Z', 'Z');
  return ok(
    [['time', ...head].join(','), `${first}${','.repeat(run.tags.length)}`, ...rows, ''].join('\n'),
  );
}

function accuracy(profile: PlantProfile, tag: string, value: number): number {
  const sensor = profile.sensors.find((each) => each.tag === tag);
  if (sensor === undefined) return 0;
  const { accuracy: stated, range } = sensor;
  if (stated.of === 'absolute') return stated.value;
  return (stated.value / 100) * (stated.of === 'span' ? range.max - range.min : value);
}
