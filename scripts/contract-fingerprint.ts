// Fingerprint of everything that crosses between window and engine, kept beside the protocol number:
//   npm run contract:fingerprint              keeps that of a raised number
//   npm run contract:fingerprint -- --again   takes the place of the present number's, of which no build was given out
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PROTOCOL_VERSION, calls, events } from '#contract/api.ts';
import { eventFrame, replyFrame, requestFrame } from '#contract/wire.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

const FILE = path.resolve(import.meta.dirname, '../src/contract/protocol.json');
const keptSchema = z.record(z.string().regex(/^\d+$/), z.string().regex(/^[0-9a-f]{64}$/));
export type KeptFingerprints = z.infer<typeof keptSchema>;

/** The same text for the same form, in whatever order its fields were written down. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [
        key,
        key === 'required' && Array.isArray(each) ? each.toSorted() : inOrder(each),
      ]),
  );
}

/** What a schema lets through, as JSON schema: going in for what is asked, coming out for what is answered. */
const formOf = (schema: z.ZodType, io: 'input' | 'output'): unknown =>
  inOrder(z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref', reused: 'inline' }));

/** Every frame, call and event of the contract by its name, as text of its form. */
export function contractForms(): ReadonlyMap<string, string> {
  const forms = new Map<string, unknown>([
    ['frame request', formOf(requestFrame, 'input')],
    ['frame reply', formOf(replyFrame, 'output')],
    ['frame event', formOf(eventFrame, 'output')],
  ]);
  for (const [name, { params, result }] of Object.entries(calls))
    forms.set(`call ${name}`, {
      params: formOf(params, 'input'),
      result: formOf(result, 'output'),
    });
  for (const [name, data] of Object.entries(events))
    forms.set(`event ${name}`, formOf(data, 'output'));
  return new Map(
    [...forms]
      .map(([name, form]): [string, string] => [name, JSON.stringify(form)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** SHA-256 over all forms, in hexadecimal. */
export function contractFingerprint(forms: ReadonlyMap<string, string> = contractForms()): string {
  const hash = createHash('sha256');
  for (const [name, form] of forms) hash.update(`${name}\n${form}\n`);
  return hash.digest('hex');
}

export const keptFingerprints = (): KeptFingerprints =>
  keptSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));

/**
 * What is wrong between a number, its fingerprint and the contract as it is, in words that say what to do;
 * null when all is well.
 */
export function protocolFault(
  number: number,
  kept: KeptFingerprints,
  present: string,
): string | null {
  const mine = kept[String(number)];
  const newest = Math.max(...Object.keys(kept).map(Number));
  if (newest > number)
    return `PROTOCOL_VERSION is ${String(number)}, but ${String(newest)} was given out already: a number never goes back. Raise it in src/contract/api.ts.`;
  if (mine === undefined)
    return `PROTOCOL_VERSION ${String(number)} has no fingerprint yet. Run: npm run contract:fingerprint`;
  if (mine === present) return null;
  return `What crosses between window and engine is not what it was when PROTOCOL_VERSION ${String(number)} was set. Raise the number in src/contract/api.ts and run: npm run contract:fingerprint. As long as no build with this number was given out: npm run contract:fingerprint -- --again`;
}

/** The fingerprints with the present one under its number. One that stands there already is replaced only when `again` says so. */
export function withFingerprint(
  number: number,
  kept: KeptFingerprints,
  present: string,
  again: boolean,
): Result<KeptFingerprints, string> {
  const mine = kept[String(number)];
  if (mine !== undefined && mine !== present && !again)
    return err(protocolFault(number, kept, present) ?? '');
  return ok({ ...kept, [String(number)]: present });
}

if (import.meta.main) {
  const present = contractFingerprint();
  const next = withFingerprint(
    PROTOCOL_VERSION,
    keptFingerprints(),
    present,
    process.argv.includes('--again'),
  );
  if (next.ok) {
    writeFileSync(FILE, `${JSON.stringify(next.value, null, 2)}\n`);
    process.stdout.write(`protocol ${String(PROTOCOL_VERSION)}: ${present}\n`);
  } else {
    process.stderr.write(`${next.error}\n`);
    process.exitCode = 1;
  }
}
