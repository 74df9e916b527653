import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import type { ReceiptRecord } from '#contract/records.ts';
import type { Machine } from '#core/plant/equipment.ts';
import { formatNumber } from '../../model/format.ts';
import { unitView } from '../../model/machine-state.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import type { MachineAction } from './command-dialog.tsx';
import styles from './command-dialog.module.css';
import { StateGlyph } from './state-glyph.tsx';
import { VerdictList } from './verdict-list.tsx';

interface CommandResultProps {
  readonly receipt: ReceiptRecord;
  readonly machine: Machine;
  readonly unitId: string;
  readonly action: MachineAction;
}

/** What became of a command: the PLC's read-back first, then the running signal of the machine itself. */
export function CommandResult({ receipt, machine, unitId, action }: CommandResultProps): ReactNode {
  const { t } = useTranslation('machines');
  switch (receipt.outcome) {
    case 'confirmed':
      return (
        <div className={styles.result} role="status" data-testid="command-result" data-outcome="confirmed">
          <p className={styles.good}>{t('confirm.confirmed', { ms: formatNumber(receipt.tookMs, receipt.tookMs < 10 ? 1 : 0) })}</p>
          <Feedback machine={machine} unitId={unitId} action={action} />
        </div>
      );
    case 'refused':
      return (
        <div role="alert" data-testid="command-result" data-outcome="refused">
          <p className={styles.broken}><strong>{t('confirm.refusedAfter')}</strong></p>
          <VerdictList verdicts={receipt.verdicts} allowed={false} />
        </div>
      );
    case 'notConfirmed':
    case 'failed':
      return (
        <div role="alert" data-testid="command-result" data-outcome={receipt.outcome}>
          <p className={styles.broken}><strong>{t(receipt.outcome === 'failed' ? 'confirm.failed' : 'confirm.notConfirmed')}</strong></p>
          {receipt.detail !== null && <p className={styles.detail}>{receipt.detail}</p>}
        </div>
      );
    default:
      return assertNever(receipt.outcome, 'outcome');
  }
}

/** The machine's own signal after the PLC took the command. */
function Feedback({ machine, unitId, action }: Omit<CommandResultProps, 'receipt'>): ReactNode {
  const { t } = useTranslation('machines');
  const { index } = useProfile();
  const samples = usePlant((state) => state.samples);
  const unit = unitView(machine, unitId, samples, index);
  const reached = action === 'auto' ? unit.auto === true : unit.state === (action === 'start' ? 'running' : 'stopped');
  return (
    <p className={styles.feedback} data-reached={reached} data-testid="feedback">
      <StateGlyph state={unit.state} size={28} />
      <span>
        {reached ? t('confirm.seen', { state: t(`state.${unit.state}`) }) : t('confirm.waiting')}
      </span>
    </p>
  );
}
