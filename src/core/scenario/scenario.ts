import { z } from 'zod';
import { clockTime, localText, slug } from '../plant/common.ts';
import { parseJson } from '../plant/json.ts';
import { issuesOf } from '../plant/issues.ts';
import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { plantActionSchema } from './action.ts';
import { scenarioCondition } from './scenario-condition.ts';

/** Steps a run to the end may take, ms: those that divide a minute. */
const TICKS_MS = [5000, 6000, 10_000, 12_000, 15_000, 20_000, 30_000, 60_000] as const;
/** Longest scenario, h: a month. */
const LONGEST_H = 31 * 24;

/**
 * One thing that is done. `atS`, `atH` count from the beginning of the scenario, `atClock` is the
 * next time the clock of the site shows that (`day` 1 is the day after). `repeat` does it again,
 * `ramp` moves one number of the action in steps.
 */
const stepSchema = z
  .strictObject({
    atS: z.number().min(0).optional(),
    atH: z.number().min(0).max(LONGEST_H).optional(),
    atClock: clockTime.optional(),
    day: z.int().min(0).max(30).optional(),
    action: plantActionSchema,
    repeat: z
      .strictObject({ times: z.int().min(2).max(1000), everyS: z.number().positive() })
      .optional(),
    ramp: z
      .strictObject({
        /** The number that moves, e.g. `fault.by`, `value`, `m`. */
        field: z.string().min(1),
        from: z.number(),
        to: z.number(),
        overS: z.number().positive(),
        steps: z.int().min(2).max(1000),
      })
      .optional(),
    note: localText.optional(),
  })
  .refine(
    (step) => [step.atS, step.atH, step.atClock].filter((at) => at !== undefined).length === 1,
    'give exactly one of atS, atH and atClock',
  )
  .refine(
    (step) => step.day === undefined || step.atClock !== undefined,
    'day goes with atClock only',
  )
  .refine(
    (step) => step.repeat === undefined || step.ramp === undefined,
    'give repeat or ramp, not both',
  );
export type ScenarioStep = z.infer<typeof stepSchema>;

/**
 * What must be seen. `happens`: the condition holds at some moment of the window; `stays`: at every
 * moment of it. The window is `fromS` to `toS` after the beginning.
 */
const expectationSchema = z
  .strictObject({
    id: slug,
    text: localText,
    must: z.enum(['happen', 'stay']),
    fromS: z.number().min(0).default(0),
    toS: z.number().positive(),
    when: scenarioCondition,
  })
  .refine((each) => each.fromS < each.toS, 'fromS must be less than toS');
export type Expectation = z.infer<typeof expectationSchema>;

export const scenarioSchema = z
  .strictObject({
    id: slug,
    name: localText,
    /** What it is for, what the plant does today and what the control layer will have to show. */
    purpose: localText,
    /** Section of the specification it comes from, or the reason for it. */
    source: z.string().min(3),
    /** Profile whose names it uses. */
    plant: z.string().min(1),
    /** Local time of the site at which a run of its own begins; a plant that runs already keeps its clock. */
    start: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'YYYY-MM-DDTHH:MM, local time of the site'),
    durationH: z.number().positive().max(LONGEST_H),
    /** Step of plant and PLC when it is run to the end at once, ms; without it the PLC's own scan. */
    tickMs: z.literal(TICKS_MS).optional(),
    steps: z.array(stepSchema).min(1).max(200),
    expect: z.array(expectationSchema).min(1).max(40),
  })
  .superRefine((scenario, context) => {
    const seen = new Set<string>();
    scenario.expect.forEach((each, i) => {
      if (seen.has(each.id))
        context.addIssue({ code: 'custom', path: ['expect', i, 'id'], message: 'is used twice' });
      seen.add(each.id);
      if (each.toS > scenario.durationH * 3600)
        context.addIssue({
          code: 'custom',
          path: ['expect', i, 'toS'],
          message: `must end within the scenario, ${scenario.durationH * 3600} s`,
        });
    });
  });
export type Scenario = z.infer<typeof scenarioSchema>;

/**
 * Reads a scenario file.
 * @param file name for the messages
 * @returns every problem with path, value and what must hold
 */
export function parseScenario(file: string, text: string): Result<Scenario, ProcessFault[]> {
  const json = parseJson(text);
  if (!json.ok)
    return err([
      {
        place: file,
        quantity: '(file)',
        value: text.trim().slice(0, 40),
        allowed: 'a JSON object',
        advice: `correct it: ${json.error}`,
      },
    ]);
  const parsed = scenarioSchema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  return err(
    issuesOf(file, json.value, parsed.error.issues).map((issue) => ({
      place: file,
      quantity: issue.path,
      value: issue.value,
      allowed: issue.rule,
      advice: 'correct the file; docs/virtual-plant.md describes its fields',
    })),
  );
}
