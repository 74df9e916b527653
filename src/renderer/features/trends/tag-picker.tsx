import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_TREND_TAGS, trend, useTrend } from '../../store/trend-store.ts';
import { TagPicker } from '../../ui/tag-picker.tsx';

/** Which tags the chart shows. */
export function TrendTagPicker(): ReactNode {
  const { t } = useTranslation('trends');
  const chosen = useTrend((state) => state.tags);
  const toggle = (tag: string): boolean => {
    if (!chosen.includes(tag)) return trend.addTag(tag);
    trend.removeTag(tag);
    return true;
  };
  return (
    <TagPicker
      chosen={chosen}
      max={MAX_TREND_TAGS}
      words={{
        pick: t('pick'), groups: t('groups'), tags: t('tags'), search: t('search'),
        selected: t('selected', { count: chosen.length, max: MAX_TREND_TAGS }), tooMany: t('tooMany', { max: MAX_TREND_TAGS }),
      }}
      onGroup={trend.setTags}
      onToggle={toggle}
    />
  );
}
