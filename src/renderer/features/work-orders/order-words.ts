import { useTranslation } from 'react-i18next';
import type { WorkOrder } from '#core/work/order.ts';
import { formatNumber } from '../../model/format.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { useAmount } from './use-work.ts';

/** A note in words: what a person wrote, or what the engine found about the cause. */
export function useNoteText(): (note: WorkOrder['notes'][number]) => string {
  const { t } = useTranslation('workOrders');
  const messages = useMessages();
  const amount = useAmount();
  return ({ code, text }) => {
    switch (code) {
      case undefined:
        return text;
      case 'scoreRecovered':
        return t('noted.scoreRecovered', { score: text });
      case 'turnTaken':
        return t('noted.turnTaken', { unit: messages.subject(text) });
      case 'stockEnough': {
        const [quantity = '', unit = 'piece'] = text.split(' ');
        return t('noted.stockEnough', { stock: amount(Number(quantity), unit) });
      }
    }
  };
}

const PER_DAY = /^(\d+) \/ 24 h$/;
const SCORE = /^(\d+) \/ 100$/;

/**
 * What an order says beyond its title, in the reader's language. What the engine opened carries figures
 * or the alarm's own words in both languages; a person's text stands as it is.
 */
export function useDescription(order: WorkOrder): string {
  const { t } = useTranslation('workOrders');
  const { profile } = useProfile();
  const local = useLocal();
  const { source, description } = order;
  if (source.kind === 'score') {
    const score = SCORE.exec(description)?.[1];
    return score === undefined ? description : t('noted.score', { score: formatNumber(Number(score), 0) });
  }
  if (source.kind !== 'alarm') return description;
  const action = profile.alarms.find(({ id }) => id === source.id)?.action;
  const times = PER_DAY.exec(description)?.[1];
  const why = times !== undefined ? t('noted.alarmTimes', { count: Number(times) }) : description === '> 24 h' ? t('noted.alarmStands') : null;
  if (action === undefined) return why ?? description;
  if (why !== null) return `${why} ${local(action)}`;
  return description === `${action.ko}\n${action.en}` ? local(action) : description;
}
