import type { RpcClient } from '#engine/rpc/client.ts';

const NAME = 'tester';
const PASSWORD = 'heron over the pond';

/** Makes this connection the administrator's, whom the first call on a data folder sets up: a real plant takes commands of nobody else. */
export async function asAdministrator(client: RpcClient): Promise<void> {
  const status = await client.call('access.status', {});
  if (!status.ok) throw new Error(status.error.message);
  const done =
    status.value.state === 'people'
      ? await client.call('access.login', { name: NAME, password: PASSWORD, code: null })
      : await client.call('access.setUp', { name: NAME, password: PASSWORD, language: 'ko' });
  if (!done.ok) throw new Error(done.error.message);
}
