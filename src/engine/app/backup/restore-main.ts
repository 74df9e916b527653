import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { OpenWith } from '#engine/ports/backup.ts';
import { defaultDataDir } from '#engine/platform/paths.ts';
import { restoreOffline } from './restore-offline.ts';
import { restoreTexts } from './restore-texts.ts';
import type { RestoreLanguage } from './restore-texts.ts';

/**
 * `muljigi-restore --from DIR [--data-dir DIR] [--passphrase-file FILE | --recovery-code-file FILE] [--language ko|en]`:
 * brings a backup back on a computer where no engine runs, such as a new one after the disk died.
 */
const RESERVE_BYTES = 100_000_000;
const USAGE =
  'muljigi-restore --from DIR [--data-dir DIR] [--passphrase-file FILE | --recovery-code-file FILE] [--language ko|en]';

interface RestoreArguments {
  readonly from: string;
  readonly dataDir: string;
  readonly language: RestoreLanguage;
  readonly open: OpenWith;
}

function readArguments(): RestoreArguments {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      'data-dir': { type: 'string' },
      'passphrase-file': { type: 'string' },
      'recovery-code-file': { type: 'string' },
      language: { type: 'string', default: 'ko' },
    },
  });
  const { from, language } = values;
  if (from === undefined) throw new Error(`--from DIR. ${USAGE}`);
  if (language !== 'ko' && language !== 'en')
    throw new Error(`--language ${language}: ko, en. ${USAGE}`);
  return {
    from: path.resolve(from),
    dataDir: path.resolve(values['data-dir'] ?? defaultDataDir()),
    language,
    open: openWith(values['passphrase-file'], values['recovery-code-file']),
  };
}

/** The first line of a file; a passphrase on the command line would be seen by everyone on the computer. */
function openWith(passphraseFile: string | undefined, codeFile: string | undefined): OpenWith {
  const firstLine = (file: string): string => readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
  if (passphraseFile !== undefined)
    return { kind: 'passphrase', passphrase: firstLine(passphraseFile) };
  if (codeFile !== undefined) return { kind: 'recoveryCode', code: firstLine(codeFile) };
  return { kind: 'none' };
}

async function run(): Promise<number> {
  let args: RestoreArguments;
  const asked: RestoreLanguage = process.argv.includes('en') ? 'en' : 'ko';
  try {
    args = readArguments();
  } catch (error) {
    process.stderr.write(
      `${restoreTexts(asked)('failUsage', { detail: error instanceof Error ? error.message : String(error) })}\n`,
    );
    return 2;
  }
  const text = restoreTexts(args.language);
  const human = process.stderr.isTTY;
  return restoreOffline({
    ...args,
    nowMs: Date.now(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    reserveBytes: RESERVE_BYTES,
    say: (name, params) => process.stdout.write(`${text(name, params)}\n`),
    watch: {
      at: (_phase, share) => {
        if (human) process.stderr.write(`\r${String(Math.round(share * 100)).padStart(3)} % `);
      },
      cancelled: () => false,
    },
  });
}

process.exitCode = await run();
