import path from 'node:path';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { PARTIAL_PREFIX } from '#engine/ports/backup.ts';
import type { BackupFault, OpenWith } from '#engine/ports/backup.ts';
import type { BackupContext } from './context.ts';
import type { JobControl } from './job-runner.ts';
import { faultBody, faultParams } from './records.ts';

export interface TestAsk {
  readonly dir: string;
  readonly open: OpenWith;
  readonly actor: string;
}

/** Tries whether a backup can be brought back, beside everything that runs, and records the result and the time it took. */
export async function testFlow(
  context: BackupContext,
  ask: TestAsk,
  control: JobControl,
): Promise<Result<{ readonly dir: string }, BackupFault>> {
  const { clock, dataDir, log } = context.options;
  const startedMs = clock.wallMs();
  const startMonoMs = clock.monoMs();
  const name = path.basename(ask.dir);
  const outcome = await control.thread(
    {
      do: 'test',
      dir: ask.dir,
      open: ask.open,
      workDir: path.join(dataDir, `${PARTIAL_PREFIX}test`),
      reserveBytes: context.reserveBytes,
    },
    0,
    1,
  );
  const body = { dir: ask.dir, tookMs: Math.round(clock.monoMs() - startMonoMs) };
  const id = `${name}-${String(startedMs)}`;
  if (outcome.ok) {
    const { opened, rows, bytes, migratedFrom } = outcome.value;
    await context.tell({
      kind: 'restoreTest',
      id,
      atMs: startedMs,
      actor: ask.actor,
      body: { ...body, result: 'ok', opened, rows, bytes, migratedFrom },
      event: { code: 'backup.restoreTestOk', priority: 5, params: { name } },
    });
    return ok({ dir: ask.dir });
  }
  const { error } = outcome;
  // A wrong key or too little room says nothing about the backup.
  const aboutTheBackup =
    error.code === 'damaged' ||
    error.code === 'notABackup' ||
    error.code === 'noFolder' ||
    error.code === 'newerVersion' ||
    error.code === 'io';
  if (error.code === 'cancelled') return outcome;
  log.warn({ code: error.code, reason: error.message, dir: ask.dir }, 'restore test failed');
  await context.tell({
    kind: 'restoreTest',
    id,
    atMs: startedMs,
    actor: ask.actor,
    body: {
      ...body,
      result: aboutTheBackup ? 'failed' : 'notDone',
      opened: false,
      fault: faultBody(error),
    },
    event: {
      code: 'backup.restoreTestFailed',
      priority: aboutTheBackup ? 2 : 3,
      params: { name, ...faultParams(error) },
    },
  });
  return outcome;
}
