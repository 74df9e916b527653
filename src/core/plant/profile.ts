import { z } from 'zod';
import { assumed, clockTime, equipmentId, isoDate, localText, machineId, slug, source, tagId } from './common.ts';
import { influentSchema } from './influent.ts';
import { machineSchema, sensorSchema, tankSchema, valveSchema } from './equipment.ts';
import { alarmSchema, cleaningSchema, interlockSchema, plcSchema, sequenceSchema } from './logic.ts';
import { tagSchema } from './tag.ts';
import { startSchema } from './start.ts';
import { historyFileSchema, qualityFileSchema } from './quality.ts';
import { roundsFileSchema } from './rounds.ts';
import { storesFileSchema } from './stores.ts';

/**
 * A plant profile: everything the product knows of one site. It is a folder of small
 * files (`PROFILE_FILES`); `load.ts` checks each against its schema here and
 * `check.ts` checks what one file says against the others.
 */
export const PROFILE_SCHEMA_VERSION = 1;

/** Whom to call, and for what. */
export const contactSchema = z.strictObject({
  name: z.string(), role: z.string(), phone: z.string(), purpose: z.string(),
  /** Shown where discharge values come near their limits. */
  emergency: z.boolean(),
});
export type Contact = z.infer<typeof contactSchema>;

export const siteSchema = z.strictObject({
  schemaVersion: z.literal(PROFILE_SCHEMA_VERSION),
  id: slug,
  name: localText,
  /** IANA zone the technician lives in; records stay in UTC. */
  timeZone: z.string().min(3),
  altitudeM: z.number().min(-400).max(5000),
  designFlowM3PerD: z.number().positive(),
  process: localText,
  /** Water ways between basins that need no machine (overflow), and those outside the plant. */
  gravity: z.array(z.strictObject({
    from: z.union([equipmentId, z.literal('influent')]),
    to: z.union([equipmentId, z.literal('outfall')]),
    medium: z.enum(['water', 'sludge', 'scum']),
  })),
  /** Serial defaults of the site's PLC, offered in Settings. */
  serial: z.strictObject({
    baudRate: z.int().positive(), parity: z.enum(['none', 'even', 'odd']),
    dataBits: z.union([z.literal(7), z.literal(8)]), stopBits: z.union([z.literal(1), z.literal(2)]),
  }),
  /** Postal address, operating company and number of the discharge permit, as they stand on reports. */
  address: z.string().optional(),
  company: z.string().optional(),
  permit: z.string().optional(),
  contacts: z.array(contactSchema).optional(),
  source,
  assumed,
});
export type Site = z.infer<typeof siteSchema>;

const QUALITY_ITEMS = ['COD', 'BOD', 'TOC', 'SS', 'TN', 'TP', 'pH', 'coliform'] as const;
export const limitsSchema = z.strictObject({
  /** Share of the limit the AI aims at; the 80 % targets derive from it. */
  aiTargetShare: z.number().gt(0).lte(1),
  /** Warning, caution, emergency, critical as share of the limit (seed 5.4). */
  levels: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Rule set that applies; must be one of `sets`. */
  active: slug,
  sets: z.array(z.strictObject({
    id: slug,
    name: localText,
    region: z.enum(['I', 'II', 'III', 'IV', 'clean', 'ga', 'na', 'special', 'any']),
    sizeM3PerD: z.strictObject({ from: z.number().min(0), below: z.number().positive().nullable() }),
    validFrom: isoDate,
    validTo: isoDate.nullable(),
    items: z.array(z.strictObject({
      item: z.enum(QUALITY_ITEMS), unit: z.string(), min: z.number().nullable(), max: z.number().nullable(),
    })).min(1),
    source,
    assumed,
  })).min(1),
  /** Which reading is held against which item. */
  readings: z.array(z.strictObject({ item: z.enum(QUALITY_ITEMS), tag: tagId })),
});
export type Limits = z.infer<typeof limitsSchema>;

const hourRange = z.strictObject({ from: z.int().min(0).max(23), to: z.int().min(1).max(24) });
export const tariffsSchema = z.strictObject({
  active: slug,
  tariffs: z.array(z.strictObject({
    id: slug,
    name: localText,
    validFrom: isoDate,
    validTo: isoDate.nullable(),
    baseWonPerKwMonth: z.number().min(0),
    seasons: z.array(z.strictObject({
      id: z.enum(['summer', 'springFall', 'winter']),
      months: z.array(z.int().min(1).max(12)).min(1),
      wonPerKwh: z.strictObject({ offPeak: z.number(), mid: z.number(), peak: z.number() }),
      /** Hours of weekdays that are mid or peak; the rest is off-peak. Empty for flat tariffs. */
      mid: z.array(hourRange),
      peak: z.array(hourRange),
    })).min(1),
    saturdayPeakIsMid: z.boolean(),
    sundayIsOffPeak: z.boolean(),
    addOns: z.strictObject({ climateWonPerKwh: z.number(), fuelWonPerKwh: z.number(), fundPercent: z.number(), vatPercent: z.number() }),
    source,
    assumed,
  })).min(1),
});
export type Tariffs = z.infer<typeof tariffsSchema>;

