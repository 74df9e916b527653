import { useMemo } from 'react';
import type { ImportPreview } from '#contract/laboratory.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { typedNumber } from '#core/units/typed-number.ts';
import { changesOf, isUnchanged, mappingForm, readKeptMapping, withChanges } from '../../model/mapping-draft.ts';
import type { KeptMapping } from '../../model/mapping-draft.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';

/** Fields whose text is a value only once it is whole. */
export interface MappingTexts {
  readonly time: string;
  readonly quantificationLimit: string;
}

export interface MappingDraft {
  readonly form: FormHandle;
  readonly mapping: ImportMapping;
  readonly texts: MappingTexts;
  /** It differs from how the file was read last. */
  readonly isChanged: boolean;
  /** Every field holds something a file can be read by. */
  readonly isFit: boolean;
  readonly edit: (mapping: ImportMapping, texts?: Partial<MappingTexts>) => void;
}

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** The limit a text stands for; null for none, undefined for what is no limit. */
export function limitOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const value = typedNumber(text);
  return value !== null && value > 0 ? value : undefined;
}

const textsOf = ({ time, quantificationLimit }: ImportMapping['defaults']): MappingTexts => ({ time, quantificationLimit: quantificationLimit === null ? '' : String(quantificationLimit) });

/** How the columns of a file are to be read, as a person sets it: kept under the file's content, until the file is taken in. */
export function useMappingDraft({ file, mapping: applied }: ImportPreview, opened: ImportMapping): MappingDraft {
  const form = useKeptForm(mappingForm(file.sha256));
  const [kept, setKept] = form.json<KeptMapping | null>('mapping', null, readKeptMapping);
  const mapping = useMemo(() => (kept === null ? opened : withChanges(opened, kept.changes)), [kept, opened]);
  const first = textsOf(opened.defaults);
  const texts: MappingTexts = { time: kept?.time ?? first.time, quantificationLimit: kept?.quantificationLimit ?? first.quantificationLimit };
  return {
    form,
    mapping,
    texts,
    isChanged: JSON.stringify(mapping) !== JSON.stringify(applied),
    isFit: isTime(texts.time) && limitOf(texts.quantificationLimit) !== undefined,
    edit: (next, part = {}) => {
      const { time, quantificationLimit } = { ...texts, ...part };
      const changes = changesOf(opened, next);
      const draft: KeptMapping = {
        file: file.name, changes,
        time: time === first.time ? null : time,
        quantificationLimit: quantificationLimit === first.quantificationLimit ? null : quantificationLimit,
      };
      setKept(isUnchanged(changes) && draft.time === null && draft.quantificationLimit === null ? null : draft);
    },
  };
}
