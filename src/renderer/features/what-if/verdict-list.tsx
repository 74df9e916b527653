import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfResult } from '#core/what-if/result.ts';
import { verdictOf } from '#core/what-if/verdict.ts';
import type { Statement } from '#core/what-if/verdict.ts';
import { formatNumber } from '../../model/format.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import styles from './verdict-list.module.css';

/** What a person should know of the changed future, in plain sentences, the worst first. */
export function VerdictList({ result }: { readonly result: WhatIfResult }): ReactNode {
  const { profile } = useProfile();
  const statements = useMemo(() => verdictOf(profile, result), [profile, result]);
  const sentence = useSentence();
  return (
    <ul className={styles.list} data-testid="what-if-verdict">
      {statements.map((statement, i) => <li key={i} data-tone={statement.tone}>{sentence(statement)}</li>)}
    </ul>
  );
}

const DIGITS: Readonly<Record<string, number>> = { hours: 1, hoursNow: 1, hour: 1, m3: 1, kPa: 1, limit: 0, percent: 0, won: 0 };

function useSentence(): (statement: Statement) => string {
  const { t } = useTranslation(['whatIf', 'ui']);
  const messages = useMessages();
  const local = useLocal();
  const { profile } = useProfile();
  return ({ code, params }) => {
    const words: Record<string, string> = {};
    const signed = code === 'energy';
    for (const [key, value] of Object.entries(params)) {
      if (typeof value !== 'number') words[key] = value;
      else {
        const digits = key === 'percent' && signed ? 1 : (DIGITS[key] ?? 1);
        words[key] = `${signed && value > 0 ? '+' : ''}${formatNumber(value, digits)}`.replace(/^-/, '−');
      }
    }
    words['itemName'] = typeof params['item'] === 'string' ? t(`ui:item.${params['item'] as 'TN'}`) : '';
    words['unitName'] = typeof params['unit'] === 'string' ? messages.subject(params['unit']) : '';
    words['machineName'] = typeof params['machine'] === 'string' ? messages.subject(params['machine']) : '';
    const interlock = profile.interlocks.find((each) => each.id === params['interlock']);
    words['interlockName'] = interlock === undefined ? '' : local(interlock.name);
    return t(`verdict.${code}`, words as Record<'hours', string>);
  };
}
