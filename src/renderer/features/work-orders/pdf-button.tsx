import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ReportDocument } from '#core/report/document.ts';
import { useFrozenEngine } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { useSavePdf } from '../rounds/use-save-pdf.ts';

interface PdfButtonProps {
  /** Suggested name of the file, without its ending. */
  readonly name: string;
  /** The sheet as it stands now. */
  readonly make: () => ReportDocument | Promise<ReportDocument>;
  readonly label: string;
  readonly disabled?: boolean;
  readonly testId?: string;
}

/** Saves a sheet on work or stock as PDF, and says where it lies or why it could not be made. */
export function PdfButton({ name, make, label, disabled = false, testId }: PdfButtonProps): ReactNode {
  const frozen = useFrozenEngine();
  const [told, setTold] = useState('');
  const { busy, save } = useSavePdf(setTold);
  return (
    <>
      <Button disabled={disabled || busy || frozen} onClick={() => { setTold(''); void save(name, () => Promise.resolve(make())); }} data-testid={testId}><FileText size={18} aria-hidden />{label}</Button>
      {told !== '' && <span role="status">{told}</span>}
    </>
  );
}
