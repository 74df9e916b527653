import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { RpcError } from '#contract/wire.ts';
import { LEAST_PASSPHRASE } from '#engine/backup/index.ts';
import type { EncryptWith } from '#engine/ports/backup.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { asRpc } from './listing.ts';
import type { BackupService } from './service.ts';

type BackupCalls =
  | 'backup.status'
  | 'backup.list'
  | 'backup.drives'
  | 'backup.preview'
  | 'backup.start'
  | 'backup.cancel'
  | 'backup.test'
  | 'backup.restore'
  | 'backup.settings'
  | 'backup.newKey';

/** Answers the calls of backup and restore. */
export const backupHandlers = (service: BackupService): Pick<Handlers, BackupCalls> => ({
  'backup.status': () => Promise.resolve(ok(service.status())),
  'backup.list': async ({ folder }) => ok(await service.list(folder)),
  'backup.drives': async () => {
    try {
      return ok((await service.drives()).map((drive) => ({ ...drive })));
    } catch (error) {
      return err(
        rpcFault(
          'unavailable',
          `the drives cannot be listed: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    }
  },
  'backup.preview': async ({ dir, open }) => {
    const answer = await service.preview(dir, open);
    return answer.ok ? answer : err(asRpc(answer.error));
  },
  'backup.start': ({ who, kind, folder, encrypt }) => {
    const how = encryptWith(service, encrypt);
    return Promise.resolve(how.ok ? service.start(kind, folder, how.value, who) : how);
  },
  'backup.cancel': ({ id }) => Promise.resolve(service.cancel(id)),
  'backup.test': ({ who, dir, open }) => Promise.resolve(service.test(dir, open, who)),
  'backup.restore': (ask) => Promise.resolve(service.restore(ask)),
  'backup.settings': ({ who, settings }) => service.choose(settings, who),
  'backup.newKey': ({ who }) => service.newKey(who),
});

function encryptWith(
  service: BackupService,
  asked: { kind: 'none' | 'key' } | { kind: 'passphrase'; passphrase: string },
): Result<EncryptWith, RpcError> {
  if (asked.kind === 'none') return ok({ kind: 'none' });
  if (asked.kind === 'passphrase')
    return asked.passphrase.length >= LEAST_PASSPHRASE
      ? ok(asked)
      : err(
          rpcFault(
            'badRequest',
            `passphrase has ${String(asked.passphrase.length)} characters; give at least ${String(LEAST_PASSPHRASE)}`,
            'backup.shortPassphrase',
            { least: LEAST_PASSPHRASE },
          ),
        );
  const { recipient } = service.status().settings;
  return recipient === null
    ? err(rpcFault('refused', 'no key pair was made yet', 'backup.noKey'))
    : ok({ kind: 'key', recipient });
}
