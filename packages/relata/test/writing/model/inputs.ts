import type { ModelFault } from './fault.js';
import { type Input, isRef, type Said } from './operation.js';
import { type Asker, folded, type RelationRule, RULES } from './rules.js';
import { isBadText, items } from './validate.js';
import type { ModelName, Row, World } from './world.js';

/** The input of one row, and where it stands. */
export interface RowInput {
  readonly model: ModelName;
  readonly input: Input;
  readonly path: readonly string[];
}

/** What a relation's input says, item by item. */
export interface LinkInput {
  readonly relation: RelationRule;
  readonly path: readonly string[];
  readonly create: readonly RowInput[];
  readonly connectOrCreate: readonly {
    readonly column: string;
    readonly value: string;
    readonly create: RowInput;
    readonly path: readonly string[];
  }[];
  readonly connect: readonly RefAt[];
  readonly remove: readonly RefAt[];
  readonly isSet: boolean;
}

export interface RefAt {
  readonly key: string;
  readonly path: readonly string[];
}

/** What an input says of each relation, in the order of the relations. */
export function linksOf({ model, input, path }: RowInput): readonly LinkInput[] {
  return RULES[model].relations.flatMap((relation) => {
    const said = input[relation.name] as Input | undefined;
    return said === undefined || isUnset(said)
      ? []
      : [linkOf(relation, said, [...path, relation.name])];
  });
}

/** Whether all that is said of a relation is a flag that is not set. */
function isUnset(said: Input): boolean {
  return said['delete'] === false;
}

function linkOf(relation: RelationRule, said: Input, path: readonly string[]): LinkInput {
  const { target } = relation;
  const rowsOf = (verb: string): RowInput[] =>
    items(said[verb], [...path, verb]).map(({ item, place }) => ({
      model: target,
      input: item as Input,
      path: place,
    }));
  const refs = (verb: string): RefAt[] =>
    items(said[verb], [...path, verb])
      .flatMap(refAt)
      .filter(({ key }) => key.startsWith(`${target}#`));
  return {
    relation,
    path,
    create: rowsOf('create'),
    connectOrCreate: items(said['connectOrCreate'], [...path, 'connectOrCreate']).map(
      ({ item, place }) => {
        const { where, create } = item as { where: Record<string, string>; create: Input };
        const [[column, value] = ['', '']] = Object.entries(where);
        return {
          column,
          value: folded(target, column, value),
          create: { model: target, input: create, path: [...place, 'create'] },
          path: place,
        };
      },
    ),
    connect: [...refs('connect'), ...refs('set')],
    remove: [...refs('disconnect'), ...refs('delete')],
    isSet: said['set'] !== undefined,
  };
}

function refAt({ item, place }: { item: Said; place: readonly string[] }): RefAt[] {
  return isRef(item) ? [{ key: item.ref, path: place }] : [];
}

/** What a row is linked to, seen or not. */
export function linkedKeys(
  world: World,
  { target, join }: RelationRule,
  key: string,
): readonly string[] {
  switch (join.kind) {
    case 'link':
      return world.targets(join.table, key);
    case 'held':
      return world
        .rows(target)
        .filter(({ values }) => values[join.key] === key)
        .map((row) => row.key);
    case 'holds':
      return [String(world.find(key)?.values[join.key])];
  }
}

/** Whether an input says nothing, or only flags that are not set. */
export function saysNothing(input: Input): boolean {
  return Object.values(input).every(
    (said) => typeof said === 'object' && said !== null && isUnset(said as Input),
  );
}

/** The seen row a unique value finds. */
export function seenByUnique(
  { world, asker }: { readonly world: World; readonly asker: Asker },
  model: ModelName,
  by: { readonly column: string; readonly value: string },
): Row | undefined {
  const holder = holderOf(world, model, by);
  return holder !== undefined && RULES[model].read(asker, holder, world) ? holder : undefined;
}

