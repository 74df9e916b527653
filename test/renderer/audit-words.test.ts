import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#contract/api.ts';
import { backupSettings } from '#contract/backup.ts';
import { COMMAND_RULES } from '#contract/call-rights.ts';
import { connectionSchema } from '#contract/connection.ts';
import { importRecord } from '#contract/laboratory.ts';
import { reportSettings } from '#contract/reports.ts';
import { storedChecklist } from '#contract/rounds.ts';
import { auditBody } from '#core/access/audit.ts';
import { isWrittenDown } from '#core/access/gate.ts';
import { accessSettings } from '#core/access/people.ts';
import { ROLES } from '#core/access/rights.ts';
import { alarmSettingSchema, floodSettingSchema } from '#core/alarms/definition.ts';
import { incidentSchema } from '#core/alarms/incident.ts';
import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import { mappingSchema } from '#core/laboratory/import/mapping.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import { checklistSchema, holidaySchema } from '#core/plant/rounds.ts';
import { stockItemSchema } from '#core/plant/stores.ts';
import type { EntryBody, EntryKind } from '#core/records/entry.ts';
import { reportFigures } from '#core/report/figures.ts';
import { roundSchema } from '#core/rounds/round.ts';
import { sitePart } from '#core/setup/site.ts';
import { calibrationSchema, correctionSchema } from '#core/signal/drift/correction.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import { maintenanceBody } from '#core/signal/quality-state/bodies.ts';
import { costSchema } from '#core/work/cost.ts';
import { itemVersion } from '#core/work/item.ts';
import { lockRecord } from '#core/work/lock.ts';
import { orderSchema } from '#core/work/order.ts';
import { moveSchema } from '#core/work/stock.ts';
import { resources } from '#renderer/i18n/index.ts';
import type { Language } from '#renderer/store/settings-store.ts';

/** Records that only the engine writes, or a job that goes on after its command has answered. */
type Unledgered =
  | 'score'
  | 'substitution'
  | 'qualityReport'
  | 'backup'
  | 'restoreTest'
  | 'restore'
  | 'integrity'
  | 'recovery'
  | 'purge';

const holidays = z.object({ holidays: z.array(holidaySchema), restDays: z.array(z.number()) });
const personBody = z.object({
  name: z.string(),
  role: z.string(),
  language: z.string(),
  active: z.boolean(),
  mustChange: z.boolean(),
  hasPin: z.boolean(),
  hasCode: z.boolean(),
});

/** What the body of each record can hold that a command writes. A new kind does not compile until it is named. */
const BODIES: Readonly<Record<Exclude<EntryKind, Unledgered>, readonly z.ZodType[]>> = {
  finding: [findingSchema],
  reading: [readingSchema],
  import: [importRecord],
  correction: [correctionSchema],
  calibration: [calibrationSchema],
  dataSetting: [
    maintenanceBody,
    backupSettings,
    z.object({ form: z.string(), laboratory: z.string(), mapping: mappingSchema }),
  ],
  checklist: [storedChecklist],
  round: [roundSchema],
  attachment: [
    z.object({
      name: z.string(),
      mime: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      base64: z.string(),
    }),
  ],
  calendarSetting: [holidays],
  workOrder: [orderSchema],
  lock: [lockRecord],
  stockItem: [itemVersion],
  stockMove: [moveSchema],
  cost: [costSchema],
  alarm: [occurrenceSchema],
  alarmSetting: [
    z.object({ setting: z.union([alarmSettingSchema, floodSettingSchema]), why: z.string() }),
  ],
  incident: [incidentSchema],
  user: [personBody],
  accessSetting: [accessSettings],
  report: [
    z.object({
      number: z.string(),
      version: z.number(),
      beyond: z.boolean(),
      incomplete: z.boolean(),
      figures: reportFigures,
    }),
  ],
  reportSetting: [reportSettings],
  siteSetting: [sitePart],
};

