import { open, rm, type FileHandle } from 'node:fs/promises';

/** Files the person chose in a save dialog, written in pieces by the window. */
export class SaveFiles {
  readonly #open = new Map<number, { readonly handle: FileHandle; readonly path: string }>();
  /** Paths the person chose that nobody has opened yet. */
  readonly #chosen = new Map<number, string>();
  #nextId = 1;

  /** Keeps a chosen path; the number given is good for one `beginChosen`. */
  remember(path: string): number {
    const ticket = this.#nextId++;
    this.#chosen.set(ticket, path);
    return ticket;
  }

  /** Opens a path that was chosen before. Throws when it was not chosen here or is open already. */
  beginChosen(ticket: number): Promise<number> {
    const path = this.#chosen.get(ticket);
    this.#chosen.delete(ticket);
    if (path === undefined) throw new Error(`No file was chosen under number ${ticket}.`);
    return this.begin(path);
  }

  /** Opens the file for writing; an existing one is replaced, as the dialog has asked. */
  async begin(path: string): Promise<number> {
    const handle = await open(path, 'w');
    const id = this.#nextId++;
    this.#open.set(id, { handle, path });
    return id;
  }

  /** Appends bytes, or text as UTF-8. Throws when the file was not opened here or the disk refuses. */
  async write(id: number, data: string | Uint8Array): Promise<void> {
    await this.#get(id).handle.appendFile(data, 'utf8');
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
