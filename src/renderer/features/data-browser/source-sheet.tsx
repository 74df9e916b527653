import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import { route, useRoute } from '../../store/route-store.ts';
import type { SourceTarget } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { EntrySource } from './entry-source.tsx';
import { EventSource } from './event-source.tsx';
import { ReceiptSource } from './receipt-source.tsx';
import { ValueSource } from './value-source.tsx';

/** Where does this come from? One record, and the way on to those it rests on. */
export function SourceSheet(): ReactNode {
  const target = useRoute((state) => state.source);
  return target === null ? null : <Sheet target={target} />;
}

function Sheet({ target }: { readonly target: SourceTarget }): ReactNode {
  const { t } = useTranslation(['dataBrowser', 'ui']);
  const { stamp, nameOf } = useQualityText();
  // The way that was followed, so that one can step back along it.
  const [before, setBefore] = useState<readonly SourceTarget[]>([]);
  const follow = (next: SourceTarget): void => {
    setBefore((was) => [...was, target]);
    route.source(next);
  };
  const back = (): void => {
    const last = before.at(-1);
    if (last === undefined) return;
    setBefore(before.slice(0, -1));
    route.source(last);
  };
  const title = target.kind === 'value' ? nameOf(target.tag) : target.kind === 'entry' ? t(`kind.${target.entryKind}`) : t(`${target.kind}.title`);
  const subtitle = target.kind === 'value' ? `${target.tag} · ${t('at', { when: stamp(target.atMs) })}` : target.kind === 'entry' ? target.id : target.kind === 'receipt' ? target.requestId : String(target.event.seq);
  return (
    <Dialog
      open
      place="side"
      title={title}
      subtitle={subtitle}
      onClose={() => route.source(null)}
      foot={
        <>
          {before.length > 0 && <Button onClick={back}>{t('back')}</Button>}
          {target.kind === 'value' && <Button onClick={() => { route.source(null); route.records({ tag: target.tag }); }}>{t('browse')}</Button>}
        </>
      }
    >
      <div data-testid="source" data-kind={target.kind}><Content target={target} onFollow={follow} /></div>
    </Dialog>
  );
}

function Content({ target, onFollow }: { readonly target: SourceTarget; readonly onFollow: (next: SourceTarget) => void }): ReactNode {
  switch (target.kind) {
    case 'value':
      return <ValueSource tag={target.tag} atMs={target.atMs} onFollow={onFollow} />;
    case 'entry':
      return <EntrySource kind={target.entryKind} id={target.id} onFollow={onFollow} />;
    case 'event':
      return <EventSource event={target.event} onFollow={onFollow} />;
    case 'receipt':
      return <ReceiptSource requestId={target.requestId} />;
    default:
      return assertNever(target, 'source');
  }
}
