import { failIfAny, type ModelFault } from './fault.js';
import { linkedKeys, type LinkInput, linksOf, type RowInput, seenByUnique } from './inputs.js';
import { type Asker, keyOf, type RelationRule, RULES } from './rules.js';
import type { Row, Value, World } from './world.js';

/** One root field at work on a world of its own. */
export class Change {
  readonly world: World;
  readonly asker: Asker;
  /** The world as it was before. */
  readonly #before: World;
  readonly #created: { readonly row: Row; readonly said: RowInput }[] = [];
  readonly #leaving: { readonly row: Row; readonly path: readonly string[] | null }[] = [];
  /** Rows that were there and belong to another now. */
  readonly #moved: { readonly row: Row; readonly path: readonly string[] }[] = [];
  readonly #faults: ModelFault[] = [];
  /** What rows that were there are told of their own. */
  readonly #updated = new Map<string, RowInput>();
  readonly #newByUnique = new Map<string, Row>();

  constructor(world: World, asker: Asker) {
    this.world = world;
    this.asker = asker;
    this.#before = world.clone();
  }

  /** Makes a row and what hangs on it. @param parent - the key its parent fills in */
  create(said: RowInput, parent?: { readonly column: string; readonly key: string }): Row {
    const { model, input } = said;
    const values: Record<string, Value> = {};
    for (const [name, rule] of Object.entries(RULES[model].columns)) {
      if (name !== 'password') {
        values[name] = (input[name] as Value | undefined) ?? rule.otherwise ?? null;
      }
    }
    if (model === 'User') {
      values['deletedAt'] = null;
    }
    if (model === 'Post') {
      Object.assign(values, { author: keyOf(this.asker), status: 'DRAFT', publishedAt: null });
    }
    if (parent !== undefined) {
      values[parent.column] = parent.key;
    }
    const links = linksOf(said);
    for (const link of links.filter(({ relation }) => relation.join.kind === 'holds')) {
      this.#hold(link, values);
    }
    const row = this.world.insert(model, values);
    this.#created.push({ row, said });
    for (const link of links.filter(({ relation }) => relation.join.kind !== 'holds')) {
      this.#link(link, [row], true);
    }
    return row;
  }

  /** Changes rows, all alike. */
  update({ model, input, path }: RowInput, rows: readonly Row[]): void {
    for (const row of rows) {
      this.#updated.set(row.key, { model, input, path });
      for (const name of Object.keys(RULES[model].columns)) {
        const value = input[name];
        if (value !== undefined) {
          row.values[name] = value as Value;
        }
      }
    }
    for (const link of linksOf({ model, input, path })) {
      if (link.relation.join.kind === 'holds') {
        const values: Record<string, Value> = {};
        this.#hold(link, values);
        for (const row of rows) {
          Object.assign(row.values, values);
          this.#moved.push({ row, path: link.path });
        }
      } else {
        this.#link(link, rows, false);
      }
    }
  }

  /** A row that is to go. @param path - where that was asked for; null if it was checked already */
  remove(row: Row, path: readonly string[] | null): void {
    this.#leaving.push({ row, path });
  }

