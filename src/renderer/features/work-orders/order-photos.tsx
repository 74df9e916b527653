import { Camera } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { Button } from '../../ui/button.tsx';
import { base64Of, readyFile } from '../rounds/files.ts';
import { Attachment } from '../rounds/photo-field.tsx';
import styles from './order-detail.module.css';
import type { Doing } from './use-work.ts';

/** Photos and files of an order; each is on disk before it shows. */
export function OrderPhotos({ order, doing, blocked }: { readonly order: WorkOrder; readonly doing: Doing; readonly blocked: boolean }): ReactNode {
  const { t } = useTranslation(['workOrders', 'rounds']);
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const add = async (files: FileList | null): Promise<void> => {
    const faults: string[] = [];
    for (const file of files ?? []) {
      const ready = await readyFile(file);
      if (typeof ready === 'string') faults.push(t(`rounds:${ready}`, { name: file.name }));
      else await doing.run('work.attach', { id: order.id, name: file.name.slice(-120), base64: await base64Of(ready) });
    }
    setFault(faults.length === 0 ? null : faults.join(' '));
    if (input.current !== null) input.current.value = '';
  };
  return (
    <section className={styles.part} aria-label={t('photos')}>
      <h3><Camera size={16} aria-hidden /> {t('photos')}</h3>
      {order.attachments.length > 0 && <div className={styles.photos}>{order.attachments.map((id) => <Attachment key={id} id={id} />)}</div>}
      <input ref={input} type="file" className="visually-hidden" accept="image/png,image/jpeg,image/webp,application/pdf" multiple tabIndex={-1} aria-label={t('addPhoto')} onChange={(event) => void add(event.target.files)} data-testid="order-file" />
      <Button disabled={blocked} onClick={() => input.current?.click()}>{t('addPhoto')}</Button>
      {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
    </section>
  );
}
