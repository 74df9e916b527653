import type { PlantProfile } from '../plant/profile.ts';
import type { SitePart, SitePartName } from './site.ts';

/** What holds of a part of the site now, in the shape in which a site says it; null where a rule set or tariff is missing. */
export function inForce(
  { site, limits, tariffs }: Pick<PlantProfile, 'site' | 'limits' | 'tariffs'>,
  part: SitePartName,
): SitePart['value'] {
  switch (part) {
    case 'identity':
      return {
        nameKo: site.name.ko,
        nameEn: site.name.en,
        address: site.address ?? '',
        company: site.company ?? '',
        permit: site.permit ?? '',
        timeZone: site.timeZone,
      };
    case 'contacts':
      return [...(site.contacts ?? [])];
    case 'limits': {
      const set = limits.sets.find(({ id }) => id === limits.active);
      if (set === undefined) return null;
      return {
        active: limits.active,
        aiTargetShare: limits.aiTargetShare,
        items: set.items.map(({ item, min, max }) => ({ item, min, max })),
      };
    }
    case 'tariff': {
      const tariff = tariffs.tariffs.find(({ id }) => id === tariffs.active);
      if (tariff === undefined) return null;
      return {
        active: tariffs.active,
        baseWonPerKwMonth: tariff.baseWonPerKwMonth,
        seasons: tariff.seasons.map(({ id, wonPerKwh }) => ({ id, ...wonPerKwh })),
        addOns: tariff.addOns,
      };
    }
  }
}
