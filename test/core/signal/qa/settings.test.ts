import { describe, expect, it } from 'vitest';
import { loadProfile } from '#core/plant/load.ts';
import { advanceMonitor, firstMonitor, fits } from '#core/signal/qa/monitor.ts';
import { monitorSettings } from '#core/signal/qa/settings.ts';
import { profileFiles, shippedProfile } from '../../plant/profile-files.ts';

describe('settings of the tests out of a profile', () => {
  const profile = shippedProfile('geumgang-mbr');

  it('says the same whatever the order of the sensors in the profile', () => {
    const turned = { ...profile, sensors: [...profile.sensors].reverse() };
    expect(monitorSettings(turned)).toEqual(monitorSettings(profile));
  });

  it('knows how often each sensor has news, and the tanks between two flows', () => {
    const { sensors, areaM2 } = monitorSettings(profile);
    const step = (tag: string) => sensors.find((each) => each.tag === tag)?.stepMin;
    expect(step('AIT-101.pv')).toBe(1);
    expect(step('SIT-001.pv')).toBe(5);
    expect(step('AIT-601.pv')).toBe(15);
    expect(step('AIT-604.pv')).toBe(60);
    expect(areaM2.get('TK-EQ.level')).toBeCloseTo(40, 6);
  });

  it('keeps its state below 500 kB and takes it back from its text', () => {
    const settings = monitorSettings(profile);
    const state = firstMonitor(settings);
    const row = { tsMs: 0, samples: new Map([['AIT-101.pv', { value: 7, fresh: true }]]) };
    const calm = {
      inCare: new Set<string>(),
      running: new Map<string, boolean>(),
      utcOffsetMin: 540,
    };
    for (let minute = 0; minute < 90; minute++)
      advanceMonitor(settings, state, { ...row, tsMs: minute * 60_000 }, calm);
    const text = JSON.stringify(state);
    expect(text.length).toBeLessThan(500_000);
    const back: unknown = JSON.parse(text);
    expect(back).toEqual(state);
    expect(fits(settings, back as typeof state)).toBe(true);
  });

  it.each([
    ['restsWithout', 'sensors[0].restsWithout[0]', 'noSuchMachine'],
    ['heldIn', 'crossChecks[2].heldIn[0]', 'AIT-101.pv'],
  ])('refuses a %s that cannot be', (field, path, value) => {
    const files = profileFiles('geumgang-mbr');
    const quality = JSON.parse(files['quality.json'] ?? '') as {
      sensors: Record<string, unknown>[];
      crossChecks: Record<string, unknown>[];
    };
    const place = field === 'heldIn' ? quality.crossChecks[2] : quality.sensors[0];
    if (place !== undefined) place[field] = [value];
    const loaded = loadProfile({ ...files, 'quality.json': JSON.stringify(quality) });
    expect(loaded.ok ? [] : loaded.error.map((each) => [each.path, each.value])).toContainEqual([
      path,
      value,
    ]);
  });
});
