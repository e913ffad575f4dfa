import { argumentsOfRow, idArguments } from '../oracle/lookup-arguments.js';
import { uniqueColumns } from '../rows/catalog-facts.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { guesses } from './guesses.js';
import { selectedColumn } from '../oracle/selected-column.js';
import { absent } from './inputs.js';
import type { Column, Model, Relation } from '../../model/model.js';
import { differenceOf } from '../reads/comparison.js';
import { printDocument } from '../reads/document.js';
import type { Cell, StoredRow } from '../oracle/data-set.js';
import type { Where } from '../oracle/filter.js';
import type {
  ConnectionInput,
  ConnectionRequest,
  ConnectionSelection,
  LookupRequest,
  RootRequest,
  RowSelection,
} from '../oracle/request.js';
import { policyOf } from '../../access/access.js';
import type { Attack, Route } from './route.js';

const ALL = 500;
const NOTHING: RowSelection = { columns: [], relations: {} };
const AGGREGATES = ['min', 'max', 'sum', 'avg'] as const;

/** Columns the API shows, but for the key. */
export function shownColumns(model: Model): readonly Column[] {
  return [...model.columns.values()].filter(
    (column) => column.exposed && column !== model.id && !model.relations.has(column.name),
  );
}

/** Columns that some may not see in rows they see. */
export function maskedColumns(model: Model): readonly Column[] {
  const fields = policyOf(model.target)?.fields ?? {};
  return shownColumns(model).filter(({ name }) => fields[name]?.read !== undefined);
}

/** All that is shown of a row. */
export function whole(model: Model): RowSelection {
  return { columns: shownColumns(model).map(selectedColumn), relations: {} };
}

function list(
  model: Model,
  input: ConnectionInput,
  selection: ConnectionSelection,
): ConnectionRequest {
  return {
    kind: 'connection',
    field: model.plural,
    model: model.name,
    input: { first: ALL, ...input },
    selection,
  };
}

function byId(model: Model, field: string, key: number): LookupRequest {
  return {
    kind: 'lookup',
    field,
    model: model.name,
    args: idArguments(rowId(model, key)),
    selection: whole(model),
  };
}

function keys({ view, model }: Attack): readonly number[] {
  return [...view.store.all(model).map(({ id }) => id), absentRow(model)];
}

/** Compares every answer with the oracle's. */
async function compare(attack: Attack, requests: readonly RootRequest[]): Promise<void> {
  const document = printDocument(requests);
  const { body, text } = await attack.ask(document);
  const { data, errors } = body;
  if (data === undefined || data === null || errors !== undefined) {
    attack.report(`errors: ${text.slice(0, 300)}`, document);
    return;
  }
  for (const [at, request] of requests.entries()) {
    const answer = (data as Readonly<Record<string, unknown>>)[`r${String(at)}`];
    const difference = differenceOf(answer, attack.oracle.answer(request));
    if (difference !== null) {
      attack.report(difference, printDocument([request]));
    }
  }
}

const everywhere = (): boolean => true;

const get: Route = {
  name: 'get by id',
  isOpen: everywhere,
  run: (attack) =>
    compare(
      attack,
      keys(attack).map((key) => byId(attack.model, attack.model.singular, key)),
    ),
};

const node: Route = {
  name: 'node',
  isOpen: everywhere,
  run: (attack) =>
    compare(
      attack,
      keys(attack).map((key) => byId(attack.model, 'node', key)),
    ),
};

const nodes: Route = {
  name: 'nodes',
  isOpen: everywhere,
  run: async (attack) => {
    const { model, oracle } = attack;
    const ids = keys(attack).map((key) => rowId(model, key));
    const columns = shownColumns(model).map(selectedColumn);
    const document = {
      query: `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on ${model.name} { ${columns.join(' ')} } } }`,
      variables: { ids },
    };
    const { body } = await attack.ask(document);
    const expected = keys(attack).map((key) => oracle.answer(byId(model, 'node', key)));
    const difference = differenceOf(body.data, { nodes: expected });
    if (difference !== null) {
      attack.report(difference, document);
    }
  },
};

