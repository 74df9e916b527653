import { heading, text } from './blocks.ts';
import { aiSections } from './ai/section.ts';
import type { ReportContext } from './context.ts';
import type { Block, ReportDocument } from './document.ts';
import type { ReportFigures, ReportKind } from './figures.ts';
import { incidentSection } from './incident-section.ts';
import {
  calibrationSection,
  laboratorySection,
  roundAnswersSection,
  roundsSection,
  sensorsSection,
  workSection,
} from './more-sections.ts';
import { savingsSection } from './savings-section.ts';
import { actionsSection, alarmsSection, machinesSection, spanText } from './plant-sections.ts';
import { amountsSection, daysSection, effluentCharts, effluentSection } from './sections.ts';

type Section = (figures: ReportFigures, context: ReportContext, siteName: string) => Block[];

const remarks: Section = (figures, { word }) =>
  figures.remarks === '' ? [] : [heading(word('remarks')), text(figures.remarks)];

const signatures =
  (...names: readonly string[]): Section =>
  (_figures, { word }) => [
    { type: 'signatures', names: names.map((name) => word(`sign.${name}`)) },
  ];

/** Minutes without anything stored from which on a report says so. */
const MANY_MISSING = 60;

/** A report made before its period was over, or over hours nobody recorded, says so on top. */
const completeness: Section = (figures, context) => {
  const { storedToMs, toMs, madeMs, gaps } = figures;
  const { word, stamp } = context;
  if (storedToMs === null) return [text(word('incomplete.nothing'), true)];
  const longest = gaps?.longest ?? null;
  const missing =
    gaps === null || longest === null || gaps.minutes < MANY_MISSING
      ? []
      : [
          text(
            word('incomplete.gaps', {
              span: spanText(context, gaps.minutes * 60_000),
              from: stamp(longest.fromMs),
              to: stamp(longest.toMs),
            }),
            true,
          ),
        ];
  if (madeMs < toMs)
    return [text(word('incomplete.running', { until: stamp(madeMs) })), ...missing];
  return missing.length === 0 && toMs - storedToMs > 3_600_000
    ? [text(word('incomplete.missing', { since: stamp(storedToMs) }), true)]
    : missing;
};

/** What each kind of report holds, in order. */
const SECTIONS: Readonly<Record<ReportKind, readonly Section[]>> = {
  shift: [
    completeness,
    effluentSection,
    amountsSection,
    alarmsSection,
    actionsSection,
    roundsSection,
    workSection,
    remarks,
    signatures('over', 'taken'),
  ],
  daily: [
    completeness,
    effluentSection,
    effluentCharts,
    amountsSection,
    machinesSection,
    alarmsSection,
    roundsSection,
    workSection,
    laboratorySection,
    sensorsSection,
    remarks,
    signatures('operator', 'manager'),
  ],
  weekly: [
    completeness,
    effluentSection,
    effluentCharts,
    amountsSection,
    daysSection,
    machinesSection,
    alarmsSection,
    roundsSection,
    workSection,
    laboratorySection,
    sensorsSection,
    remarks,
    signatures('operator', 'manager'),
  ],
  monthly: [
    completeness,
    effluentSection,
    daysSection,
    effluentCharts,
    amountsSection,
    machinesSection,
    alarmsSection,
    roundsSection,
    workSection,
    laboratorySection,
    sensorsSection,
    remarks,
    signatures('operator', 'manager', 'owner'),
  ],
  yearly: [
    completeness,
    effluentSection,
    daysSection,
    effluentCharts,
    amountsSection,
    machinesSection,
    alarmsSection,
    roundsSection,
    workSection,
    sensorsSection,
    remarks,
    signatures('manager', 'owner'),
  ],
  rounds: [roundsSection, roundAnswersSection, remarks],
  savings: [completeness, savingsSection, remarks, signatures('operator', 'manager')],
  aiPerformance: [completeness, aiSections, remarks, signatures('operator', 'manager')],
  calibration: [calibrationSection, remarks, signatures('operator', 'manager')],
  incident: [incidentSection, remarks, signatures('operator', 'manager', 'owner')],
};

/** Operating company, address and number of the permit, where the site has named them. */
function letterhead({ index, word }: ReportContext): readonly string[] {
  const { company = '', address = '', permit = '' } = index.profile.site;
  return [company, address, permit === '' ? '' : word('permit', { number: permit })].filter(
    (each) => each !== '',
  );
}

/**
 * The document of a report: its figures in words of one language. Pure, so that the file made at night
 * and the preview next year say the same.
 *
 * @param siteName name on the letterhead
 * @param number what people call this report, e.g. `D-2026-11-21`
 */
export function buildDocument(
  figures: ReportFigures,
  context: ReportContext,
  { siteName, number }: { readonly siteName: string; readonly number: string },
): ReportDocument {
  const { word, stamp } = context;
  const { kind, fromMs, toMs, madeMs, madeBy } = figures;
  return {
    title: word(`title.${kind}`),
    subtitle: `${siteName} · ${kind === 'calibration' ? stamp(fromMs) : `${stamp(fromMs)} – ${stamp(toMs)}`}`,
    origin: [
      word('origin', {
        number,
        at: stamp(madeMs),
        who: madeBy === 'engine' ? word('byItself') : madeBy,
      }),
      ...letterhead(context),
      ...(figures.audit === null
        ? []
        : [word('auditMark', { seq: figures.audit.seq, hash: figures.audit.hash.slice(0, 16) })]),
    ].join(' · '),
    blocks: SECTIONS[kind].flatMap((section) => section(figures, context, siteName)),
  };
}
