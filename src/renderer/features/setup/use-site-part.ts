import { useTranslation } from 'react-i18next';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Fields } from '#core/together/compare.ts';
import type { SiteFault } from '#core/setup/check.ts';
import { checkSitePart } from '#core/setup/check.ts';
import type { SitePart, SitePartName } from '#core/setup/site.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { formatStamp } from '../../model/format.ts';
import { setup, useSetup } from '../../store/setup-store.ts';

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export interface SitePartTools {
  /** The profile as it was delivered. */
  readonly given: PlantProfile;
  readonly check: (part: SitePart) => readonly SiteFault[];
  /** Puts a part in force that was drawn up on these fields; null when it is, else why not. */
  readonly save: (part: SitePart, base: Fields) => Promise<CallFault | null>;
  /** What is wrong, in words; `typed` is what stands in the field, which a figure that is none does not tell. */
  readonly words: (fault: SiteFault | undefined, typed?: string) => string | null;
}

/** The delivered profile, its check and the way to put a site's own values over it. */
export function useSitePart(): SitePartTools {
  const { t } = useTranslation('setup');
  const { profile } = useProfile();
  const who = useOperatorName();
  const view = useSetup((state) => state.view);
  const given: PlantProfile = view === null ? profile : { ...profile, limits: view.given.limits, tariffs: view.given.tariffs };
  return {
    given,
    check: (part) => checkSitePart(part, given, isZone),
    save: async (change, base) => {
      const answer = await callEngine('setup.save', { change, who: who.trim() === '' ? '-' : who }, { base });
      if (answer.ok) setup.take(answer.value);
      return answer.ok ? null : answer.error;
    },
    words: (fault, typed = '') =>
      fault === undefined ? null : t(`fault.${fault.rule === 'number' && typed.trim() === '' ? 'noNumber' : fault.rule}`, { value: fault.rule === 'number' ? typed : fault.value, min: fault.min ?? '–', max: fault.max ?? '–' }),
  };
}

/** Who changed a part last and when; null while the profile's own values hold. */
export function useChangedBy(part: SitePartName): string {
  const { t } = useTranslation('setup');
  const zone = useZone();
  const stamp = useSetup(({ view }) => view?.site[part] ?? null);
  if (stamp === null) return t('changed.never');
  const params = { who: stamp.who, time: formatStamp(stamp.atMs, zone) };
  return stamp.value === null ? t('changed.back', params) : t('changed.by', params);
}
