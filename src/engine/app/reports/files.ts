import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Files of reports on disk: `reports/2026/D-2026-11-21.v1.ko.pdf`. */
export interface ReportFile {
  readonly number: string;
  readonly version: number;
  readonly fromMs: number;
  readonly language: 'ko' | 'en';
  readonly format: 'pdf' | 'xlsx';
}

/** Name a person sees; a number holds nothing a file system would refuse. */
export const fileName = ({ number, version, language, format }: ReportFile): string =>
  `${number.replaceAll(/[^\w.-]/g, '-')}${version === 1 ? '' : `.v${String(version)}`}.${language}.${format}`;

export class ReportFiles {
  readonly folder: string;

  constructor(dataDir: string) {
    this.folder = path.join(dataDir, 'reports');
  }

  #place(file: ReportFile): string {
    return path.join(this.folder, String(new Date(file.fromMs).getUTCFullYear()), fileName(file));
  }

  /** Bytes of a file as it was made; null when it is not there or cannot be read. */
  read(file: ReportFile): Uint8Array | null {
    try {
      return readFileSync(this.#place(file));
    } catch {
      return null;
    }
  }

  /** Writes a file whole or not at all: a power cut leaves the one before, or none. Throws what the disk says. */
  write(file: ReportFile, bytes: Uint8Array): { readonly name: string; readonly sha256: string } {
    const place = this.#place(file);
    mkdirSync(path.dirname(place), { recursive: true });
    const half = `${place}.part`;
    const handle = openSync(half, 'w');
    try {
      writeSync(handle, bytes);
      fsyncSync(handle);
    } catch (error) {
      closeSync(handle);
      rmSync(half, { force: true });
      throw error;
    }
    closeSync(handle);
    renameSync(half, place);
    return { name: fileName(file), sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}