/** The row that has a unique value, seen or not. */
export function holderOf(
  world: World,
  model: ModelName,
  { column, value }: { readonly column: string; readonly value: string },
): Row | undefined {
  return world
    .rows(model)
    .find((row) => folded(model, column, row.values[column] ?? null) === value);
}

/** The rows some inputs create, in order: of `connectOrCreate`, those that find none, once each. */
export function rowsToCreate(
  rows: readonly RowInput[],
  at: { readonly world: World; readonly asker: Asker },
): readonly RowInput[] {
  const mentioned = new Set<string>();
  const walk = (row: RowInput): RowInput[] => [
    row,
    ...linksOf(row).flatMap(({ relation, create, connectOrCreate }) => [
      ...create.flatMap(walk),
      ...connectOrCreate.flatMap((item) => {
        const name = `${relation.target}.${item.column}:${item.value}`;
        const isThere =
          mentioned.has(name) || seenByUnique(at, relation.target, item) !== undefined;
        mentioned.add(name);
        return isThere ? [] : walk(item.create);
      }),
    ]),
  ];
  return rows.flatMap(walk);
}

/** References that lead to no seen row, or to one that may not be changed so. */
export function unresolved(
  rows: readonly RowInput[],
  { world, asker }: { readonly world: World; readonly asker: Asker },
): readonly ModelFault[] {
  return rows.flatMap(linksOf).flatMap(({ relation, connect, remove, create }) => {
    const rules = RULES[relation.target];
    const faults = [...connect, ...remove].flatMap(({ key, path }): ModelFault[] => {
      const row = world.find(key);
      if (row === undefined || !rules.read(asker, row, world)) {
        return [{ code: 'NOT_FOUND', path }];
      }
      return relation.join.kind === 'held' && !rules.update(asker, row, world)
        ? [{ code: 'FORBIDDEN', path }]
        : [];
    });
    return [...faults, ...unresolved(create, { world, asker })];
  });
}

/** Unique values of inputs that another row has, or two inputs want. */
export function taken(
  claiming: readonly { readonly row: RowInput; readonly own: string | null }[],
  scene: { readonly world: World; readonly asker: Asker },
): readonly ModelFault[] {
  const claimed = new Set<string>();
  return claiming.flatMap(({ row, own }) =>
    [...valueClaims(row, scene.world), ...profileClaims(row, scene)].flatMap(
      ({ name, holder, path }): ModelFault[] => {
        const isTaken = (holder !== undefined && holder.key !== own) || claimed.has(name);
        claimed.add(name);
        return isTaken ? [{ code: 'NOT_UNIQUE', path }] : [];
      },
    ),
  );
}

interface Claim {
  readonly name: string;
  readonly holder: Row | undefined;
  readonly path: readonly string[];
}

function valueClaims({ model, input, path }: RowInput, world: World): readonly Claim[] {
  return Object.keys(RULES[model].uniques).flatMap((column) => {
    const said = input[column];
    // A value that cannot be used claims nothing.
    const isUsable = typeof said === 'string' && !isBadText(said, RULES[model].columns[column]);
    if (!isUsable) {
      return [];
    }
    const value = folded(model, column, said);
    const holder = holderOf(world, model, { column, value });
    return [{ name: `${model}.${column}:${value}`, holder, path: [...path, column] }];
  });
}

/** A user that is seen has room for one profile. */
function profileClaims(
  row: RowInput,
  { world, asker }: { readonly world: World; readonly asker: Asker },
): readonly Claim[] {
  return linksOf(row).flatMap(({ relation, connect, path }) =>
    (relation.join.kind === 'holds' ? connect : []).flatMap(({ key }) => {
      const user = world.find(key);
      const holder = world.rows('Profile').find(({ values }) => values['user'] === key);
      return user !== undefined && RULES.User.read(asker, user, world)
        ? [{ name: `Profile.user:${key}`, holder, path }]
        : [];
    }),
  );
}
