import type fc from 'fast-check';
import type { Catalog, Model } from '../../../src/model/model.js';
import { lookupsOf } from '../../../src/testing/reads/arbitraries/lookup-arbitrary.js';
import { connectionField } from './connections.js';
import { type Dice, diced } from '../../../src/testing/rows/dice.js';
import type { Draft } from './draft.js';
import { literal } from './input-printer.js';
import { rowSelection } from './rows.js';
import { type Stock, Workshop } from './workshop.js';
import { permissionsNamed } from '../../../src/testing/askers.js';
import { objectTypeOf } from '../../../src/reading/plan/selection.js';
import { rarity } from '../../../src/testing/rows/catalog-facts.js';
import { numberedRow, rowId } from '../../../src/testing/rows/row-keys.js';

/** Levels of relations below a root field. */
const DEPTHS = [
  [0, 40],
  [1, 46],
  [2, 11],
  [3, 3],
] as const;

/** How often a root field is of each kind. */
const KINDS = [
  ['list', 58],
  ['lookup', 22],
  ['nodes', 11],
  ['viewer', 2],
  ['typeName', 3],
  ['schema', 1],
] as const;

/** A document straight from the schema, almost always a valid one. */
export function documentOf(stock: Stock): fc.Arbitrary<Draft> {
  return diced((dice) => draft(new Workshop(dice, stock)));
}

function draft(shop: Workshop): Draft {
  const { dice } = shop;
  const count = dice.weighted([
    [1, 86],
    [2, 11],
    [3, 3],
  ]);
  const fields = Array.from({ length: count }, () => rootField(shop));
  const body = shop.selection('Query', fields);
  const { variables } = shop.inputs;
  const declared = variables.map(
    ({ name, type, fallback }) => `$${name}: ${type}${fallback === null ? '' : ` = ${fallback}`}`,
  );
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  const isOneOfTwo = dice.chance(4);
  const isNamed = isOneOfTwo || dice.chance(30);
  const name = isNamed ? ' Asked' : '';
  const operation =
    head === '' && !isNamed && dice.chance(60) ? body : `query${name}${head} ${body}`;
  const definitions = [operation, ...shop.definitions];
  return {
    query: (isOneOfTwo ? ['query Other { __typename }', ...definitions] : definitions).join('\n'),
    operationName: isOneOfTwo ? 'Asked' : null,
    variables,
    cursors: shop.cursors,
    traits: shop.traits,
  };
}

function rootField(shop: Workshop): string {
  const { dice, stock } = shop;
  const models = [...stock.catalog.values()];
  const depth = dice.weighted(DEPTHS);
  switch (dice.weighted(KINDS)) {
    case 'list': {
      const model = oneModel(dice, stock.catalog);
      const place = { name: model.plural, model, source: 'Query' };
      return connectionField(shop, place, { path: [], depth });
    }
    case 'lookup':
      return lookupField(shop, depth);
    case 'nodes':
      return nodesField(shop, depth);
    case 'viewer':
      return viewerField(shop);
    case 'typeName':
      return shop.plain('__typename', 50);
    case 'schema':
      shop.traits.add('introspection');
      return `__type(name: "${dice.one(models).name}") { name kind }`;
  }
}

/** A model, more often one with kinds of columns that few others have. */
function oneModel(dice: Dice, catalog: Catalog): Model {
  return dice.weighted(
    [...catalog.values()].map((model) => {
      const kinds = new Set([...model.columns.values()].map(({ kind }) => kind));
      const rare = [...kinds].filter((kind) => rarity(kind, catalog) === catalog.size);
      return [model, model.relations.size + 2 + rare.length] as const;
    }),
  );
}

/** Who asks; not in every application one can know. */
function viewerField(shop: Workshop): string {
  const { catalog } = shop.stock;
  const viewer = shop.type('Query').getFields()['viewer'];
  const user = viewer && objectTypeOf(viewer)?.getFields()['user'];
  const model = user && catalog.get(objectTypeOf(user)?.name ?? '');
  if (model === undefined) {
    return shop.plain('__typename', 50);
  }
  shop.traits.add('handWritten');
  const [permission = ''] = permissionsNamed(catalog);
  return `${shop.key()}: viewer { id permissions can(permission: "${permission}") user ${rowSelection(shop, model, { path: [], depth: 0 })} }`;
}

function lookupField(shop: Workshop, depth: number): string {
  const { dice, stock, inputs } = shop;
  const [model, lookup] = dice.one(
    [...stock.catalog.values()].flatMap((each) =>
      lookupsOf(each, stock.data).map((way) => [each, way] as const),
    ),
  );
  const { field, args } = dice.of(lookup);
  const key = shop.key();
  const place = { path: [key], depth };
  const types = shop.type('Query').getFields()[field]?.args ?? [];
  const given = args.map(({ name, value }) => {
    const type = types.find((each) => each.name === name)?.type;
    if (type === undefined) {
      throw new TypeError(`No argument ${name} of ${field}`);
    }
    const said = dice.chance(50) ? inputs.variable(value, type) : inputs.print(value, type);
    return `${name}: ${said}`;
  });
  const row =
    field === 'node' ? nodeSelection(shop, [model], place) : rowSelection(shop, model, place);
  return `${key}: ${field}(${given.join(', ')})${shop.directives()} ${row}`;
}

function nodesField(shop: Workshop, depth: number): string {
  const { dice, stock, inputs } = shop;
  const models = dice.some([...stock.catalog.values()], 1, 3);
  const ids = Array.from({ length: dice.between(0, 7) }, () => {
    const model = dice.one(models);
    const rows = stock.data.rows[model.name] ?? [];
    const any = numberedRow(model, dice.between(1, 120));
    return rowId(model, dice.chance(80) && rows.length > 0 ? dice.one(rows).id : any);
  });
  const all = ids.length > 0 && dice.chance(50) ? [...ids, dice.one(ids)] : ids;
  if (dice.chance(2)) {
    shop.traits.add('invalid');
    all.push('nothing_1');
  }
  const key = shop.key();
  const type = shop.type('Query').getFields()['nodes']?.args[0]?.type;
  if (type === undefined) {
    throw new TypeError('No argument of nodes');
  }
  const how = dice.below(3);
  const given =
    how === 0
      ? inputs.variable(all, type)
      : how === 1
        ? inputs.print(all, type)
        : literal(all, type, dice);
  return `${key}: nodes(ids: ${given})${shop.directives()} ${nodeSelection(shop, models, { path: [key], depth })}`;
}

/** What is selected of rows that may be of any model. */
function nodeSelection(
  shop: Workshop,
  models: readonly Model[],
  place: { readonly path: readonly string[]; readonly depth: number },
): string {
  const { dice } = shop;
  const items = models.map(
    (model) => `... on ${model.name}${shop.directives()} ${rowSelection(shop, model, place)}`,
  );
  return shop.selection('Node', [
    ...(dice.chance(60) ? [shop.plain('id')] : []),
    ...(dice.chance(30) ? [shop.plain('__typename')] : []),
    ...items,
  ]);
}
