import { open, rm, type FileHandle } from 'node:fs/promises';

/** Files the person chose in a save dialog, written in pieces by the window. */
export class SaveFiles {
  readonly #open = new Map<number, { readonly handle: FileHandle; readonly path: string }>();
  #nextId = 1;

  /** Opens the file for writing; an existing one is replaced, as the dialog has asked. */
  async begin(path: string): Promise<number> {
    const handle = await open(path, 'w');
    const id = this.#nextId++;
    this.#open.set(id, { handle, path });
    return id;
  }

  /** Appends text (UTF-8). Throws when the file was not opened here or the disk refuses. */
  async write(id: number, text: string): Promise<void> {
    await this.#get(id).handle.appendFile(text, 'utf8');
  }

  /** Ends the file: flushed to disk when kept, deleted otherwise. */
  async end(id: number, keep: boolean): Promise<void> {
    const file = this.#get(id);
    this.#open.delete(id);
    if (keep) await file.handle.sync();
    await file.handle.close();
    if (!keep) await rm(file.path, { force: true });
  }

  /** Drops every half-written file; for a window that crashed or closed. */
  async abandonAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.end(id, false)));
  }

  #get(id: number): { readonly handle: FileHandle; readonly path: string } {
    const file = this.#open.get(id);
    if (file === undefined) throw new Error(`No file is open for writing under number ${id}.`);
    return file;
  }
}
