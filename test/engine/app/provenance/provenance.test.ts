import { describe, expect, it } from 'vitest';
import type { ReceiptRecord } from '#contract/records.ts';
import { correctionSchema } from '#core/signal/drift/correction.ts';
import { decode } from '#core/signal/registers.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { provenanceHandlers } from '#engine/app/provenance/provenance-handlers.ts';
import { GENESIS_HASH, receiptHash } from '#engine/historian/index.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { DAY0_MS, must, opened, sample, scan, tempDir } from '../../historian/rig.ts';
import type { ResultOf } from '#contract/api.ts';

const profile = geumgang();
const MINUTE_MS = 60_000;
const sensor = profile.tags.find(
  ({ id }) => id === profile.sensors.find(({ quantity }) => quantity === 'pH')?.tag,
)!;
const switched = profile.tags.find(({ store }) => store === 'change')!;
const other = profile.tags.find(({ id, store }) => store === 'grid' && id !== sensor.id)!;
const caller = { id: 1, subscribe: () => undefined };

const entry = (part: Partial<NewEntry> & Pick<NewEntry, 'kind' | 'id'>): NewEntry => ({
  tsMs: DAY0_MS,
  tag: sensor.id,
  actor: 'engine',
  writtenMs: DAY0_MS,
  body: {},
  ...part,
});

const correction = correctionSchema.parse({
  id: 'correction-1',
  tag: sensor.id,
  state: 'accepted',
  bias: 0.4,
  sd: 0.05,
  points: [
    { tsMs: DAY0_MS, bias: 0, sd: 0.05 },
    { tsMs: DAY0_MS + 10 * MINUTE_MS, bias: 0.4, sd: 0.05 },
  ],
  fromMs: DAY0_MS,
  toMs: null,
  sinceMs: DAY0_MS,
  readingIds: ['reading-1'],
  by: 'person:Kim',
  atMs: DAY0_MS + 20 * MINUTE_MS,
  reason: 'checked with buffer',
});

function receipts(count: number): ReceiptRecord[] {
  const chain: ReceiptRecord[] = [];
  for (let i = 0; i < count; i++) {
    const open: Omit<ReceiptRecord, 'hash'> = {
      requestId: `request-${String(i)}`,
      tsMs: DAY0_MS + i * MINUTE_MS,
      intent: {
        type: 'machine',
        requestId: `request-${String(i)}`,
        who: i % 2 === 0 ? 'Kim' : 'Lee',
        why: '',
        unit: 'P-101A',
        action: 'start',
      },
      verdicts: [],
      outcome: 'confirmed',
      write: { slave: 1, address: 3, words: [1] },
      readBack: [1],
      tookMs: 12,
      detail: null,
      prevHash: chain.at(-1)?.hash ?? GENESIS_HASH,
    };
    chain.push({ ...open, hash: receiptHash(open) });
  }
  return chain;
}

async function filled(): Promise<{
  historian: Historian;
  handlers: ReturnType<typeof provenanceHandlers>;
}> {
  const historian = await opened(tempDir());
  must(
    await historian.commit(
      scan({
        grid: [0, 1, 2, 3, 4, 5].map((i) =>
          sample(
            sensor.id,
            DAY0_MS + i * MINUTE_MS,
            i === 4 ? null : 7 + i / 10,
            i === 4 ? { quality: 'commFault', provenance: 'held' } : {},
          ),
        ),
        changes: [sample(switched.id, DAY0_MS + 30_000, 1)],
        events: [0, 1, 2].map((i) => ({
          tsMs: DAY0_MS + i,
          kind: 'quality' as const,
          priority: 3,
          code: 'system.started',
          subject: sensor.id,
          params: {},
          actor: i === 1 ? 'person:Kim' : 'engine',
        })),
        receipts: receipts(5),
        entries: [
          entry({ kind: 'import', id: 'import-1', tag: null, body: { file: 'lab.csv' } }),
          entry({
            kind: 'reading',
            id: 'reading-1',
            actor: 'person:Kim',
            body: { value: 6.6, origin: { importId: 'import-1', file: 'lab.csv', row: 3 } },
          }),
          entry({
            kind: 'reading',
            id: 'reading-1',
            actor: 'person:Lee',
            body: { value: 6.7, origin: { importId: 'import-1', file: 'lab.csv', row: 3 } },
          }),
          entry({
            kind: 'correction',
            id: correction.id,
            actor: 'person:Kim',
            body: JSON.parse(JSON.stringify(correction)),
          }),
          entry({ kind: 'substitution', id: 'substitution-1', body: { kind: 'virtual' } }),
          entry({
            kind: 'finding',
            id: 'finding-1',
            body: {
              id: 'finding-1',
              tag: sensor.id,
              check: 'missing',
              tier: 1,
              severity: 'bad',
              fromMs: DAY0_MS + 4 * MINUTE_MS,
              toMs: DAY0_MS + 5 * MINUTE_MS,
              value: null,
              expected: null,
              limit: null,
              other: null,
            },
          }),
        ],
        derived: [
          {
            tag: sensor.id,
            tsMs: DAY0_MS + 4 * MINUTE_MS,
            how: 'virtual',
            value: 7.1,
            sd: 0.1,
            entryId: 'substitution-1',
          },
        ],
      }),
    ),
  );
  return { historian, handlers: provenanceHandlers({ profile, historian }) };
}

