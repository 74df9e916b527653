import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, IncidentDraft } from '#core/alarms/incident.ts';
import { formatClock } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';

interface Fields {
  readonly cause: string;
  readonly measures: string;
  readonly note: string;
}

/** After the last key: short enough that a power cut takes half a word at most. */
const SETTLE_MS = 500;

const fieldsOf = ({ cause, measures }: Incident, draft: IncidentDraft | null): Fields =>
  draft === null ? { cause, measures, note: '' } : { cause: draft.cause, measures: draft.measures, note: draft.note };

export interface Draft {
  readonly fields: Fields;
  readonly set: (change: Partial<Fields>) => void;
  /** Something was typed that no version of the report holds. */
  readonly isChanged: boolean;
  /** What became of the draft, in words. */
  readonly told: string;
  /** The report holds it now. */
  readonly saved: () => void;
}

/** What a person types into a report, kept by the engine as it is typed. */
export function useDraft(incident: Incident, draft: IncidentDraft | null): Draft {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const faultText = useFaultText();
  const who = useOperatorName();
  const [fields, setFields] = useState(() => fieldsOf(incident, draft));
  const [told, setTold] = useState(() => (draft === null ? '' : t('incidents.draft', { time: formatClock(draft.tsMs, zone) })));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = useRef<(() => void) | null>(null);
  const set = (change: Partial<Fields>): void => {
    const next = { ...fields, ...change };
    setFields(next);
    setTold(t('incidents.drafting'));
    clearTimeout(timer.current);
    keep.current = () => {
      keep.current = null;
      void callEngine('incidents.draft', { id: incident.id, ...next, who }).then((answer) => {
        setTold(answer.ok ? t('incidents.draft', { time: formatClock(usePlant.getState().nowMs, zone) }) : t('incidents.draftLost', { reason: faultText(answer.error) }));
      });
    };
    timer.current = setTimeout(() => keep.current?.(), SETTLE_MS);
  };
  // Whoever leaves in the middle of a word loses nothing of it.
  useEffect(() => () => {
    clearTimeout(timer.current);
    keep.current?.();
  }, []);
  return {
    fields,
    set,
    told,
    isChanged: fields.cause !== incident.cause || fields.measures !== incident.measures || fields.note.trim() !== '',
    saved: () => {
      clearTimeout(timer.current);
      keep.current = null;
      setFields((was) => ({ ...was, note: '' }));
      setTold(t('incidents.saved'));
    },
  };
}
