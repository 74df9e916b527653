import { Camera } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { Button } from '../../ui/button.tsx';
import { base64Of, smallPhoto } from '../rounds/files.ts';
import { Attachment } from '../rounds/photo-field.tsx';
import styles from './order-detail.module.css';
import type { Doing } from './use-work.ts';

const MOST_FILE_BYTES = 1_000_000;

/** Photos and files of an order; each is on disk before it shows. */
export function OrderPhotos({ order, doing, blocked }: { readonly order: WorkOrder; readonly doing: Doing; readonly blocked: boolean }): ReactNode {
  const { t } = useTranslation('workOrders');
  const input = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState<string | null>(null);
  const add = async (files: FileList | null): Promise<void> => {
    setTooLarge(null);
    for (const file of files ?? []) {
      const small = await smallPhoto(file).catch(() => file);
      if (small.size > MOST_FILE_BYTES) setTooLarge(file.name);
      else await doing.run('work.attach', { id: order.id, name: file.name.slice(-120), base64: await base64Of(small) });
    }
    if (input.current !== null) input.current.value = '';
  };
  return (
    <section className={styles.part} aria-label={t('photos')}>
      <h3><Camera size={16} aria-hidden /> {t('photos')}</h3>
      {order.attachments.length > 0 && <div className={styles.photos}>{order.attachments.map((id) => <Attachment key={id} id={id} />)}</div>}
      <input ref={input} type="file" className="visually-hidden" accept="image/png,image/jpeg,image/webp,application/pdf" multiple tabIndex={-1} aria-label={t('addPhoto')} onChange={(event) => void add(event.target.files)} data-testid="order-file" />
      <Button disabled={blocked} onClick={() => input.current?.click()}>{t('addPhoto')}</Button>
      {tooLarge !== null && <p className={styles.fault} role="alert">{t('photoTooLarge', { name: tooLarge })}</p>}
    </section>
  );
}
