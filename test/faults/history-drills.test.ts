import { describe, expect, it } from 'vitest';
import { DISK_DRILLS } from './disk-drills.ts';
import { HISTORY_DRILLS } from './history-drills.ts';

describe('drills on the files of the history and their disk', () => {
  it.each([...HISTORY_DRILLS, ...DISK_DRILLS].map((drill) => [drill.name, drill] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, drill) => {
      const result = await drill.run();
      // Null: this machine does not let the drill be held (mounting needs the superuser).
      if (result === null) return;
      expect(result.findings, result.told).toEqual([]);
      expect(result.acknowledged).toBeGreaterThan(10);
    },
  );
});
