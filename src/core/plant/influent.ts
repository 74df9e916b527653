import { z } from 'zod';
import { assumed, isoDate, slug, source } from './common.ts';

/** A part of the noise: relative standard deviation and the time after which it has forgotten itself. */
const noiseScale = z.strictObject({
  relativeSd: z.number().min(0).max(1),
  correlationS: z.number().positive(),
});
const twelve = z.array(z.number().min(0)).length(12);
const hours = z.array(z.number().min(0)).length(24);
const monthDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'MM-DD, 01-01 to 12-31');
const factor = z.number().min(0).max(10);

/** Rain of the place and what of it comes into the sewer. */
const rainSchema = z.strictObject({
  /** January first: spells of rain and the whole depth of a month, mm. */
  stormsByMonth: twelve,
  depthMmByMonth: twelve,
  /** Mean length of a spell, h, and the log-normal spread of lengths. */
  durationHByMonth: twelve,
  durationSd: z.number().min(0).max(2),
  /** Shape of the Weibull distribution of depths; below 1 many small spells and few great ones. */
  depthShape: z.number().min(0.3).max(3),
  /** Paved and roof area that drains into the sewer at once, m2, and the depth that only wets it, mm. */
  fastAreaM2: z.number().min(0),
  wettingMm: z.number().min(0).max(20),
  /** How fast a wet surface dries, mm/d. */
  dryingMmPerD: z.number().min(0).max(20),
  fastReservoirS: z.number().positive(),
  /** Area whose rain reaches the sewer through the ground, m2. */
  slowAreaM2: z.number().min(0),
  slowReservoirS: z.number().positive(),
  /** What lies in sewer and gutters and goes with the first water. */
  deposit: z.strictObject({
    maxKg: z.number().min(0),
    buildUpDays: z.number().positive(),
    washOffPerMm: z.number().min(0).max(5),
    codPerSs: z.number().min(0).max(5),
    bodPerSs: z.number().min(0).max(5),
    tnPerSs: z.number().min(0).max(1),
    tpPerSs: z.number().min(0).max(1),
  }),
  pH: z.number().min(3).max(10),
  alkalinityMolPerM3: z.number().min(0).max(10),
  source,
  assumed,
});
export type RainShape = z.infer<typeof rainSchema>;

/** Air over the catchment: decides between rain and snow and how snow melts. */
const airSchema = z.strictObject({
  meanC: z.number(),
  yearAmplitudeC: z.number().min(0),
  warmestDayOfYear: z.int().min(1).max(366),
  dayAmplitudeC: z.number().min(0),
  noiseSdC: z.number().min(0),
  noiseCorrelationS: z.number().positive(),
  /** Below this air temperature it snows. */
  snowBelowC: z.number().min(-5).max(5),
  /** Melt per degree above zero, mm/(K d). */
  meltMmPerKD: z.number().min(0).max(20),
  source,
  assumed,
});
export type AirShape = z.infer<typeof airSchema>;

/** Trade effluent let in without leave, at random. */
const slugsSchema = z.strictObject({
  perYear: z.number().min(0).max(366),
  /** Working hours in which they come, local. */
  fromHour: z.int().min(0).max(23),
  toHour: z.int().min(1).max(24),
  /** Each figure lies between `low` and `high` with the same chance. */
  hours: z.strictObject({ low: z.number().positive(), high: z.number().positive() }),
  flowM3PerH: z.strictObject({ low: z.number().positive(), high: z.number().positive() }),
  cod: z.strictObject({ low: z.number().min(0), high: z.number().min(0) }),
  pH: z.strictObject({ low: z.number().min(0).max(14), high: z.number().min(0).max(14) }),
  source,
  assumed,
});

const holidaySchema = z.strictObject({
  id: slug,
  /** Days of the same date each year, and dates of their own (lunar feasts, days in lieu). */
  yearly: z.array(monthDay),
  dates: z.array(isoDate),
  flow: factor,
  strength: factor,
  /** Whether the hours are those of a day of rest. */
  restDay: z.boolean(),
  source,
  assumed,
});

const festivalSchema = z.strictObject({
  id: slug,
  /** First and last day of each year, and the hours of a day, local. */
  from: monthDay,
  to: monthDay,
  fromHour: z.int().min(0).max(23),
  toHour: z.int().min(1).max(24),
  flow: factor,
  strength: factor,
  source,
  assumed,
});

/** Shape of the virtual plant's inflow: means, patterns by hour, day and season, noise, weather, calendar. */
export const influentSchema = z.strictObject({
  /** In dry weather. */
  meanFlowM3PerD: z.number().positive(),
  /** 24 factors from 00:00 local, mean 1. */
  flowByHour: hours,
  strengthByHour: hours,
  /** Hours of Saturdays, Sundays and holidays; those of a working day where left out. */
  restDayFlowByHour: hours.optional(),
  /** Monday first. */
  flowByWeekday: z.array(z.number().min(0)).length(7),
  /** January first; 1 where left out. */
  flowByMonth: twelve.optional(),
  strengthByMonth: twelve.optional(),
  /** Mean concentrations, mg/L. */
  mean: z.strictObject({
    COD: z.number().positive(),
    BOD: z.number().positive(),
    SS: z.number().positive(),
    TN: z.number().positive(),
    NH4N: z.number().positive(),
    TP: z.number().positive(),
  }),
  pH: z.strictObject({ mean: z.number(), amplitude: z.number().min(0) }),
  temperatureC: z.strictObject({
    mean: z.number(),
    yearAmplitude: z.number().min(0),
    warmestDayOfYear: z.int().min(1).max(366),
  }),
  noise: z.strictObject({
    /** Relative standard deviation and correlation time where no list below says otherwise. */
    relativeSd: z.number().min(0).max(1),
    correlationS: z.number().positive(),
    /** Noise of the flow and of the strength as a sum of time scales. */
    flow: z.array(noiseScale).max(8).optional(),
    strength: z.array(noiseScale).max(8).optional(),
    /** Own noise of solids and of nutrients beside that of the strength. */
    analyses: noiseScale.optional(),
    /** Slow noise of the water temperature. */
    temperature: z
      .strictObject({ sdC: z.number().min(0).max(10), correlationS: z.number().positive() })
      .optional(),
  }),
  rain: rainSchema.optional(),
  air: airSchema.optional(),
  slugs: slugsSchema.optional(),
  holidays: z.array(holidaySchema).optional(),
  festivals: z.array(festivalSchema).optional(),
  source,
  assumed,
});
export type Influent = z.infer<typeof influentSchema>;