describe('a value to its source', () => {
  it('is the stored one less the bias a person accepted, and leads to register and words', async () => {
    const { handlers } = await filled();
    const answer = must(
      await handlers['provenance.value'](
        { tag: sensor.id, atMs: DAY0_MS + 5 * MINUTE_MS + 999 },
        caller,
      ),
    );
    expect(answer.raw).toMatchObject({
      value: 7.5,
      quality: 'good',
      tsMs: DAY0_MS + 5 * MINUTE_MS,
    });
    expect(answer.correction?.record).toEqual(correction);
    expect(answer.correction?.biasThen).toBeCloseTo(0.2, 9);
    expect(answer.shown.way).toBe('corrected');
    expect(answer.shown.value).toBeCloseTo(7.3, 9);
    expect(answer.register).toMatchObject({
      slave: sensor.slave,
      address: sensor.address,
      scale: sensor.scale,
      pollClass: sensor.pollClass,
    });
    expect(Math.abs(decode(sensor, answer.register.words ?? []) - 7.5)).toBeLessThanOrEqual(
      Math.abs(sensor.scale),
    );
    expect(answer.readings.map(({ id, body }) => [id, body['value']])).toEqual([
      ['reading-1', 6.7],
    ]);
    expect(answer.findings).toEqual([]);
  });

  it('is what stood in for it while it was lost, with the record that called for it and the finding', async () => {
    const { handlers } = await filled();
    const answer = must(
      await handlers['provenance.value'](
        { tag: sensor.id, atMs: DAY0_MS + 4 * MINUTE_MS + 1 },
        caller,
      ),
    );
    expect(answer.shown).toEqual({ value: 7.1, way: 'derived' });
    expect(answer.raw).toMatchObject({ value: null, quality: 'commFault' });
    expect(answer.register.words).toBeNull();
    expect(answer.derivedEntries.map(({ kind, id }) => [kind, id])).toEqual([
      ['substitution', 'substitution-1'],
    ]);
    expect(answer.findings.map(({ check }) => check)).toEqual(['missing']);
  });

  it('is the last change before it where only changes are stored, and nothing before the first', async () => {
    const { handlers } = await filled();
    const after = must(
      await handlers['provenance.value'](
        { tag: switched.id, atMs: DAY0_MS + 90 * MINUTE_MS },
        caller,
      ),
    );
    expect(after.raw).toMatchObject({ value: 1, tsMs: DAY0_MS + 30_000 });
    expect(after.readingsAtMost).toBeNull();
    const before = must(
      await handlers['provenance.value']({ tag: switched.id, atMs: DAY0_MS }, caller),
    );
    expect(before.shown).toEqual({ value: null, way: 'none' });
    const unstored = must(
      await handlers['provenance.value']({ tag: other.id, atMs: DAY0_MS }, caller),
    );
    expect(unstored.raw).toBeNull();
  });

  it('refuses a tag the profile does not have', async () => {
    const { handlers } = await filled();
    const answer = await handlers['provenance.value']({ tag: 'XX-1.pv', atMs: 0 }, caller);
    expect(answer.ok ? null : answer.error.messageCode).toBe('trend.unknownTag');
  });
});

