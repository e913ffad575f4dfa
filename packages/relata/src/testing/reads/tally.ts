/** How often each of some features was met. */
export class Tally {
  readonly #counts: Map<string, number>;
  readonly #features: readonly string[];

  /** @param features - those that are to come up */
  constructor(features: readonly string[]) {
    this.#features = features;
    this.#counts = new Map(features.map((feature) => [feature, 0]));
  }

  add(feature: string): void {
    this.#counts.set(feature, (this.#counts.get(feature) ?? 0) + 1);
  }

  /** Those that are to come up and were met less than so often. */
  lacking(least: number): readonly string[] {
    return this.#features.filter((feature) => (this.#counts.get(feature) ?? 0) < least);
  }

  /** How often that was met which came up least of those that are to. */
  get least(): number {
    return Math.min(...this.#features.map((feature) => this.#counts.get(feature) ?? 0));
  }

  /** The counts in three columns. */
  lines(): readonly string[] {
    const cells = [...this.#counts].map(
      ([feature, count]) => `${feature.padEnd(36)} ${String(count).padStart(5)}`,
    );
    const height = Math.ceil(cells.length / 3);
    return cells
      .slice(0, height)
      .map((cell, at) =>
        [cell, cells[at + height] ?? '', cells[at + 2 * height] ?? ''].join('   '),
      );
  }
}
