import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { hasSocat } from '#test/fakes/pty-pair.ts';
import { replayOverWire } from '../../../scripts/simulation/replay-over-wire.ts';
import { tempDirs } from './temp-dir.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const refs = path.resolve(root, process.env['MULJIGI_REFS'] ?? '../shared/refs');
const recordingFile = path.join(refs, 'real/mines_mbr_1min_2010.csv');
const mines = path.join(root, 'resources/profiles/mines-mbr');
const tempDir = tempDirs();
vi.setConfig({ testTimeout: 120_000 });

describe('a recorded plant, over the wire and onto the disk', () => {
  // The whole month runs by hand: npm run replay:verify -- --file FILE --over tcp|rtu
  it.for(['tcp', 'rtu'] as const)(
    'over %s has every value of the file at the resolution of its register',
    async (over, { skip }) => {
      if (!existsSync(recordingFile)) return skip('the reference recording is not on this machine');
      if (over === 'rtu' && !hasSocat) return skip('needs socat');
      const profile = readProfile(mines);
      if (!profile.ok) throw new Error(JSON.stringify(profile.error));
      const rows = 200;
      const result = await replayOverWire(over, {
        profile: profile.value,
        recordingFile,
        mapFile: path.join(mines, 'replay-map.csv'),
        dataDir: tempDir(),
        rows,
      });
      expect(result.problems).toEqual([]);
      expect(result.compared).toBe(rows * result.tags);
      expect(result.tags).toBeGreaterThan(30);
      expect(result.worstSteps).toBeLessThanOrEqual(0.5 + 1e-6);
    },
  );
});