const lookup: Route = {
  name: 'lookup',
  isOpen: ({ lookups }) => lookups.length > 0,
  run: async (attack) => {
    const { model, view } = attack;
    const rows = view.store.all(model);
    const byRows = model.lookups.flatMap((each) =>
      rows.flatMap((row) => {
        const args = argumentsOfRow(each, row);
        return args === null ? [] : [{ field: each.field, args }];
      }),
    );
    const absences = uniqueColumns(model).map(({ field, column }) => {
      const type = column.kind.filter(column).operand.name;
      const value = absent(attack, column) as string;
      return { field, args: [{ name: column.name, type, value }] };
    });
    const requests = [...byRows, ...absences].map((found): LookupRequest => ({
      kind: 'lookup',
      model: model.name,
      ...found,
      selection: whole(model),
    }));
    await compare(attack, requests);
  },
};

const rootList: Route = {
  name: 'list',
  isOpen: everywhere,
  run: async (attack) => {
    const { model } = attack;
    const selection = {
      nodes: whole(model),
      totalCount: true,
      pageInfo: ['hasNextPage', 'hasPreviousPage'],
    } as const;
    const deleted = model.deletedAt === null ? [] : (['EXCLUDE', 'INCLUDE', 'ONLY'] as const);
    await compare(attack, [
      list(model, {}, selection),
      list(model, { first: 2, offset: 1 }, selection),
      list(model, { first: 0 }, selection),
      ...deleted.map((which) => list(model, { deleted: which }, selection)),
    ]);
  },
};

/** Lists of a relation, or a single row. */
function related(relation: Relation): RowSelection['relations'] {
  const { name, target, many } = relation;
  return many
    ? {
        all: {
          ...list(target, {}, { nodes: whole(target), totalCount: true }),
          field: name,
        },
        one: {
          ...list(target, {}, { nodes: NOTHING, pageInfo: ['hasNextPage'], totalCount: true }),
          input: { first: 1 },
          field: name,
        },
      }
    : { one: { kind: 'reference', field: name, selection: whole(target) } };
}

const relations: Route = {
  name: 'relations',
  isOpen: (model, { catalog }) => relationsAt(model, catalog.values()).length > 0,
  run: async (attack) => {
    // From this model, and to it.
    await compare(
      attack,
      relationsAt(attack.model, attack.catalog.values()).flatMap((relation) => {
        const selection = { nodes: { columns: [], relations: related(relation) } };
        const { source } = relation;
        return [
          list(source, {}, selection),
          ...(source.deletedAt === null ? [] : [list(source, { deleted: 'INCLUDE' }, selection)]),
        ];
      }),
    );
  },
};

function relationsAt(model: Model, models: Iterable<Model>): readonly Relation[] {
  return [...models]
    .flatMap((each) => [...each.relations.values()])
    .filter(({ source, target }) => source === model || target === model);
}

const where: Route = {
  name: 'where',
  isOpen: everywhere,
  run: async (attack) => {
    const { model, catalog } = attack;
    const filters = shownColumns(model).flatMap((column) => probes(attack, column));
    const found = { nodes: NOTHING } as const;
    await compare(
      attack,
      filters.map((filter) => list(model, { where: filter }, found)),
    );
    // The same through every relation that leads here.
    const narrow = [...maskedColumns(model), ...shownColumns(model).slice(0, 1)].flatMap((column) =>
      probes(attack, column).slice(2, 5),
    );
    const through = relationsAt(model, catalog.values())
      .filter(({ target }) => target === model)
      .flatMap((relation) =>
        (relation.many
          ? [
              ...narrow.flatMap((filter, at) => [
                { some: filter },
                at % 2 === 0 ? { none: filter } : { every: filter },
              ]),
              ...[0, 1, 2, 3].map((eq) => ({ count: { eq } })),
            ]
          : [...narrow, { isNull: true }, { isNull: false }]
        ).map((filter) =>
          list(relation.source, { where: { [relation.name]: filter } }, { totalCount: true }),
        ),
      );
    if (through.length > 0) {
      await compare(attack, through);
    }
  },
};

