import type { PlantProfile } from '../plant/profile.ts';
import { siteIdentityOf, siteLimitsOf, siteTariffOf } from './site.ts';
import type { SitePart, SitePartName } from './site.ts';

/** What holds of a part of the site now, in the shape in which a site says it. */
export function inForce(
  profile: Pick<PlantProfile, 'site' | 'limits' | 'tariffs'>,
  part: SitePartName,
): SitePart['value'] {
  switch (part) {
    case 'identity':
      return siteIdentityOf(profile);
    case 'contacts':
      return [...(profile.site.contacts ?? [])];
    case 'limits':
      return siteLimitsOf(profile.limits);
    case 'tariff':
      return siteTariffOf(profile.tariffs);
  }
}
