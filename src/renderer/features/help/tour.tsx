import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { tour, useHelp } from '../../store/help-store.ts';
import { route } from '../../store/route-store.ts';
import { Button } from '../../ui/button.tsx';
import { TOUR_STEPS, cardPlace, ringOf } from './tour-steps.ts';
import type { Box, TourStep } from './tour-steps.ts';
import styles from './tour.module.css';

/** The tour over the running window, while somebody takes it. */
export function Tour(): ReactNode {
  const at = useHelp((state) => state.tourStep);
  const step = at === null ? undefined : TOUR_STEPS[at];
  return at === null || step === undefined ? null : <Walk at={at} step={step} />;
}

/** How often the place of what is shown is looked up: screens arrive and move. */
const LOOK_MS = 200;

/** The box of what a step shows; follows size and place of the window's parts. */
function useTarget(selector: string | null): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const look = (): void => {
      const found = selector === null ? null : document.querySelector(selector);
      const rect = found?.getBoundingClientRect();
      setBox((before) => {
        if (rect === undefined || rect.width === 0) return null;
        const same =
          before !== null &&
          before.left === rect.left &&
          before.top === rect.top &&
          before.width === rect.width &&
          before.height === rect.height;
        return same
          ? before
          : { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
      });
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener('resize', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('resize', look);
    };
  }, [selector]);
  return selector === null ? null : box;
}

function Walk({ at, step }: { readonly at: number; readonly step: TourStep }): ReactNode {
  const { t } = useTranslation('help');
  const card = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 380, height: 240 });
  const target = useTarget(step.target);
  const last = at === TOUR_STEPS.length - 1;
  useEffect(() => route.go(step.screen), [step.screen]);
  // Focus goes into the card when the tour begins and back to where it was when it ends.
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => card.current?.focus(), [at]);
  useLayoutEffect(() => {
    const box = card.current?.getBoundingClientRect();
    if (box !== undefined && (box.width !== size.width || box.height !== size.height))
      setSize({ width: box.width, height: box.height });
  }, [at, size, target]);

  const next = (): void => (last ? tour.end() : tour.to(at + 1));
  const back = (): void => tour.to(Math.max(0, at - 1));
  const onKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') tour.end();
    else if (event.key === 'ArrowRight') next();
    else if (event.key === 'ArrowLeft') back();
    else if (event.key === 'Tab') keepInside(event);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  const ring = target === null ? null : ringOf(target, window.innerWidth, window.innerHeight);
  const place = cardPlace(ring, size, window.innerWidth, window.innerHeight);
  return createPortal(
    <div className={styles.layer} data-testid="tour" data-step={step.id}>
      {ring === null ? (
        <div className={styles.shade} />
      ) : (
        <div className={styles.ring} style={ring} />
      )}
      <div
        ref={card}
        className={styles.card}
        style={place}
        role="dialog"
        aria-modal="true"
        data-help=""
        aria-label={t('walk.label')}
        aria-describedby="tour-text"
        tabIndex={-1}
        onKeyDown={onKey}
      >
        <div id="tour-text" aria-live="polite">
          <p className={styles.step}>{t('walk.step', { at: at + 1, total: TOUR_STEPS.length })}</p>
          <h2>{t(`walk.${step.id}.title`)}</h2>
          <p>{t(`walk.${step.id}.text`)}</p>
        </div>
        <div className={styles.acts}>
          <Button look="quiet" onClick={tour.end}>
            {t('walk.skip')}
          </Button>
          <span className={styles.gap} />
          {at > 0 && <Button onClick={back}>{t('walk.back')}</Button>}
          <Button look="primary" onClick={next} data-testid="tour-next">
            {t(last ? 'walk.done' : 'walk.next')}
          </Button>
        </div>
        <p className={styles.keys}>{t('walk.keys')}</p>
      </div>
    </div>,
    document.body,
  );
}

/** Tab goes round within the card. */
function keepInside(event: KeyboardEvent<HTMLDivElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  buttons[(at + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length]?.focus();
}
