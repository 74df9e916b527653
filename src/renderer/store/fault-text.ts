import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import type { CallFault } from './engine-client.ts';
import { useMessages } from './messages.ts';

/** Why a call brought nothing, in words. */
export function useFaultText(): (fault: CallFault) => string {
  const { t } = useTranslation('ui');
  const messages = useMessages();
  return useCallback((fault: CallFault) => {
    switch (fault.kind) {
      case 'engine': {
        const { messageCode, params, message } = fault.error;
        return messageCode === null ? t('error.engine', { message }) : messages.code(messageCode, params);
      }
      case 'timeout':
        return t('error.timeout', { seconds: Math.round(fault.afterMs / 1000) });
      case 'disconnected':
        return t('error.disconnected');
      case 'cancelled':
        return t('error.cancelled');
      default:
        return assertNever(fault, 'fault');
    }
  }, [t, messages]);
}
