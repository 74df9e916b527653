import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalText } from '#core/plant/common.ts';
import type { Tag } from '#core/plant/tag.ts';
import { spanOf } from '../model/format.ts';
import { headrooms } from '../model/headroom.ts';
import type { Headroom } from '../model/headroom.ts';
import { readingOf } from '../model/reading.ts';
import type { Reading } from '../model/reading.ts';
import { countingValue } from '../model/shown-value.ts';
import type { ProfileIndex } from '../model/profile-index.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { usePlant } from './plant-store.ts';
import { SCREENS } from './route-store.ts';
import type { Screen } from './route-store.ts';
import { effectiveTheme, onSystemTheme, usePreferences } from './settings-store.ts';

/** Picks the present language out of a text of the profile. */
export function useLocal(): (text: LocalText) => string {
  const language = usePreferences((state) => state.language);
  return useCallback((text: LocalText) => text[language], [language]);
}

/** The profile and its look-ups; screens are drawn only once they are there. */
export function useProfile(): { readonly profile: PlantProfile; readonly index: ProfileIndex } {
  const profile = usePlant((state) => state.profile);
  const index = usePlant((state) => state.index);
  if (profile === null || index === null) throw new Error('a screen was drawn before the profile arrived');
  return { profile, index };
}

/** Live reading of a tag; the component redraws only when this very reading changes. */
export function useReading(tagId: string | null): Reading {
  const sample = usePlant((state) => (tagId === null ? undefined : state.samples[tagId]));
  return useMemo(() => readingOf(sample), [sample]);
}

export const useTag = (tagId: string | null): Tag | undefined =>
  usePlant((state) => (tagId === null ? undefined : state.index?.tag.get(tagId)));

/** Time zone the technician lives in. */
export const useZone = (): string => usePlant((state) => state.profile?.site.timeZone ?? 'Asia/Seoul');

/** True while the readings on screen are the engine's last words, not live ones. */
export const useFrozen = (): boolean =>
  usePlant((state) => state.phase !== 'live' || state.status?.link.state === 'disconnected' || state.status?.link.state === 'closed');

/** True while nothing can be asked of the engine; a plant that does not answer is no hindrance to records. */
export const useFrozenEngine = (): boolean => usePlant((state) => state.phase !== 'live');

/** "12 min" or "12분". */
export function useSpanText(): (durationMs: number) => string {
  const { t } = useTranslation('ui');
  return useCallback((durationMs: number) => {
    const { unit, count } = spanOf(durationMs);
    return t(`span.${unit}`, { count });
  }, [t]);
}

/** Effluent items against their limits, from what counts: usable readings, corrected, or what stands in for them. */
export function useHeadrooms(): readonly Headroom[] {
  const samples = usePlant((state) => state.samples);
  const effective = usePlant((state) => state.effective);
  const limits = usePlant((state) => state.profile?.limits);
  return useMemo(() => (limits === undefined ? [] : headrooms(limits, (tag) => countingValue(readingOf(samples[tag]), effective[tag]))), [samples, effective, limits]);
}

/** Theme that is drawn now; follows the setting and the system. */
export function useTheme(): 'light' | 'dark' {
  const choice = usePreferences((state) => state.theme);
  return useSyncExternalStore(onSystemTheme, () => effectiveTheme(choice));
}

/** Where the values come from, in words. The engine writes the kind first, then where to: "tcp 192.168.0.10:502". */
export function useConnectionText(): string {
  const { t } = useTranslation('ui');
  const connection = usePlant((state) => state.status?.connection ?? '');
  const [first = '', ...rest] = connection.split(' ');
  return first === 'tcp' || first === 'rtu' || first === 'virtual' ? [t(`bottom.${first}`), ...rest].join(' ') : connection;
}

/** Whether the values come from the built-in virtual plant. */
export const useIsVirtual = (): boolean => usePlant((state) => state.status?.connection.startsWith('virtual') ?? false);

/** The screens that make sense with the present connection. */
export function useScreens(): readonly Screen[] {
  const virtual = useIsVirtual();
  return useMemo(() => SCREENS.filter((screen) => screen !== 'virtualPlant' || virtual), [virtual]);
}
