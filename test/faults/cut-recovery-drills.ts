import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recoverHistory } from '#engine/historian/recover.ts';
import type { RecoveryStep } from '#engine/historian/recover.ts';
import { recoveredPath } from '#engine/historian/recovered-file.ts';
import type { RecoveryReport } from '#engine/ports/recovery.ts';
import { held, must } from './drill-rig.ts';
import type { Drill, Folder } from './drill-rig.ts';

/** Rows enough for several batches of the journal. */
const SCANS = 200;
/** More lives than any of these recoveries has steps. */
const MOST_LIVES = 60;

interface Life {
  readonly steps: readonly RecoveryStep[];
  readonly report: RecoveryReport;
}

/**
 * Recovers the history of a folder, and leaves the folder as a kill right after the `nth` step would;
 * without such a step the recovery comes to its end.
 */
function life(folder: Folder, nth: number): Life {
  const asLeft = `${folder.dir}.left`;
  const steps: RecoveryStep[] = [];
  const loss = { cause: 'damaged', detail: 'drill' } as const;
  const { report } = must(
    recoverHistory(folder.file, { loss, candidates: folder.candidates }, (step) => {
      steps.push(step);
      if (steps.length === nth) cpSync(folder.dir, asLeft, { recursive: true });
    }),
  );
  if (existsSync(asLeft)) {
    rmSync(folder.dir, { recursive: true });
    renameSync(asLeft, folder.dir);
  }
  return { steps: steps.slice(0, nth), report };
}

/** Lives that each get no further than one step, until one of them has no step left to be killed at. */
function livesOfOneStep(folder: Folder): Life[] {
  const lives: Life[] = [];
  do lives.push(life(folder, 2));
  while (lives.at(-1)?.steps.length === 2 && lives.length < MOST_LIVES);
  return lives;
}

/** Writes on, closes and looks at every row and at what is told of the recovery. */
async function lookedAt(folder: Folder, findings: string[]): Promise<void> {
  const historian = await folder.opened();
  const fault = await folder.fill(historian, 20);
  if (fault !== null) findings.push(`writing on was refused: ${fault}`);
  await historian.close();
  const told = folder.codes().filter((code) => code.startsWith('history.'));
  if (told.length !== 1) findings.push(`told of ${told.length} times: ${told.join(', ')}`);
  if (folder.reports.length > 0) findings.push('it was brought back once more after that');
  if (existsSync(recoveredPath(folder.file))) findings.push('something half built was left');
  if (folder.damagedFiles().length !== 1)
    findings.push(`${folder.damagedFiles().length} damaged files were kept`);
}

async function filled(folder: Folder): Promise<void> {
  const historian = await folder.opened();
  await folder.fill(historian, SCANS / 2);
  await folder.backup('one');
  await folder.fill(historian, SCANS);
  // Every finished day is in its final place, so that a page of `sample` holds the only copy of its rows.
  while (folder.count('(SELECT DISTINCT minute / 1440 FROM sample_hot)') > 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await historian.close();
}

const fromBackup: Drill = {
  name: 'killed again and again while a backup and the journal bring the history back',
  expects:
    'each life goes on where the one before was cut off; told of once, with all that was added',
  run: () =>
    held(async (folder, findings) => {
      await filled(folder);
      folder.overwritePages(3);
      const lives = livesOfOneStep(folder);
      const report = lives.at(-1)?.report;
      if (lives.length < 4 || lives.length === MOST_LIVES)
        findings.push(`it took ${lives.length} lives`);
      if (report?.from !== 'backup' || report.replayedScans !== SCANS)
        findings.push(`${report?.from ?? '-'} and ${report?.replayedScans ?? 0} scans are told of`);
      await lookedAt(folder, findings);
      findings.push(...folder.check());
      return `${lives.length} lives, ${report?.replayedScans ?? 0} scans from the journal`;
    }),
};

const fromReadable: Drill = {
  name: 'killed again and again while what is readable of the file is taken',
  expects: 'no table is begun anew once it was taken; what could not be read is told once',
  run: () =>
    held(async (folder, findings) => {
      await filled(folder);
      folder.candidates.length = 0;
      rmSync(join(folder.dir, 'journal'), { recursive: true });
      const { page, rows } = folder.leafOf('sample');
      folder.overwritePage(page);
      const lives = livesOfOneStep(folder);
      const report = lives.at(-1)?.report;
      if (lives.length < 10 || lives.length === MOST_LIVES)
        findings.push(`it took ${lives.length} lives`);
      if (report?.from !== 'salvage' || report.partlyRead.join() !== 'sample')
        findings.push(`${report?.from ?? '-'}, incomplete: ${report?.partlyRead.join() ?? '-'}`);
      await lookedAt(folder, findings);
      const left = folder.count('samples');
      const expected = folder.acknowledged * 20 - rows;
      if (left !== expected)
        findings.push(`${left} minutes are left, ${expected} stood on other pages`);
      return `${lives.length} lives, ${left} minutes kept`;
    }),
};

const inTheSwap: Drill = {
  name: 'killed between putting the damaged file aside and the recovered one in its place',
  expects: 'the next start brings the swap to its end',
  run: () =>
    held(async (folder, findings) => {
      await filled(folder);
      folder.overwritePages(3);
      for (let at: RecoveryStep | undefined; at !== 'written';) at = life(folder, 2).steps[1];
      const aside = join(folder.dir, 'damaged', 'history-20261101-000000.db');
      mkdirSync(dirname(aside), { recursive: true });
      renameSync(folder.file, aside);
      await lookedAt(folder, findings);
      findings.push(...folder.check());
      return 'the recovered file took the place';
    }),
};

const halfBuilt: Drill = {
  name: 'killed in a recovery of a file that opens after all',
  expects: 'the file goes on, what was half built is removed',
  run: () =>
    held(async (folder, findings) => {
      await filled(folder);
      life(folder, 2);
      const historian = await folder.opened();
      await folder.fill(historian, 20);
      await historian.close();
      if (existsSync(recoveredPath(folder.file))) findings.push('something half built was left');
      findings.push(...folder.check());
      return 'the file went on';
    }),
};

/** Kills in the middle of bringing the history back. */
export const CUT_RECOVERY_DRILLS: readonly Drill[] = [
  fromBackup,
  fromReadable,
  inTheSwap,
  halfBuilt,
];
