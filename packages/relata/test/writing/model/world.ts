/** Models the plain model knows. */
export type ModelName = 'User' | 'Profile' | 'Post' | 'Tag' | 'Role';
export const MODEL_NAMES: readonly ModelName[] = ['User', 'Profile', 'Post', 'Tag', 'Role'];

/** Tables that only link two rows. */
export type LinkTable = 'post_tags' | 'user_tags' | 'user_roles';
export const LINK_TABLES: readonly LinkTable[] = ['post_tags', 'user_tags', 'user_roles'];

export type Value = string | number | boolean | null;

/** A row of the plain model; foreign keys are among its values, as the key of the other row. */
export interface Row {
  readonly key: string;
  readonly model: ModelName;
  version: number;
  values: Record<string, Value>;
}

/** All tables, in memory. */
export class World {
  #rows: Map<string, Row>;
  /** `post_tags` to `Post#1|Tag#2`. */
  #links: ReadonlyMap<LinkTable, Set<string>>;
  #made: number;

  constructor(of?: World) {
    this.#rows = new Map(
      [...(of === undefined ? [] : of.#rows)].map(([key, row]) => [
        key,
        { ...row, values: { ...row.values } },
      ]),
    );
    this.#links = new Map(
      LINK_TABLES.map((table) => [table, new Set(of === undefined ? [] : of.links(table))]),
    );
    this.#made = of === undefined ? 1000 : of.#made;
  }

  clone(): World {
    return new World(this);
  }

  /** Takes everything over from another that is not used any more. */
  become(other: World): void {
    this.#rows = other.#rows;
    this.#links = other.#links;
    this.#made = other.#made;
  }

  /** A row by key; undefined when there is none. */
  find(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  get(key: string): Row {
    const row = this.#rows.get(key);
    if (row === undefined) {
      throw new TypeError(`The model has no row ${key}`);
    }
    return row;
  }

  /** Rows of a model in the order they were made. */
  rows(model: ModelName): readonly Row[] {
    return [...this.#rows.values()].filter((row) => row.model === model);
  }

  insert(model: ModelName, values: Record<string, Value>, number?: number): Row {
    this.#made += number === undefined ? 1 : 0;
    const key = `${model}#${String(number ?? this.#made)}`;
    const row = { key, model, version: 1, values };
    this.#rows.set(key, row);
    return row;
  }

  /** Takes a row away, with its links. */
  remove({ key }: Row): void {
    this.#rows.delete(key);
    for (const pairs of this.#links.values()) {
      for (const pair of pairs) {
        if (pair.split('|').includes(key)) {
          pairs.delete(pair);
        }
      }
    }
  }

  link(table: LinkTable, source: string, target: string): void {
    this.#links.get(table)?.add(`${source}|${target}`);
  }

  unlink(table: LinkTable, source: string, target: string): void {
    this.#links.get(table)?.delete(`${source}|${target}`);
  }

  /** Pairs of a link table, `Post#1|Tag#2`. */
  links(table: LinkTable): ReadonlySet<string> {
    return this.#links.get(table) ?? new Set();
  }

  /** What a row is linked to. */
  targets(table: LinkTable, source: string): readonly string[] {
    return [...this.links(table)].flatMap((pair) => {
      const [from = '', to = ''] = pair.split('|');
      return from === source ? [to] : [];
    });
  }
}
