import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_TAGS, analysis, useAnalysis } from '../../store/analysis-store.ts';
import { TagPicker } from '../../ui/tag-picker.tsx';

/** Which tags are asked about. */
export function TagPanel(): ReactNode {
  const { t } = useTranslation('history');
  const chosen = useAnalysis((state) => state.tags);
  return (
    <TagPicker
      chosen={chosen}
      max={MOST_TAGS}
      chosenFirst
      words={{
        pick: t('pick'), tags: t('tags'), search: t('search'), noneFound: t('noTagFound'),
        selected: t('selected', { count: chosen.length, max: MOST_TAGS }), tooMany: t('tooMany', { max: MOST_TAGS }),
      }}
      onGroup={analysis.setTags}
      onToggle={analysis.toggleTag}
      clear={{ text: t('clearTags'), onClear: () => analysis.setTags([]) }}
    />
  );
}