  /** What is known to be wrong before it is written: with its inputs, and with rows the asker may not create. */
  get foreseen(): {
    readonly faults: readonly ModelFault[];
    readonly forbidden: readonly ModelFault[];
  } {
    return { faults: this.#faults, forbidden: this.#forbidden() };
  }

  #forbidden(): readonly ModelFault[] {
    const { asker, world } = this;
    return this.#created.flatMap(({ row, said }) => [
      ...(RULES[row.model].create(asker, row, world)
        ? []
        : [{ code: 'FORBIDDEN', path: said.path }]),
      ...forbiddenFields(said, asker),
    ]);
  }

  /** Checks what only the outcome can tell, and counts what changed. */
  finish(path: readonly string[]): void {
    failIfAny(this.#faults);
    const { asker, world } = this;
    const refused = this.#leaving.flatMap(({ row, path: at }) =>
      at === null || RULES[row.model].remove(asker, this.#before.get(row.key), this.#before)
        ? []
        : [{ code: 'FORBIDDEN', path: at }],
    );
    failIfAny(refused.slice(0, 1));
    for (const { row } of this.#leaving) {
      world.remove(row);
    }
    this.#checkProfiles(path);
    failIfAny([
      ...this.#forbidden(),
      ...this.#moved
        .filter(({ row }) => !RULES[row.model].update(asker, row, world))
        .map(({ path: at }) => ({ code: 'FORBIDDEN', path: at })),
    ]);
    this.#countVersions();
  }

  #hold({ connect, create }: LinkInput, values: Record<string, Value>): void {
    for (const { key } of connect) {
      values['user'] = key;
    }
    for (const said of create) {
      values['user'] = this.create(said).key;
    }
  }

  #link(link: LinkInput, rows: readonly Row[], isNew: boolean): void {
    const { join, many } = link.relation;
    if (join.kind === 'link') {
      const add = this.#targets(link);
      for (const row of rows) {
        const removed = link.isSet
          ? this.world.targets(join.table, row.key)
          : link.remove.map(({ key }) => key);
        removed.forEach((key) => {
          this.world.unlink(join.table, row.key, key);
        });
        add.forEach((target) => {
          this.world.link(join.table, row.key, target.key);
        });
      }
      return;
    }
    const [row, ...others] = rows;
    const adds = link.create.length + link.connect.length > 0;
    if (row === undefined) {
      return;
    }
    if (others.length > 0 && adds) {
      this.#faults.push({ code: 'VALIDATION', path: link.path });
      return;
    }
    if (!isNew) {
      this.#takeOut(link, rows, link.isSet || !many);
    }
    for (const [moved, path] of this.#there(link.connect)) {
      moved.values[join.key] = row.key;
      this.#moved.push({ row: moved, path });
    }
    for (const said of link.create) {
      this.create(said, { column: join.key, key: row.key });
    }
  }

  #takeOut(link: LinkInput, parents: readonly Row[], isAll: boolean): void {
    const { relation, connect, remove, path } = link;
    const column = relation.join.kind === 'link' ? '' : relation.join.key;
    const keys = new Set<Value | undefined>(parents.map(({ key }) => key));
    const present = this.world.rows(relation.target).filter((row) => keys.has(row.values[column]));
    const has = (refs: LinkInput['connect'], row: Row): boolean =>
      refs.some(({ key }) => key === row.key);
    for (const { key, path: at } of remove) {
      if (!present.some((row) => row.key === key)) {
        this.#faults.push({ code: 'NOT_FOUND', path: at });
      }
    }
    for (const row of present.filter((each) => (isAll ? !has(connect, each) : has(remove, each)))) {
      this.remove(row, path);
    }
  }

  /** Rows that are named; one that is missing is told of by others. */
  #there(named: LinkInput['connect']): readonly (readonly [Row, readonly string[]])[] {
    return named.flatMap(({ key, path }) => {
      const row = this.world.find(key);
      return row === undefined ? [] : [[row, path] as const];
    });
  }

  #targets({ relation, connect, connectOrCreate, create }: LinkInput): readonly Row[] {
    return [
      ...this.#there(connect).map(([row]) => row),
      ...connectOrCreate.map((item) => {
        const name = `${relation.target}.${item.column}:${item.value}`;
        const at = { world: this.#before, asker: this.asker };
        const known = seenByUnique(at, relation.target, item);
        const row =
          (known === undefined ? undefined : this.world.get(known.key)) ??
          this.#newByUnique.get(name) ??
          this.create(item.create);
        this.#newByUnique.set(name, row);
        return row;
      }),
      ...create.map((said) => this.create(said)),
    ];
  }

  /** A user has at most one profile. */
  #checkProfiles(path: readonly string[]): void {
    const owners = this.world.rows('Profile').map(({ values }) => values['user']);
    if (new Set(owners).size < owners.length) {
      failIfAny([{ code: 'NOT_UNIQUE', path: [...path, 'user'] }]);
    }
  }

  #countVersions(): void {
    for (const model of Object.keys(RULES) as Row['model'][]) {
      for (const row of this.world.rows(model)) {
        const old = this.#before.find(row.key);
        const isOther = JSON.stringify(old?.values) !== JSON.stringify(row.values);
        if (old !== undefined && (isOther || this.#areLinksOther(row))) {
          row.version += 1;
        }
      }
    }
  }

  /** Whether a row is linked to others than before by what it was told. */
  #areLinksOther({ key }: Row): boolean {
    const said = this.#updated.get(key);
    const linked = (world: World, relation: RelationRule): string =>
      [...linkedKeys(world, relation, key)].sort().join();
    return (
      said !== undefined &&
      linksOf(said).some(
        ({ relation }) => linked(this.#before, relation) !== linked(this.world, relation),
      )
    );
  }
}

/** Fields an input sets that the asker may not set. */
export function forbiddenFields(
  { model, input, path }: RowInput,
  asker: Asker,
): readonly ModelFault[] {
  return Object.entries(RULES[model].fields).flatMap(([name, may]) =>
    input[name] !== undefined && !may(asker) ? [{ code: 'FORBIDDEN', path: [...path, name] }] : [],
  );
}
