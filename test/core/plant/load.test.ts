import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH } from '#core/plant/json.ts';
import { loadProfile, PROFILE_FILE_NAMES } from '#core/plant/load.ts';
import type { ProfileIssue } from '#core/plant/profile.ts';
import { profileFiles } from './profile-files.ts';

const issuesOf = (files: Record<string, string>): ProfileIssue[] => {
  const result = loadProfile(files);
  return result.ok ? [] : result.error;
};
const without = (files: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([each]) => each !== name));

describe('loading a profile', () => {
  it.each(['geumgang-mbr', 'mines-mbr'])('finds nothing wrong with %s', (id) => {
    expect(issuesOf(profileFiles(id))).toEqual([]);
  });

  it.each(PROFILE_FILE_NAMES)(
    'names %s when it is missing, and holds nothing else against the rest',
    (name) => {
      expect(issuesOf(without(profileFiles('geumgang-mbr'), name))).toEqual([
        {
          file: name,
          path: '(file)',
          value: 'missing',
          rule: `the profile folder must hold ${name}`,
          code: 'missingFile',
        },
      ]);
    },
  );

  it('says where a text stops being JSON', () => {
    const [issue, ...more] = issuesOf({
      ...profileFiles('mines-mbr'),
      'tanks.json': '[\n  { "id": "TK-B1", }\n]',
    });
    expect(more).toEqual([]);
    expect(issue).toMatchObject({
      file: 'tanks.json',
      code: 'syntax',
      rule: expect.stringContaining('line 2'),
    });
  });

  it('refuses a file nested beyond reason instead of running out of stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const [issue] = issuesOf({ ...profileFiles('mines-mbr'), 'alarms.json': deep });
    expect(issue).toMatchObject({
      file: 'alarms.json',
      code: 'syntax',
      rule: expect.stringContaining(String(MAX_JSON_DEPTH)),
    });
  });

  it('takes brackets inside texts for text', () => {
    const files = profileFiles('mines-mbr');
    const site = JSON.parse(files['site.json']!);
    site.name.en = '['.repeat(100) + '\\"[';
    expect(issuesOf({ ...files, 'site.json': JSON.stringify(site) })).toEqual([]);
  });

  it('reads files that begin with a byte order mark', () => {
    const files = Object.entries(profileFiles('mines-mbr')).map(([name, text]) => [
      name,
      `\uFEFF${text}`,
    ]);
    expect(issuesOf(Object.fromEntries(files))).toEqual([]);
  });

  it('gathers the problems of all files at once, each with file, path, value and rule', () => {
    const files = profileFiles('geumgang-mbr');
    const edit = (name: string, change: (data: never) => void): void => {
      const data = JSON.parse(files[name]!);
      change(data as never);
      files[name] = JSON.stringify(data);
    };
    edit('tanks.json', (tanks: { depthM: number; colour?: string }[]) => {
      tanks[0]!.depthM = -3;
      tanks[1]!.colour = 'blue';
    });
    edit(
      'machines.json',
      (data: { machines: { control: { type: string; maxOnS?: unknown } }[] }) => {
        data.machines[0]!.control.maxOnS = 'seven minutes';
        data.machines[3]!.control.type = 'magic';
      },
    );
    edit('logic.json', (data: { interlocks: { when: unknown }[] }) => {
      data.interlocks[0]!.when = { all: [{ any: [{ not: { tank: 'TK-MB', below: 'LLL' } }] }] };
    });
    edit('limits.json', (data: { active: string }) => {
      data.active = 'no-such-set';
    });
    files['tags.csv'] = files['tags.csv']!.replace('P-401A.run,', 'P-401A run,');
    const found = issuesOf(files).map(({ file, path, value }) => [file, path, value]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['tanks.json', '[0].depthM', '-3'],
        ['tanks.json', '[1].colour', '"blue"'],
        ['machines.json', 'machines[0].control.maxOnS', '"seven minutes"'],
        ['machines.json', 'machines[3].control.type', '"magic"'],
        ['logic.json', 'interlocks[0].when.all[0].any[0].not.below', '"LLL"'],
        ['limits.json', 'active', 'no-such-set'],
        ['tags.csv', 'line 2, column id', '"P-401A run"'],
      ]),
    );
    expect(found).toHaveLength(7);
  });

  it('answers any nonsense in any file with a result, never with an exception', () => {
    const files = profileFiles('mines-mbr');
    const name = fc.constantFrom(...PROFILE_FILE_NAMES);
    fc.assert(
      fc.property(
        name,
        fc.oneof(fc.json(), fc.string()),
        fc.nat(),
        fc.boolean(),
        (file, nonsense, at, whole) => {
          const text = files[file] ?? '';
          const cut = at % (text.length + 1);
          const spoilt = whole
            ? nonsense
            : text.slice(0, cut) + nonsense + text.slice(cut + nonsense.length);
          for (const issue of issuesOf({ ...files, [file]: spoilt }))
            expect(issue.rule).not.toBe('');
        },
      ),
      { numRuns: 150 },
    );
  });
});