/** What is read before a command where no record says it: see `beforeOf`. */
const BEFORE: readonly z.ZodType[] = [
  z.object({
    profile: z.string(),
    value: z.number(),
    running: z.boolean(),
    on: z.boolean(),
    state: z.string(),
  }),
  connectionSchema,
  checklistSchema,
  stockItemSchema,
];

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** A schema as JSON Schema, in which names of fields and words stand plainly. */
const plain = (schema: z.ZodType): Node =>
  z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input', reused: 'inline', cycles: 'ref' });

/** Names of fields that a schema can hold at any depth; keys that are ids or tags are none. */
function fieldsOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(fieldsOf);
  if (!isNode(node)) return [];
  const { properties, ...rest } = node;
  const own = isNode(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([name, inner]) => [name, ...fieldsOf(inner)]),
    ...Object.entries(rest).flatMap(([key, inner]) =>
      key === 'required' || key === 'enum' ? [] : fieldsOf(inner),
    ),
  ];
}

/** Names of decimal signs, shown as they are. */
const SIGNS = new Set([',', '.']);

/** Words out of closed lists that a schema can hold, whatever field they stand in. */
function wordsOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(wordsOf);
  if (!isNode(node)) return [];
  const { const: only, enum: some, ...rest } = node;
  const own = [only, ...(Array.isArray(some) ? (some as readonly unknown[]) : [])];
  return [
    ...own.filter((word) => typeof word === 'string' && !SIGNS.has(word)),
    ...wordsOf(Object.values(rest)),
  ] as readonly string[];
}

/** Fields of a body that the audit log tells of. */
function toldFields(kind: EntryKind, schema: z.ZodType): readonly string[] {
  const { properties } = plain(schema) as { readonly properties?: Node };
  if (properties === undefined) return fieldsOf(plain(schema));
  const figures = isNode(properties['figures'])
    ? (properties['figures']['properties'] as Node)
    : {};
  const body = Object.fromEntries(Object.keys(properties).map((key) => [key, key]));
  const told = auditBody(kind, {
    ...body,
    ...(kind === 'report'
      ? { figures: Object.fromEntries(Object.keys(figures).map((key) => [key, key])) }
      : {}),
  } as EntryBody);
  return Object.keys(told).flatMap((key) => [key, ...fieldsOf(properties[key] ?? figures[key])]);
}

const written = (Object.keys(COMMAND_RULES) as (keyof typeof commands)[]).filter((name) =>
  isWrittenDown(COMMAND_RULES[name]),
);
/** Of who did it a column of its own tells. */
const NOT_SHOWN = new Set(['who']);
const fields = new Set(
  [
    ...(Object.entries(BODIES) as [EntryKind, readonly z.ZodType[]][]).flatMap(([kind, bodies]) =>
      bodies.flatMap((schema) => toldFields(kind, schema)),
    ),
    ...BEFORE.flatMap((schema) => fieldsOf(plain(schema))),
    ...written.flatMap((name) => fieldsOf(plain(commands[name].params))),
  ].filter((name) => !NOT_SHOWN.has(name)),
);

/** The words of closed lists; of roles there is a list of their own. */
const closed = new Set(
  [...Object.values(BODIES).flat(), ...BEFORE, ...written.map((name) => commands[name].params)]
    .flatMap((schema) => wordsOf(plain(schema)))
    .filter((word) => !(ROLES as readonly string[]).includes(word)),
);

const words = (
  language: Language,
  part: 'field' | 'record' | 'value',
): Readonly<Record<string, unknown>> => resources[language].people[part];

describe.each(['ko', 'en'] as const)('words of what a command changed, %s', (language) => {
  it('name every field that a row of the audit log can show', () => {
    expect(fields.size).toBeGreaterThan(200);
    expect(
      [...fields].filter((name) => typeof words(language, 'field')[name] !== 'string').sort(),
    ).toEqual([]);
  });

  it('say every word out of a closed list that can stand in such a field', () => {
    expect(closed.size).toBeGreaterThan(100);
    expect(
      [...closed].filter((word) => typeof words(language, 'value')[word] !== 'string').sort(),
    ).toEqual([]);
  });

  it('name every kind of record that a command writes', () => {
    expect(
      Object.keys(BODIES).filter((kind) => typeof words(language, 'record')[kind] !== 'string'),
    ).toEqual([]);
  });
});
