import { existsSync } from 'node:fs';

/**
 * Gathers what is told of files that change, and leaves out those that were there for a moment: many editors write a file
 * beside the one they save, and give it the name of that.
 */
export class ChangedFiles {
  readonly #told: { readonly event: string; readonly path: string }[] = [];
  /** Gone before anybody looked, which may not have been told yet. */
  readonly #fleeting = new Set<string>();

  add(event: string, path: string): void {
    this.#told.push({ event, path });
  }

  /** What has changed since this was asked for the last time, deleted files too. */
  take(): readonly string[] {
    const kept = this.#told.splice(0).filter(({ event, path }) => !this.#isFleeting(event, path));
    return [...new Set(kept.map(({ path }) => path))];
  }

  #isFleeting(event: string, path: string): boolean {
    if (event === 'add' && !existsSync(path)) {
      this.#fleeting.add(path);
      return true;
    }
    return event === 'unlink' ? this.#fleeting.delete(path) : this.#fleeting.has(path);
  }
}
