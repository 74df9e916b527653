import { useCallback } from 'react';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { figureDigits } from '../../model/analysis-format.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';

export interface TagWords {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  /** A figure of this tag, without unit. */
  readonly figure: (value: number | null) => string;
}

/** Name, unit and digits of a tag as the screen writes them. */
export function useTagWords(): (tag: string) => TagWords {
  const { index } = useProfile();
  const local = useLocal();
  return useCallback((id: string): TagWords => {
    const tag = index.tag.get(id);
    const digits = figureDigits(tag?.decimals ?? 1);
    return {
      name: tag === undefined ? id : local(tag.name),
      unit: formatUnit(tag?.unit ?? ''),
      digits,
      figure: (value) => formatNumber(value, digits),
    };
  }, [index, local]);
}
