import { expect } from 'vitest';
import type { CallRig } from './quality-calls.ts';

/** Every call on reports over the socket: made, listed, read, fetched as a file, settings changed. */
export async function reportCalls({
  ask,
  refusal,
  nowMs,
}: Pick<CallRig, 'ask' | 'refusal'> & { readonly nowMs: () => number }): Promise<void> {
  const who = 'kim';
  const made = await ask('reports.make', {
    kind: 'shift',
    atMs: nowMs(),
    subject: null,
    remarks: 'pump A hums',
    who,
  });
  expect(made).toMatchObject({ kind: 'shift', version: 1, madeBy: 'kim', incomplete: true });
  expect((await ask('reports.list', { kind: 'shift', beforeSeq: null, limit: 10 })).rows).toEqual([
    made,
  ]);
  expect((await ask('reports.list', { kind: 'yearly', beforeSeq: null, limit: 10 })).rows).toEqual(
    [],
  );
  const { document } = await ask('reports.document', { id: made.id, language: 'en' });
  expect(JSON.stringify(document.blocks)).toContain('pump A hums');
  const file = await ask('reports.file', { id: made.id, language: 'en', format: 'pdf' });
  expect(Buffer.from(file.base64, 'base64').subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(
    await refusal('reports.file', { id: 'daily/1999-01-01', language: 'ko', format: 'pdf' }),
  ).toMatchObject({ messageCode: 'reports.unknown' });
  expect(
    await refusal('reports.make', {
      kind: 'daily',
      atMs: nowMs() + 10 * 86_400_000,
      subject: null,
      remarks: '',
      who,
    }),
  ).toMatchObject({ messageCode: 'reports.future' });

  const [incident] = await ask('incidents.list', { limit: 1 });
  const about = await ask('reports.make', {
    kind: 'incident',
    atMs: nowMs(),
    subject: incident?.id ?? '',
    remarks: '',
    who,
  });
  expect(about).toMatchObject({ kind: 'incident', incomplete: false });
  expect(about.number).toMatch(/^I-2026-06-01-\d{4}-SS$/);
  const paper = JSON.stringify(
    (await ask('reports.document', { id: about.id, language: 'en' })).document,
  );
  for (const part of [
    'broken sensor',
    'changed it',
    'Lee, Basin office',
    'Notice to the authority',
    'Alarm: Effluent SS',
  ])
    expect(paper).toContain(part);
  expect(paper).not.toMatch(/\{\w+\}|messages:|[a-z]+\.[a-z]+[A-Z]/);
  const notice = await ask('reports.notice', { incident: incident?.id ?? '', language: 'ko' });
  expect(notice.lines.join(' ')).toContain('90 %');
  const span = await ask('reports.make', {
    kind: 'rounds',
    atMs: nowMs(),
    untilMs: nowMs() + 86_400_000,
    subject: null,
    remarks: '',
    who,
  });
  expect((span.toMs - span.fromMs) / 86_400_000).toBe(2);

  const ai = await ask('reports.make', {
    kind: 'aiPerformance',
    atMs: nowMs(),
    untilMs: nowMs(),
    subject: null,
    remarks: '',
    who,
  });
  expect(ai.number).toMatch(/^A-2026-06-01--/);
  const judged = JSON.stringify(
    (await ask('reports.document', { id: ai.id, language: 'en' })).document,
  );
  expect(judged).toContain('AI and rules of the program');
  expect(judged).not.toMatch(/\{\w+\}|"(?:ai|layer|column)\.[\w.]+"/);

  const { settings, next } = await ask('reports.settings', {});
  expect(next.aiPerformance).toBe(next.monthly);
  expect(next.daily).toBeGreaterThan(nowMs());
  const changed = { ...settings, automatic: { ...settings.automatic, daily: false } };
  await ask('reports.configure', { settings: changed, who });
  const after = await ask('reports.settings', {});
  expect(after.settings).toEqual(changed);
  expect(after.next.daily).toBeNull();
  expect(
    await refusal('reports.configure', { settings: { ...changed, delayMin: 1 }, who }),
  ).toMatchObject({ code: 'badRequest' });
}
