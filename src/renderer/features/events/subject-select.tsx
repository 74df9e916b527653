import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Select } from '../../ui/select.tsx';

const ALL = '*';

/** What an event can concern: units first, then tanks and instruments. */
export function SubjectSelect({ value, onChange }: { readonly value: string | null; readonly onChange: (value: string | null) => void }): ReactNode {
  const { t } = useTranslation('events');
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const options = useMemo(() => [
    { value: ALL, label: `${t('subject')}: ${t('subjectAll')}` },
    ...profile.machines.flatMap((machine) => machine.units.map((unit) => ({ value: unit.id, label: `${unit.id} ${machine.name[language]}${machine.units.length > 1 ? ` ${unit.label}` : ''}` }))),
    ...profile.tanks.map((tank) => ({ value: tank.id, label: `${tank.id} ${tank.name[language]}` })),
    ...profile.sensors.map((sensor) => ({ value: sensor.tag, label: `${sensor.id} ${sensor.name[language]}` })),
  ], [t, profile, language]);
  return <Select label={t('subject')} value={value ?? ALL} options={options} onChange={(next) => onChange(next === ALL ? null : next)} />;
}
