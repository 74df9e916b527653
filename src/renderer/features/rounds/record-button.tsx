import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { workedMs } from '#core/rounds/round.ts';
import { roundRecord } from '#core/rounds/record.ts';
import { formatStamp } from '../../model/format.ts';
import { useFrozenEngine, useLocal, useProfile, useSpanText, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { figureText, useAnswerText } from './use-answer-text.ts';
import { useSavePdf } from './use-save-pdf.ts';

/** Saves the record of a round as a PDF: answers, corrections, additions, pictures and signatures. */
export function RecordButton({ view, onTold }: { readonly view: RoundView; readonly onTold: (text: string) => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const spanText = useSpanText();
  const frozen = useFrozenEngine();
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const answerText = useAnswerText();
  const { busy, save } = useSavePdf(onTold);
  const { round, list } = view;
  const stamp = (tsMs: number): string => formatStamp(tsMs, zone).slice(0, 16);
  const print = (): Promise<void> => {
    const { nowMs } = usePlant.getState();
    const state = t(`status.${round.state}`);
    const facts = [
      { name: t('print.state'), value: state, detail: round.dueMs === null ? '' : t('print.due', { when: stamp(round.dueMs) }) },
      ...(round.doneMs === null ? [] : [{ name: t('print.done'), value: stamp(round.paperMs ?? round.doneMs), detail: round.paperMs === null ? round.doneBy : t('paper.byAndTyped', { by: round.paperBy || round.doneBy, typed: round.doneBy, when: stamp(round.doneMs) }) }]),
      ...(round.paperMs === null && round.doneMs !== null ? [{ name: t('print.worked'), value: spanText(workedMs(round, nowMs)), detail: '' }] : []),
      ...(list.secondSignature ? [{ name: t('second.name'), value: round.second?.who ?? t('second.waiting'), detail: round.second === null ? '' : stamp(round.second.atMs) }] : []),
    ];
    return save(`${local(list.name)} ${stamp(round.paperMs ?? round.doneMs ?? round.dueMs ?? nowMs).slice(0, 10)}`, () =>
      Promise.resolve(
        roundRecord(round, list, profile.rounds.places, {
          language,
          subtitle: t('form.subtitle', { site: local(profile.site.name), version: round.version }),
          origin: t('print.made', { when: stamp(nowMs), id: round.id }),
          facts,
          columns: {
            no: t('form.no'), item: t('col.item'), answer: t('col.answer'), sensor: t('col.sensor'), last: t('col.last'), who: t('col.who'),
            when: t('print.when'), before: t('print.before'), after: t('print.after'), reason: t('reason'), text: t('add.text'),
          },
          corrections: t('correct.list'),
          additions: t('add.title'),
          follows: t('col.follows'),
          pictures: t('print.pictures'),
          followed: (kind) => t(`follows.${kind}`),
          answer: answerText,
          figure: figureText,
          stamp,
          signatures: round.state === 'done' ? [t('form.sign'), t('form.second')] : [],
          secondSignature: t('second.name'),
        }),
      ),
    );
  };
  return <Button disabled={busy || frozen} onClick={() => void print()} data-testid="record-pdf"><FileText size={18} aria-hidden />{t('print.open')}</Button>;
}
