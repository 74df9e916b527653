import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallName, Commands, Params, ResultOf } from '#contract/api.ts';
import type { OrderPlace } from '#core/work/order.ts';
import { NO_VALUE, formatNumber } from '../../model/format.ts';
import { rememberOperator, useAsksName, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { useWork } from '../../store/work-store.ts';
import { hasHalfDate } from '../../ui/half-date.ts';

export interface Answer<T> {
  readonly value: T | null;
  readonly fault: CallFault | null;
  /** The engine answered that there is nothing. */
  readonly isNone: boolean;
  readonly reload: () => void;
}

/** Asks the engine, and again whenever orders, locks or stock change; the last answer stays while the next is on its way. */
export function useWorkAnswer<N extends CallName>(name: N, params: Params<N> | null): Answer<ResultOf<N>> {
  const change = useWork((state) => state.change);
  const [tries, setTries] = useState(0);
  const [held, setHeld] = useState<{ readonly of: string; readonly value: ResultOf<N> } | null>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const text = params === null ? null : JSON.stringify(params);
  useEffect(() => {
    if (text === null) return undefined;
    const abort = new AbortController();
    void callEngine(name, JSON.parse(text) as Params<N>, { signal: abort.signal, timeoutMs: 30_000 }).then((answer) => {
      if (abort.signal.aborted) return;
      setFault(answer.ok ? null : answer.error);
      if (answer.ok) setHeld({ of: text, value: answer.value });
    });
    return () => abort.abort();
  }, [name, text, change, tries]);
  const reload = useCallback(() => setTries((was) => was + 1), []);
  const isHeld = text !== null && held?.of === text;
  const value = isHeld ? held.value : null;
  return { value, fault: value === null ? fault : null, isNone: isHeld && value === null, reload };
}

export interface Doing {
  readonly who: string;
  readonly setWho: (who: string) => void;
  /** Whether the name must be asked for: not where somebody is logged in. */
  readonly asksName: boolean;
  readonly nameMissing: boolean;
  readonly busy: boolean;
  readonly fault: string | null;
  readonly clear: () => void;
  /** Gives a command with the person's name, from a form where one is given; true when the engine did it. */
  readonly run: <N extends keyof Commands>(name: N, params: Omit<Params<N>, 'who'>, form?: FormHandle) => Promise<boolean>;
}

/** Commands of a person: who, whether one is under way, and why the last one was not done. */
export function useDoing(): Doing {
  const { t } = useTranslation('ui');
  const faultText = useFaultText();
  const operator = useOperatorName();
  const asksName = useAsksName();
  const [typed, setTyped] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const who = typed ?? operator;
  const run: Doing['run'] = async (name, params, form) => {
    setAsked(true);
    setFault(null);
    if (who.trim() === '') return false;
    if (hasHalfDate()) {
      setFault(t('date.bad'));
      return false;
    }
    rememberOperator(who.trim());
    setBusy(true);
    const answer = await (form?.send ?? callEngine)(name, { ...params, who: who.trim() } as unknown as Params<typeof name>, { timeoutMs: 20_000 });
    setBusy(false);
    if (!answer.ok) setFault(faultText(answer.error));
    return answer.ok;
  };
  return { who, setWho: setTyped, asksName, nameMissing: asked && who.trim() === '', busy, fault, clear: () => setFault(null), run };
}

/** Where an order is, in words: motor, machine, sensor or tank; null for the plant as a whole. */
export function usePlaceName(): (place: OrderPlace) => string | null {
  const messages = useMessages();
  const { index } = useProfile();
  const local = useLocal();
  return useCallback((place: OrderPlace) => {
    if (place.sensor !== null) {
      const sensor = index.sensorOfTag.get(place.sensor);
      return sensor === undefined ? place.sensor : local(sensor.name);
    }
    const id = place.unit ?? place.machine ?? place.tank;
    return id === null ? null : messages.subject(id);
  }, [messages, index, local]);
}

/** Amount with the unit of an item: "12 kg", "3개". */
export function useAmount(): (quantity: number | null, unit: string) => string {
  const { t } = useTranslation('stores');
  return useCallback((quantity: number | null, unit: string) => {
    if (quantity === null) return NO_VALUE;
    const whole = unit === 'piece' || unit === 'set';
    const digits = whole || Math.abs(quantity) >= 100 || Number.isInteger(quantity) ? 0 : 1;
    return t(`amount.${unit as 'kg'}`, { value: formatNumber(quantity, digits) });
  }, [t]);
}

/** Won in thousands or millions, as a plan is read. */
export function useWon(): (won: number) => string {
  const { t } = useTranslation('stores');
  return useCallback((won: number) => t('won', { value: formatNumber(Math.round(won), 0) }), [t]);
}