/**
 * Site values of the process models that stand for the defaults of their parameter tables
 * (`src/core/process`): `group.symbol` -> value and why. Names and ranges are checked.
 */
export const processSchema = z.strictObject({
  parameters: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*$/),
    z.strictObject({ value: z.number(), why: z.string().min(8) }),
  ),
  source,
});
export type ProcessFile = z.infer<typeof processSchema>;

/** What the overview draws, left to right; the window itself knows no plant. */
export const displaySchema = z.strictObject({
  stations: z.array(z.strictObject({
    id: slug,
    name: localText,
    tanks: z.array(equipmentId).min(1),
    /** Readings under the tank, most important first. */
    values: z.array(tagId),
    /** Machine that carries the water on to the next station; null where it overflows. */
    onward: machineId.nullable(),
    /** Machines that belong to this station in unit views. */
    machines: z.array(machineId),
    relativeWidth: z.number().positive(),
  })).min(3),
  /** Key qualities of the discharge, in order. */
  effluent: z.array(z.strictObject({ item: z.enum(QUALITY_ITEMS), tag: tagId })),
  blower: z.strictObject({ machine: machineId, speedTag: tagId, setpointTag: tagId.nullable(), airflowTag: tagId.nullable(), powerTag: tagId.nullable() }),
  returnFlow: z.strictObject({ machine: machineId, fromStation: slug, toStation: slug }).nullable(),
  energyTag: tagId.nullable(),
  powerTag: tagId.nullable(),
  influentFlowTag: tagId,
  effluentFlowTag: tagId,
  /** Charts offered on first opening of Trends. */
  trendGroups: z.array(z.strictObject({ id: slug, name: localText, tags: z.array(tagId).min(1).max(8) })).min(1),
  /** Daily boundary for "today" figures, local time. */
  dayStartsAt: clockTime,
});
export type Display = z.infer<typeof displaySchema>;

export const logicFileSchema = z.strictObject({
  interlocks: z.array(interlockSchema),
  sequences: z.array(sequenceSchema),
  cleanings: z.array(cleaningSchema),
});

/** File name -> schema of its content (the tag list is CSV and is parsed by `tag-csv.ts`). */
export const PROFILE_FILES = {
  'site.json': siteSchema,
  'tanks.json': z.array(tankSchema).min(1),
  'machines.json': z.strictObject({ machines: z.array(machineSchema).min(1), valves: z.array(valveSchema) }),
  'sensors.json': z.array(sensorSchema).min(1),
  'logic.json': logicFileSchema,
  'alarms.json': z.array(alarmSchema),
  'plc.json': plcSchema,
  'limits.json': limitsSchema,
  'tariffs.json': tariffsSchema,
  'influent.json': influentSchema,
  'process.json': processSchema,
  'start.json': startSchema,
  'quality.json': qualityFileSchema,
  'history.json': historyFileSchema,
  'rounds.json': roundsFileSchema,
  'stores.json': storesFileSchema,
  'display.json': displaySchema,
} as const;
export type ProfileFileName = keyof typeof PROFILE_FILES | 'tags.csv';
export const TAGS_FILE = 'tags.csv';

/** The whole profile after loading and checking. */
export const profileSchema = z.strictObject({
  site: siteSchema,
  tanks: z.array(tankSchema),
  machines: z.array(machineSchema),
  valves: z.array(valveSchema),
  sensors: z.array(sensorSchema),
  tags: z.array(tagSchema),
  interlocks: z.array(interlockSchema),
  sequences: z.array(sequenceSchema),
  cleanings: z.array(cleaningSchema),
  alarms: z.array(alarmSchema),
  plc: plcSchema,
  limits: limitsSchema,
  tariffs: tariffsSchema,
  influent: influentSchema,
  process: processSchema,
  start: startSchema,
  quality: qualityFileSchema,
  history: historyFileSchema,
  rounds: roundsFileSchema,
  stores: storesFileSchema,
  display: displaySchema,
});
export type PlantProfile = z.infer<typeof profileSchema>;

/** One thing wrong with a profile, in words a technician can act on. */
export interface ProfileIssue {
  readonly file: ProfileFileName | (string & {});
  /** Path inside the file, e.g. `machines[3].rating.powerKw`, or `line 17, column address`. */
  readonly path: string;
  /** The offending value as text. */
  readonly value: string;
  /** What must hold. */
  readonly rule: string;
  /** Machine-readable kind, for translation and tests. */
  readonly code: 'syntax' | 'schema' | 'missingFile' | 'duplicate' | 'unknownReference' | 'overlap' | 'range' | 'order' | 'assumption';
}
