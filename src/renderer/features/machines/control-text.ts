import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import type { Machine } from '#core/plant/equipment.ts';
import { useLocal, useProfile, useSpanText } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { readingOf } from '../../model/reading.ts';

/** How today's PLC runs a machine, in one sentence with its present settings. */
export function useControlText(): (machine: Machine) => string {
  const { t } = useTranslation('machines');
  const local = useLocal();
  const spanText = useSpanText();
  const { profile, index } = useProfile();
  const samples = usePlant((state) => state.samples);
  return useCallback((machine: Machine): string => {
    const { control } = machine;
    const tank = (id: string): string => { const found = index.tank.get(id); return found === undefined ? id : local(found.name); };
    const tag = (id: string): string => { const found = index.tag.get(id); return found === undefined ? id : local(found.name); };
    const seconds = (id: string): string => {
      const value = readingOf(samples[id]).value ?? profile.plc.setpoints.find((each) => each.tag === id)?.initial;
      return value === undefined ? '?' : spanText(value * 1000);
    };
    switch (control.type) {
      case 'level':
        return t('control.level', { tank: tank(control.tank), start: control.startMark, stop: control.stopMark });
      case 'suction':
        return t('control.suction', { tank: tank(control.tank), start: control.startMark, stop: control.stopMark, on: seconds(control.onSTag), off: seconds(control.offSTag) });
      case 'timer':
        return t('control.timer', { on: seconds(control.onSTag), off: seconds(control.offSTag) });
      case 'follow': {
        const leader = index.machine.get(control.machine);
        return t('control.follow', { machine: leader === undefined ? control.machine : local(leader.name), delay: spanText(control.stopDelayS * 1000) });
      }
      case 'sequence': {
        const sequence = profile.sequences.find((each) => each.id === control.sequence);
        return t('control.sequence', { sequence: sequence === undefined ? control.sequence : local(sequence.name) });
      }
      case 'band':
        return t('control.band', { tag: tag(control.tag) });
      case 'speedPi':
        return t('control.speedPi', { tag: tag(control.pv), min: control.minHz, max: control.maxHz, days: control.alternateDays });
      case 'panel':
        return t('control.panel', { from: control.from, to: control.to });
      case 'manual':
        return t('control.manual');
      case 'none':
        return '';
      default:
        return assertNever(control, 'control');
    }
  }, [t, local, spanText, profile, index, samples]);
}