describe('the records', () => {
  it('show all versions and what they rest on, down to the file a reading came from', async () => {
    const { handlers } = await filled();
    const reading = must(
      await handlers['provenance.entry']({ kind: 'reading', id: 'reading-1' }, caller),
    );
    expect(reading.versions.map(({ actor, latest }) => [actor, latest])).toEqual([
      ['person:Lee', true],
      ['person:Kim', false],
    ]);
    expect(reading.related.map(({ kind, id }) => [kind, id])).toEqual([['import', 'import-1']]);
    const held = must(
      await handlers['provenance.entry']({ kind: 'correction', id: correction.id }, caller),
    );
    expect(held.related.map(({ id }) => id)).toEqual(['reading-1']);
    const missing = await handlers['provenance.entry'](
      { kind: 'reading', id: 'none-here' },
      caller,
    );
    expect(missing.ok ? null : missing.error).toMatchObject({
      code: 'notFound',
      messageCode: 'provenance.noRecord',
    });
  });

  it('come in pages that leave nothing out and bring nothing twice, also by person', async () => {
    const { handlers } = await filled();
    const ask = {
      kinds: ['reading', 'import', 'correction'] as const,
      tag: null,
      fromMs: null,
      toMs: null,
      versions: 'all' as const,
    };
    const seen: number[] = [];
    let beforeSeq: number | null = null;
    do {
      const page: { rows: { seq: number }[]; nextSeq: number | null } = must(
        await handlers['provenance.entries'](
          { ...ask, kinds: [...ask.kinds], person: null, beforeSeq, limit: 1 },
          caller,
        ),
      );
      seen.push(...page.rows.map(({ seq }) => seq));
      beforeSeq = page.nextSeq;
    } while (beforeSeq !== null);
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
    const kim = must(
      await handlers['provenance.entries'](
        { ...ask, kinds: [...ask.kinds], person: 'kim', beforeSeq: null, limit: 10 },
        caller,
      ),
    );
    expect(kim.rows.every(({ actor }) => actor === 'person:Kim')).toBe(true);
    expect(kim.rows).toHaveLength(2);
    const events = must(
      await handlers['provenance.events'](
        {
          fromMs: null,
          toMs: null,
          kinds: null,
          subject: sensor.id,
          person: 'Kim',
          beforeSeq: null,
          limit: 10,
        },
        caller,
      ),
    );
    expect(events.rows.map(({ actor }) => actor)).toEqual(['person:Kim']);
  });

  it('are samples with what stands beside them', async () => {
    const { handlers } = await filled();
    const rows: unknown[] = [];
    let cursor: string | null = null;
    let derived = 0;
    do {
      const page: ResultOf<'provenance.samples'> = must(
        await handlers['provenance.samples'](
          { tags: [sensor.id], fromMs: DAY0_MS, toMs: DAY0_MS + 10 * MINUTE_MS, cursor, limit: 4 },
          caller,
        ),
      );
      rows.push(...page.rows);
      derived += page.derived.length;
      cursor = page.cursor;
    } while (cursor !== null);
    expect(rows).toHaveLength(6);
    expect(derived).toBe(1);
  });
});

describe('receipts', () => {
  it('are verified one by one against the one before, over pages', async () => {
    const { handlers } = await filled();
    const ask = { fromMs: null, toMs: null, unit: null, person: null };
    const first = must(
      await handlers['provenance.receipts']({ ...ask, beforeHash: null, limit: 3 }, caller),
    );
    expect(first.rows.map(({ receipt }) => receipt.requestId)).toEqual([
      'request-4',
      'request-3',
      'request-2',
    ]);
    const rest = must(
      await handlers['provenance.receipts'](
        { ...ask, beforeHash: first.nextHash, limit: 3 },
        caller,
      ),
    );
    expect(rest.rows.map(({ receipt }) => receipt.requestId)).toEqual(['request-1', 'request-0']);
    expect(rest.nextHash).toBeNull();
    expect([...first.rows, ...rest.rows].every(({ check }) => check === 'verified')).toBe(true);
    const lee = must(
      await handlers['provenance.receipts'](
        { ...ask, person: 'lee', beforeHash: null, limit: 3 },
        caller,
      ),
    );
    expect(lee.rows.map(({ receipt }) => receipt.requestId)).toEqual(['request-3', 'request-1']);
  });

  it('show a row that was changed, and one that no longer follows the one before it', async () => {
    const historian = await opened(tempDir());
    const [a, b, c] = receipts(3);
    must(await historian.commit(scan({ receipts: [a!, { ...b!, tookMs: 99 }] })));
    const handlers = provenanceHandlers({ profile, historian });
    expect(
      must(await handlers['provenance.receipt']({ requestId: 'request-1' }, caller)).check,
    ).toBe('changed');
    const gap = await opened(tempDir());
    must(await gap.commit(scan({ receipts: [a!, c!] })));
    expect(
      must(
        await provenanceHandlers({ profile, historian: gap })['provenance.receipt'](
          { requestId: 'request-2' },
          caller,
        ),
      ).check,
    ).toBe('notLinked');
    const none = await handlers['provenance.receipt']({ requestId: 'request-9' }, caller);
    expect(none.ok ? null : none.error.code).toBe('notFound');
  });
});
