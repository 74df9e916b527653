import { strToU8, zipSync } from 'fflate';
import { expect } from 'vitest';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { siteLimitsOf } from '#core/setup/site.ts';

export interface SetupRig {
  readonly ask: <N extends CallName>(name: N, params: Params<N>) => Promise<ResultOf<N>>;
  readonly refusal: <N extends CallName>(name: N, params: Params<N>) => Promise<RpcError | null>;
  readonly profile: PlantProfile;
}

/** Every call of the guided set-up, over the socket. */
export async function setupCalls({ ask, refusal, profile }: SetupRig): Promise<void> {
  const who = 'kim';
  expect(await ask('setup.view', {})).toMatchObject({
    status: 'new',
    step: 'language',
    connectionGiven: true,
  });
  expect((await ask('setup.open', { step: 'limits' })).step).toBe('limits');
  const fields = { 'items.TN.max': '15' };
  expect((await ask('setup.draft', { step: 'limits', fields })).drafts).toEqual({ limits: fields });

  // In force at once in every part that asks the profile, and taken back as completely.
  const own = siteLimitsOf(profile.limits);
  const given = structuredClone(profile.limits);
  const value = {
    ...own,
    items: own.items.map((each) => (each.item === 'TN' ? { ...each, max: 15 } : each)),
  };
  const saved = await ask('setup.save', { change: { part: 'limits', value }, who });
  expect(saved.site.limits).toMatchObject({ value, who });
  const limitOf = async (): Promise<unknown> => {
    const { limits } = await ask('profile.get', {});
    return limits.sets
      .find(({ id }) => id === limits.active)
      ?.items.find(({ item }) => item === 'TN')?.max;
  };
  expect(await limitOf()).toBe(15);
  const bad = {
    ...own,
    items: own.items.map((each) => (each.item === 'TN' ? { ...each, max: 1e9 } : each)),
  };
  expect(
    await refusal('setup.save', { change: { part: 'limits', value: bad }, who }),
  ).toMatchObject({
    messageCode: 'setup.badValue',
    params: { field: 'items.TN.max', max: 600 },
  });
  expect(await limitOf()).toBe(15);
  await ask('setup.save', { change: { part: 'limits', value: null }, who });
  expect((await ask('profile.get', {})).limits).toEqual(given);

  expect(
    (await refusal('setup.mark', { step: 'administrator', how: 'skipped' }))?.messageCode,
  ).toBe('setup.notSkippable');
  const marked = await ask('setup.mark', { step: 'limits', how: 'done' });
  expect(marked.steps.find(({ id }) => id === 'limits')?.state).toBe('done');
  expect(marked.drafts).toEqual({});
  expect((await refusal('setup.finish', { who }))?.messageCode).toBe('setup.notReady');

  const { present, installed, resting } = await ask('setup.profiles', {});
  expect(present.tags).toBe(profile.tags.length);
  expect(installed.map(({ id }) => id)).toContain(profile.site.id);
  expect(resting).toEqual([]);
  const sound = await ask('setup.checkProfile', {
    source: { kind: 'installed', id: profile.site.id },
  });
  expect(sound).toMatchObject({ issues: [], summary: { id: profile.site.id } });
  const zip = {
    kind: 'zip',
    name: 'site.zip',
    base64: Buffer.from(zipSync({ 'mine/site.json': strToU8('{"id": 5}') })).toString('base64'),
  } as const;
  const broken = await ask('setup.checkProfile', { source: zip });
  expect(broken.summary).toBeNull();
  expect(broken.issues).toContainEqual(expect.objectContaining({ file: 'site.json', path: 'id' }));
  expect(broken.issues).toContainEqual(expect.objectContaining({ file: 'tags.csv' }));
  expect((await refusal('setup.takeProfile', { source: zip, who }))?.messageCode).toBe(
    'setup.badProfile',
  );
  const taken = await ask('setup.takeProfile', {
    source: { kind: 'installed', id: profile.site.id },
    who,
  });
  expect(taken.restartFor).toEqual(['profile']);

  const read = await ask('setup.readValues', {
    connection: { kind: 'virtual', speed: 1, seed: 1 },
  });
  expect(read.ok).toBe(true);
  expect(read.values.length).toBeGreaterThan(8);
  expect(read.values.filter(({ plausible }) => !plausible)).toEqual([]);
  expect((await ask('setup.leave', {})).status).toBe('left');
  await ask('setup.mark', { step: 'language', how: 'done' });
  await ask('setup.mark', { step: 'site', how: 'done' });
  for (const step of ['profile', 'connection', 'tariff', 'contacts', 'backup'] as const)
    await ask('setup.mark', { step, how: 'skipped' });
  expect(await ask('setup.finish', { who })).toMatchObject({
    status: 'done',
    missing: [],
    restartFor: ['profile'],
  });
  expect(await ask('setup.restart', { who })).toEqual({});
}
