import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { numberOf, rangeText } from '#core/rounds/answer.ts';
import { formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { rounds } from '../../store/rounds-store.ts';
import { useRoundsQuery } from '../../store/use-rounds.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AnswerWords } from './answer-words.tsx';
import { PastChart } from './past-chart.tsx';
import styles from './past.module.css';
import record from './record.module.css';
import rowStyles from './rounds.module.css';
import { figureText, unitText } from './use-answer-text.ts';

const MOST = 60;

interface PastDialogProps {
  readonly list: Checklist;
  readonly item: RoundItem;
  readonly onClose: () => void;
  /** Whether a row leads to its round; not where a round is being walked. */
  readonly leads?: boolean;
}

/** What an item was answered with before: as a curve with limits and the sensor where it is a number, and as a list. */
export function PastDialog({ list, item, onClose, leads = false }: PastDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const faultText = useFaultText();
  const { value, fault, retry } = useRoundsQuery('rounds.itemHistory', { checklistId: list.id, itemId: item.id, limit: MOST });
  const points = (value ?? []).flatMap(({ answer }) => {
    const hand = answer.state === 'given' ? numberOf(answer.text) : null;
    return hand === null ? [] : [{ atMs: answer.atMs, hand, sensor: answer.sensor }];
  });
  const usual = item.kind === 'reading' ? rangeText(item.unusual) : '';
  return (
    <Dialog open place="wide" onClose={onClose} title={local(item.name)} subtitle={usual === '' || item.kind !== 'reading' ? t('past.hint') : `${t('usual')} ${usual} ${unitText(item.unit)}`} foot={<Button look="primary" onClick={onClose}>{t('ui:action.close')}</Button>}>
      <div className={styles.past} data-testid="past">
        {fault !== null && <p className={rowStyles.fault} role="alert">{faultText(fault)} <Button onClick={retry}>{t('again')}</Button></p>}
        {value === null && fault === null && <div className={rowStyles.skeleton} aria-busy="true" />}
        {value?.length === 0 && <div className={rowStyles.empty}><strong>{t('past.none')}</strong><span>{t('past.noneHint')}</span></div>}
        {item.kind === 'reading' && points.length > 1 && <PastChart item={item} points={[...points].reverse()} />}
        {value !== null && value.length > 0 && (
          <table className={record.table}>
            <thead><tr><th>{t('print.when')}</th><th>{t('col.answer')}</th>{item.kind === 'reading' && item.tag !== null && <th>{t('col.sensor')}</th>}<th>{t('col.who')}</th>{leads && <th aria-label={t('look')} />}</tr></thead>
            <tbody>
              {value.map((each) => (
                <tr key={each.roundId}>
                  <td>{formatStamp(each.answer.atMs, zone).slice(0, 16)}</td>
                  <td><strong><AnswerWords item={item} answer={each.answer} /></strong>{each.corrected && ` · ${t('correct.done')}`}</td>
                  {item.kind === 'reading' && item.tag !== null && <td>{figureText(item, each.answer.sensor)}</td>}
                  <td>{each.answer.who}</td>
                  {leads && <td><Button onClick={() => { onClose(); rounds.open(each.roundId); }}>{t('look')}</Button></td>}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Dialog>
  );
}
