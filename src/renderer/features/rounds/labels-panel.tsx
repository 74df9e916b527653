import { Printer } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { scanText } from '../../model/scan.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { LabelSheet, PrintLabels } from '../../ui/label-sheet.tsx';
import type { PaperLabel } from '../../ui/label-sheet.tsx';
import styles from './labels.module.css';

/** Labels for machines, tanks and instruments, to be printed and read by a scanner that types. */
export function LabelsPanel(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const { profile } = useProfile();
  const lists = useRoundsQuery('rounds.checklists', {}).value;
  const [which, setWhich] = useState<'only' | 'all'>('only');
  const [printing, setPrinting] = useState(false);
  const printed = useCallback(() => setPrinting(false), []);
  const named = useMemo(() => new Set((lists ?? []).flatMap(({ list }) => list.items.map(({ equipment }) => equipment))), [lists]);
  const everything = [
    ...profile.machines.flatMap((machine) => machine.units.map((unit) => ({ id: unit.id, name: `${local(machine.name)}${machine.units.length > 1 ? ` ${unit.label}` : ''}` }))),
    ...profile.valves.map(({ id, name }) => ({ id, name: local(name) })),
    ...profile.tanks.map(({ id, name }) => ({ id, name: local(name) })),
    ...profile.sensors.map(({ id, name }) => ({ id, name: local(name) })),
  ];
  // An instrument may stand in both lists, as a machine and as a sensor.
  const labels = everything.filter(({ id }, i) => (which === 'all' || named.has(id)) && everything.findIndex((each) => each.id === id) === i);
  const paper = labels.map(({ id, name }): PaperLabel => ({ id, head: id, name, code: scanText(id) }));
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <p>{t('labels.hint')}</p>
        <Segments label={t('labels.which')} value={which} onChange={setWhich} options={[{ value: 'only', label: t('labels.only') }, { value: 'all', label: t('labels.all') }]} />
        <span>{t('labels.count', { count: labels.length })}</span>
        <Button look="primary" onClick={() => setPrinting(true)}><Printer size={18} aria-hidden />{t('labels.print')}</Button>
      </header>
      <div className={styles.scroll} tabIndex={0}><LabelSheet labels={paper} /></div>
      {printing && <PrintLabels labels={paper} onDone={printed} />}
    </div>
  );
}
