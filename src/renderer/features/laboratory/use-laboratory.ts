import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { samplingPoints } from '#core/laboratory/places.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { formatUnit } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { useLaboratory } from '../../store/laboratory-store.ts';

export interface Answer<T> {
  readonly value: T | null;
  readonly fault: CallFault | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Asks the engine, and again whenever readings change; the last answer stays while the next is on its way. */
export function useAnswer<N extends CallName>(name: N, params: Params<N> | null): Answer<ResultOf<N>> {
  const change = useLaboratory((state) => state.change);
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<Omit<Answer<ResultOf<N>>, 'reload'>>({ value: null, fault: null, loading: true });
  const text = params === null ? null : JSON.stringify(params);
  useEffect(() => {
    if (text === null) {
      setState({ value: null, fault: null, loading: false });
      return undefined;
    }
    const abort = new AbortController();
    setState((was) => ({ ...was, loading: true }));
    void callEngine(name, JSON.parse(text) as Params<N>, { signal: abort.signal, timeoutMs: 30_000 }).then((answer) => {
      if (abort.signal.aborted) return;
      setState((was) => (answer.ok ? { value: answer.value, fault: null, loading: false } : { value: was.value, fault: answer.error, loading: false }));
    });
    return () => abort.abort();
  }, [name, text, change, tries]);
  const reload = useCallback(() => setTries((was) => was + 1), []);
  return { ...state, reload };
}

export interface LaboratoryNames {
  readonly points: readonly string[];
  readonly point: (id: string) => string;
  readonly item: (item: string) => string;
  /** "< 0.05 mg/L". */
  readonly value: (reading: Pick<LaboratoryReading, 'value' | 'qualifier' | 'unit'>) => string;
  readonly sensor: (tag: string) => string;
}

const SIGN = { exact: '', below: '< ', above: '> ' } as const;

/** Names of places, items and sensors in the present language. */
export function useNames(): LaboratoryNames {
  const { t, i18n } = useTranslation(['laboratory', 'ui']);
  const { profile, index } = useProfile();
  const local = useLocal();
  return useMemo(() => ({
    points: samplingPoints(profile),
    point: (id) => {
      const tank = index.tank.get(id);
      if (tank !== undefined) return local(tank.name);
      return i18n.exists(`ui:detail.places.${id}`) ? t(`ui:detail.places.${id as 'influent'}`) : id;
    },
    item: (item) => {
      if (i18n.exists(`ui:quantity.${item}`)) return t(`ui:quantity.${item as 'pH'}`);
      return i18n.exists(`laboratory:item.${item}`) ? t(`laboratory:item.${item as 'VSS'}`) : item;
    },
    value: ({ value, qualifier, unit }) => `${SIGN[qualifier]}${String(value)} ${unit === 'pH' ? '' : formatUnit(unit)}`.trim(),
    sensor: (tag) => {
      const sensor = index.sensorOfTag.get(tag);
      return sensor === undefined ? tag : `${sensor.id} ${local(sensor.name)}`;
    },
  }), [profile, index, local, t, i18n]);
}
