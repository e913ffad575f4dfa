import type { Model } from '../../model/model.js';
import type { DataSet } from '../oracle/data-set.js';
import type { LinkChange } from './operation.js';

/** Link tables as they must be. */
export class ExpectedLinks {
  readonly #tables: ReadonlyMap<string, Set<string>>;
  readonly #owners: DataSet['owners'];

  constructor({ links, owners }: Pick<DataSet, 'links' | 'owners'>) {
    this.#owners = owners;
    this.#tables = new Map(
      Object.entries(links).map(([table, pairs]) => [
        table,
        new Set(pairs.map((pair) => pair.join(' '))),
      ]),
    );
  }

  /** The same once more, to be changed by itself. */
  clone(): ExpectedLinks {
    return new ExpectedLinks(this.all());
  }

  all(): Pick<DataSet, 'links' | 'owners'> {
    const links = [...this.#tables].map(([table, pairs]) => [
      table,
      [...pairs].map((pair) => pair.split(' ').map(Number) as [number, number]),
    ]);
    return { links: Object.fromEntries(links) as DataSet['links'], owners: this.#owners };
  }

  /** @returns whether the row is linked to others than before */
  change(
    model: Model,
    key: number,
    [name, { verb, keys }]: readonly [relation: string, change: LinkChange],
  ): boolean {
    const join = model.relations.get(name)?.join;
    const pairs = join?.kind === 'link' ? this.#tables.get(join.table) : undefined;
    if (join?.kind !== 'link' || pairs === undefined) {
      return false;
    }
    const isFirst = this.#owners[join.table] === join.source.field;
    const pairOf = (other: number): string =>
      isFirst ? `${String(key)} ${String(other)}` : `${String(other)} ${String(key)}`;
    const before = [...pairs].sort().join();
    if (verb === 'set') {
      removeAt(pairs, isFirst ? 0 : 1, key);
    }
    for (const other of keys) {
      if (verb === 'disconnect') {
        pairs.delete(pairOf(other));
      } else {
        pairs.add(pairOf(other));
      }
    }
    return before !== [...pairs].sort().join();
  }

  /** Takes away every link of a row. */
  removeAll(model: Model, key: number): void {
    for (const { join } of model.relations.values()) {
      if (join.kind === 'link') {
        const place = this.#owners[join.table] === join.source.field ? 0 : 1;
        removeAt(this.#tables.get(join.table) ?? new Set(), place, key);
      }
    }
  }
}

function removeAt(pairs: Set<string>, place: 0 | 1, key: number): void {
  for (const pair of [...pairs]) {
    if (pair.split(' ')[place] === String(key)) {
      pairs.delete(pair);
    }
  }
}
