import {
  copyFileSync,
  cpSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ReopeningHistorian } from '#engine/app/reopening-historian.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { CheckAnswer, CheckCursor } from '#engine/ports/recovery.ts';
import { CUT_RECOVERY_DRILLS } from './cut-recovery-drills.ts';
import { Folder, held, must, realClock } from './drill-rig.ts';
import type { Drill } from './drill-rig.ts';

/** Enough for several days, so that open and finished days are both there. */
const SCANS = 320;

/** Opens the history again after the loss, writes on, closes, and looks at every row. */
async function recovered(
  folder: Folder,
  findings: string[],
  expected: { readonly cause: string; readonly from: string } | null,
): Promise<string> {
  const historian = await folder.opened();
  const fault = await folder.fill(historian, 20);
  if (fault !== null) findings.push(`writing on was refused: ${fault}`);
  await historian.close();
  findings.push(...folder.check());
  const report = folder.reports[0];
  if (expected === null) {
    if (report !== undefined)
      findings.push(`it was brought back (${report.cause}) although nothing called for it`);
    return 'the journal filled the hole';
  }
  if (report?.cause !== expected.cause || report.from !== expected.from)
    findings.push(
      `brought back as ${report?.cause ?? 'nothing'} from ${report?.from ?? 'nothing'}, expected ${expected.cause} from ${expected.from}`,
    );
  if (report !== undefined && report.missing.length > 0)
    findings.push('a span is said to be missing');
  if (!folder.codes().some((code) => code.startsWith('history.')))
    findings.push('no event tells of it');
  return report === undefined
    ? ''
    : `${report.from}, ${report.replayedScans} scans from the journal, ${report.tookMs} ms`;
}

const half = async (folder: Folder): Promise<void> => {
  const historian = await folder.opened();
  await folder.fill(historian, SCANS / 2);
  await folder.backup('one');
  await folder.fill(historian, SCANS / 2);
  await historian.close();
};

const pageOverwrittenClosed: Drill = {
  name: 'database pages overwritten while the engine is off',
  expects: 'found at start; backup and journal give everything back; the damaged file is kept',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      folder.overwritePages(3);
      const told = await recovered(folder, findings, { cause: 'damaged', from: 'backup' });
      if (!folder.damagedFiles().some((name) => /^history-\d{8}-\d{6}\.db$/.test(name)))
        findings.push('the damaged file was not kept');
      return told;
    }),
};

const pageOverwrittenOpen: Drill = {
  name: 'database pages overwritten while the engine runs',
  expects:
    'found by the next question; scans wait in the queue meanwhile; nothing acknowledged or queued is lost',
  run: () =>
    held(async (folder, findings) => {
      const first = await folder.opened();
      await folder.fill(first, SCANS / 2);
      await folder.backup('one');
      await folder.fill(first, SCANS / 2);
      // Closed once, so that the pages are in the file and not in its log.
      await first.close();
      const historian = new ReopeningHistorian({
        first: await folder.opened(),
        open: (suspect) => folder.open(suspect === undefined ? {} : { suspect }),
        clock: realClock,
        log: silentLog,
      });
      const queue = new StoreQueue({
        historian,
        clock: realClock,
        log: silentLog,
        onCommitted: () => undefined,
      });
      const store = { commit: (scan: Parameters<typeof queue.add>[0]) => queue.add(scan) };
      await folder.fill(store, 5, 1);
      folder.overwritePages(2, 4);
      // Questions and scans go on; the first that meets a bad page has it brought back.
      for (let i = 0; i < 400 && folder.reports.length === 0; i++) {
        await historian.events({
          fromMs: null,
          toMs: null,
          kinds: null,
          maxPriority: null,
          subject: null,
          beforeSeq: null,
          limit: 1_000,
        });
        await historian.raw({
          tags: ['T-1.pv', 'T-7.pv'],
          fromMs: 0,
          toMs: 2 ** 42,
          limit: 5_000,
          cursor: null,
        });
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      if (folder.reports.length === 0) findings.push('the damage was never met');
      // A scan handed in while the history is away is tried again by the queue until it is in.
      const waiting = queue.add(folder.nextScan());
      await queue.flush(20_000);
      if ((await waiting).ok || queue.status().pendingScans === 0) folder.acknowledged++;
      await historian.close();
      findings.push(...folder.check());
      return `${folder.reports[0]?.from ?? '-'}, ${folder.reports[0]?.replayedScans ?? 0} scans from the journal`;
    }),
};

const walDeleted: Drill = {
  name: 'write-ahead log deleted',
  expects: 'the file opens as it was at the last fold; the journal closes the hole',
  run: () =>
    held(async (folder, findings) => {
      const source = new Folder();
      const historian = await source.opened();
      await source.fill(historian, SCANS);
      // As a killed engine leaves it, without the log.
      copyFileSync(source.file, folder.file);
      cpSync(join(source.dir, 'journal'), join(folder.dir, 'journal'), { recursive: true });
      await historian.close();
      const again = await folder.opened();
      folder.acknowledged = source.acknowledged;
      await again.close();
      findings.push(...folder.check());
      source.remove();
      return folder.reports.length === 0
        ? 'the journal filled the hole'
        : `brought back: ${folder.reports[0]?.from ?? ''}`;
    }),
};

const truncated: Drill = {
  name: 'database cut off in the middle',
  expects: 'found at start; backup and journal give everything back',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      truncateSync(folder.file, Math.floor(readFileSync(folder.file).length / 2 / 4_096) * 4_096);
      return recovered(folder, findings, { cause: 'damaged', from: 'backup' });
    }),
};

