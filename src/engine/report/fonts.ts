import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files of the fonts reports are set in (Pretendard, SIL Open Font License 1.1). */
export interface ReportFonts {
  readonly regular: string;
  readonly bold: string;
}

/** Where the fonts lie: beside the resources of an installation, in the packages of a checkout. */
const PLACES = [
  'resources/fonts',
  'node_modules/pretendard/dist/public/static/alternative',
] as const;

/** Looks for the fonts from this file upwards; throws when an installation lacks them. */
export function reportFonts(from = path.dirname(fileURLToPath(import.meta.url))): ReportFonts {
  for (const place of PLACES) {
    const regular = path.join(from, place, 'Pretendard-Regular.ttf');
    if (existsSync(regular))
      return { regular, bold: path.join(from, place, 'Pretendard-Bold.ttf') };
  }
  const parent = path.dirname(from);
  if (parent === from)
    throw new Error(
      'the fonts of the reports (Pretendard-Regular.ttf) are missing from this installation',
    );
  return reportFonts(parent);
}
