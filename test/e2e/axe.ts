import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** WCAG 2.1 A and AA. */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] as const;

/**
 * What axe finds serious or critical on what stands on the screen, each with the name of the view;
 * `habits` asks for what is good practice beside the standard too.
 */
export async function seriousFindings(
  page: Page,
  where: string,
  habits = false,
): Promise<readonly string[]> {
  // A page of its own for gathering the results, as axe would open, cannot be had in this window.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(habits ? [...STANDARD, 'best-practice'] : [...STANDARD])
    // What passes need not be told of: a third of the time.
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${where}: ${id} ${target.join(' ')} ${failureSummary?.split('\n').at(1)?.trim() ?? ''}`,
      ),
    );
}
