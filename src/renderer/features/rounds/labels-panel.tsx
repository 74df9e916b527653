import { Printer } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { scanText } from '../../model/scan.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button, Segments } from '../../ui/button.tsx';
import styles from './labels.module.css';

/** Labels for machines, tanks and instruments, to be printed and read by a scanner that types. */
export function LabelsPanel(): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const { profile } = useProfile();
  const lists = useRoundsQuery('rounds.checklists', {}).value;
  const [which, setWhich] = useState<'only' | 'all'>('only');
  const named = useMemo(() => new Set((lists ?? []).flatMap(({ list }) => list.items.map(({ equipment }) => equipment))), [lists]);
  const everything = [
    ...profile.machines.flatMap((machine) => machine.units.map((unit) => ({ id: unit.id, name: `${local(machine.name)}${machine.units.length > 1 ? ` ${unit.label}` : ''}` }))),
    ...profile.valves.map(({ id, name }) => ({ id, name: local(name) })),
    ...profile.tanks.map(({ id, name }) => ({ id, name: local(name) })),
    ...profile.sensors.map(({ id, name }) => ({ id, name: local(name) })),
  ];
  // An instrument may stand in both lists, as a machine and as a sensor.
  const labels = everything.filter(({ id }, i) => (which === 'all' || named.has(id)) && everything.findIndex((each) => each.id === id) === i);
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <p>{t('labels.hint')}</p>
        <Segments label={t('labels.which')} value={which} onChange={setWhich} options={[{ value: 'only', label: t('labels.only') }, { value: 'all', label: t('labels.all') }]} />
        <span>{t('labels.count', { count: labels.length })}</span>
        <Button look="primary" onClick={() => window.print()}><Printer size={18} aria-hidden />{t('labels.print')}</Button>
      </header>
      <div className={styles.scroll} tabIndex={0}><Sheet labels={labels} /></div>
      {createPortal(<div className={styles.paper} aria-hidden><Sheet labels={labels} /></div>, document.body)}
    </div>
  );
}

interface Label {
  readonly id: string;
  readonly name: string;
}

function Sheet({ labels }: { readonly labels: readonly Label[] }): ReactNode {
  return (
    <ul className={styles.sheet} data-testid="labels">
      {labels.map((label) => (
        <li key={label.id} className={styles.label}>
          <Code text={scanText(label.id)} />
          <span><strong>{label.id}</strong>{label.name}</span>
        </li>
      ))}
    </ul>
  );
}

/** A QR code as one path, so that a printer draws it sharp at any size. */
function Code({ text }: { readonly text: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: 'Q', border: 2 });
    return { size: modules, path: data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join('') };
  }, [text]);
  return <svg className={styles.code} viewBox={`0 0 ${String(size)} ${String(size)}`} role="img" aria-label={text} shapeRendering="crispEdges"><path d={path} fill="#000" /></svg>;
}
