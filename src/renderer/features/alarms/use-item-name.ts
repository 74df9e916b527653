import { useTranslation } from 'react-i18next';

/** Name of an item of the effluent as the language writes it; its code where it has none. */
export function useItemName(): (item: string) => string {
  const { t, i18n } = useTranslation('ui');
  return (item) => (i18n.exists(`ui:item.${item}`) ? t(`item.${item as 'TN'}`) : item);
}
