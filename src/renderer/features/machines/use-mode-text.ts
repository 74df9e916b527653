import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '#core/plant/equipment.ts';
import type { UnitView } from '../../model/machine-state.ts';

/** "Remote · auto", "Local", or what kind of thing it is when it has no mode. */
export function useModeText(): (machine: Machine, unit: UnitView) => string {
  const { t } = useTranslation('machines');
  return useCallback((machine: Machine, unit: UnitView) => {
    if (machine.kind === 'instrument') return t('mode.instrument');
    if (unit.localOnly || !unit.hasStatus) return t('mode.localOnly');
    if (unit.remote === null) return t('mode.unknown');
    if (!unit.remote) return t('mode.local');
    if (unit.auto === null) return t('mode.remote');
    return `${t('mode.remote')} · ${t(unit.auto ? 'mode.auto' : 'mode.hand')}`;
  }, [t]);
}
