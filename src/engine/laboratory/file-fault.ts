/** Why a file cannot be read; the kinds are texts of the window, filled with the rest. */
export interface FileFault {
  readonly kind:
    | 'fileEmpty'
    | 'fileTooLarge'
    | 'fileOldExcel'
    | 'fileEncrypted'
    | 'fileBroken'
    | 'fileBomb'
    | 'fileRows'
    | 'fileTimeout'
    | 'fileMemory'
    | 'fileKind'
    | 'fileEncoding'
    | 'noTable';
  readonly params: Readonly<Record<string, string | number>>;
}

export const MOST_FILE_BYTES = 10 * 1024 * 1024;
/** Rows with anything in them, over all sheets. */
export const MOST_ROWS = 50_000;
/** A workbook of 10 MB rarely unpacks to more than eight times that. */
export const MOST_UNPACKED_BYTES = 160 * 1024 * 1024;

const MB = 1024 * 1024;
export const inMb = (bytes: number): number => Math.round((bytes / MB) * 10) / 10;
export const fileFault = (
  kind: FileFault['kind'],
  params: FileFault['params'] = {},
): FileFault => ({ kind, params });
