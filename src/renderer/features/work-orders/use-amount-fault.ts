import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../model/format.ts';
import type { AmountBounds, TypedAmount } from '../../model/amount.ts';

/** What is wrong with an amount as typed, in a sentence that says what it may be; null when it can be used. */
export function useAmountFault(): (typed: TypedAmount, text: string, bounds: AmountBounds) => string | null {
  const { t } = useTranslation('workOrders');
  return useCallback(({ fault }: TypedAmount, text: string, { min, max }: AmountBounds) =>
    fault === null ? null : t(`amountFault.${fault}`, { value: text.trim(), min: formatNumber(min, 0), max: formatNumber(max, 0) }), [t]);
}