/** What somebody would try who wants to know what a column holds where it is hidden. */
function probes(attack: Attack, column: Column): readonly Where[] {
  const { name } = column;
  const at = (filter: Where): Where => ({ [name]: filter });
  const nulls = [at({ isNull: true }), at({ isNull: false }), { not: at({ isNull: true }) }];
  return [
    ...nulls,
    ...targets(attack, column).flatMap((cell) =>
      guesses(column, cell).flatMap((guess, place) =>
        place === 0 ? [at(guess), { not: at(guess) }] : [at(guess)],
      ),
    ),
  ];
}

/** Values worth guessing: of a row or field the viewer may not see, and of one it may. */
function targets({ view, model }: Attack, column: Column): readonly Cell[] {
  const rows = view.store.all(model).filter((row) => row[column.name] !== null);
  const isReadable = (row: StoredRow): boolean => view.isReadable(model, row);
  const isUnmasked = (row: StoredRow): boolean => view.isUnmasked(column, row);
  const wanted = [
    rows.find((row) => !isReadable(row)),
    rows.find((row) => isReadable(row) && !isUnmasked(row)),
    rows.find((row) => isReadable(row) && isUnmasked(row)),
  ];
  return wanted.map((row) => row?.[column.name] ?? null).filter((cell) => cell !== null);
}

/** Columns that can be ordered by. */
function orderable(model: Model): readonly Column[] {
  return shownColumns(model).filter(({ kind }) => kind.cursor !== null);
}

const orderBy: Route = {
  name: 'orderBy',
  isOpen: everywhere,
  run: async (attack) => {
    const { model, catalog } = attack;
    const own = orderable(model).flatMap((column) => [
      list(model, { orderBy: [{ [column.name]: 'ASC' }] }, { nodes: NOTHING }),
      list(model, { orderBy: [{ [column.name]: 'DESC' }], first: 3 }, { nodes: NOTHING }),
    ]);
    const through = relationsAt(model, catalog.values())
      .filter(({ target, many }) => target === model && !many)
      .flatMap((relation) =>
        orderable(model).map((column) =>
          list(
            relation.source,
            { orderBy: [{ [relation.name]: { [column.name]: 'ASC' } }] },
            { nodes: NOTHING },
          ),
        ),
      );
    await compare(attack, [...own, ...through]);
  },
};

const aggregate: Route = {
  name: 'aggregate',
  isOpen: everywhere,
  run: async (attack) => {
    const { model, catalog, schema } = attack;
    const selection: ConnectionSelection = {
      totalCount: true,
      aggregate: Object.fromEntries(
        AGGREGATES.flatMap((name): [string, readonly string[]][] => {
          const type = schema.getType(
            `${model.name}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
          );
          const fields = type !== undefined && 'getFields' in type ? type.getFields() : {};
          const columns = Object.keys(fields).filter((column) => model.columns.has(column));
          return columns.length === 0 ? [] : [[name, columns]];
        }),
      ),
    };
    const through = relationsAt(model, catalog.values())
      .filter(({ target, many }) => target === model && many)
      .map((relation) =>
        list(
          relation.source,
          {},
          {
            nodes: {
              columns: [],
              relations: { all: { ...list(model, {}, selection), field: relation.name } },
            },
          },
        ),
      );
    await compare(attack, [list(model, {}, selection), ...through]);
  },
};

/** Ways to read a model. */
export const READ_ROUTES: readonly Route[] = [
  get,
  node,
  nodes,
  lookup,
  rootList,
  relations,
  where,
  orderBy,
  aggregate,
];
export { list, orderable, NOTHING };