const deleted: Drill = {
  name: 'database deleted',
  expects: 'its journal tells that there was one; backup and journal give everything back',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      unlinkSync(folder.file);
      return recovered(folder, findings, { cause: 'missing', from: 'backup' });
    }),
};

const olderBackup: Drill = {
  name: 'an older backup put in its place',
  expects: 'the journal adds everything that came after',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      copyFileSync(folder.candidates[0]?.path ?? '', folder.file);
      return recovered(folder, findings, null);
    }),
};

const backupTruncated: Drill = {
  name: 'newest backup cut off, database damaged',
  expects:
    'the newest copy is refused with its reason, the next one and the journal give everything back',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      const again = await folder.opened();
      const newest = await folder.backup('two');
      await folder.fill(again, 50);
      await again.close();
      truncateSync(newest, Math.floor(readFileSync(newest).length / 2 / 4_096) * 4_096 + 100);
      folder.overwritePages(3);
      const told = await recovered(folder, findings, { cause: 'damaged', from: 'backup' });
      const report = folder.reports[0];
      if (report?.refused[0]?.path !== newest) findings.push('the cut-off copy was not refused');
      if (report?.backup?.path !== folder.candidates[0]?.path)
        findings.push('the older copy was not taken');
      return told;
    }),
};

const noBackup: Drill = {
  name: 'database damaged, no backup, whole journal',
  expects: 'nothing of the file can be read; the journal gives everything',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      folder.candidates.length = 0;
      // The first page gone: nothing of the file can be read any more.
      writeFileSync(
        folder.file,
        Buffer.concat([Buffer.alloc(4_096, 0xa5), readFileSync(folder.file).subarray(4_096)]),
      );
      return recovered(folder, findings, { cause: 'damaged', from: 'empty' });
    }),
};

const onlyJournal: Drill = {
  name: 'database pages overwritten, no backup, whole journal',
  expects: 'the journal, which reaches back to the first scan, gives the rows of the bad pages too',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      folder.candidates.length = 0;
      folder.overwritePages(3);
      return recovered(folder, findings, { cause: 'damaged', from: 'empty' });
    }),
};

const nothingLeft: Drill = {
  name: 'one page of minutes overwritten, no backup, no journal',
  expects: 'all but the rows of that page are taken; the table is named; the engine goes on',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      folder.candidates.length = 0;
      rmSync(join(folder.dir, 'journal'), { recursive: true });
      const { page, rows } = folder.leafOf('sample');
      folder.overwritePage(page);
      const historian = await folder.opened();
      await folder.fill(historian, 20);
      const { gridRows } = must(await historian.stats());
      await historian.close();
      const report = folder.reports[0];
      if (report?.from !== 'salvage')
        findings.push(`brought back from ${report?.from ?? 'nothing'}`);
      if (report?.partlyRead.join() !== 'sample')
        findings.push(`incomplete are said to be: ${report?.partlyRead.join() ?? ''}`);
      // Day roll-ups count what was there; the minutes themselves are counted below.
      const left = folder.count('samples');
      const expected = folder.acknowledged * 20 - rows;
      if (left !== expected)
        findings.push(`${left} minutes are left, ${expected} stood on other pages`);
      return `${left} of ${folder.acknowledged * 20} minutes kept, ${gridRows} counted by the roll-ups`;
    }),
};

const journalDamaged: Drill = {
  name: 'journal torn at its end and damaged in the middle',
  expects: 'the sound database goes on; the check of the file names the damage',
  run: () =>
    held(async (folder, findings) => {
      await half(folder);
      const dir = join(folder.dir, 'journal');
      const segment = join(dir, readdirSync(dir).find((name) => name.startsWith('redo-')) ?? '');
      const bytes = readFileSync(segment);
      bytes.fill(0xa5, 200_000, 200_500);
      let end = bytes.length;
      while (end > 0 && bytes[end - 1] === 0) end--;
      bytes.fill(0x5a, end, Math.min(bytes.length, end + 37));
      writeFileSync(segment, bytes);
      const historian = await folder.opened();
      let cursor: CheckCursor | null = null;
      const found: string[] = [];
      do {
        const slice: CheckAnswer = must(await historian.check(cursor));
        found.push(...slice.damage, ...slice.findings);
        cursor = slice.cursor;
      } while (cursor !== null);
      if (!found.some((words) => /redo-.*damaged/.test(words)))
        findings.push('the check did not name the damage');
      await folder.fill(historian, 20);
      await historian.close();
      findings.push(...folder.check());
      return found.join('; ');
    }),
};

/** Every drill on the history's files; each in a folder of its own. */
export const HISTORY_DRILLS: readonly Drill[] = [
  pageOverwrittenClosed,
  pageOverwrittenOpen,
  walDeleted,
  truncated,
  deleted,
  olderBackup,
  backupTruncated,
  noBackup,
  onlyJournal,
  nothingLeft,
  journalDamaged,
  ...CUT_RECOVERY_DRILLS,
];
