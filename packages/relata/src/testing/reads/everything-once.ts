import { argumentsOfRow, idArguments } from '../oracle/lookup-arguments.js';
import { absentRow, rowId } from '../rows/row-keys.js';
import { selectedColumn } from '../oracle/selected-column.js';
import type { Catalog, Model, Relation } from '../../model/model.js';
import { permissionsNamed, type Role, userModels } from '../askers.js';
import { type DataSet } from '../oracle/data-set.js';
import type { LookupRequest, RootRequest, RowSelection } from '../oracle/request.js';
import { openColumns } from './arbitraries/where-arbitrary.js';

/** What somebody asks for in one document. */
interface Questions {
  readonly role: Role;
  readonly requests: readonly RootRequest[];
}

/** Every list, every way to look a row up, and every relation, as nobody, as somebody and as one who may read all. */
export function everythingOnce(catalog: Catalog, data: DataSet): readonly Questions[] {
  const [users] = userModels(catalog);
  const userId = (users === undefined ? undefined : data.rows[users.name]?.[0]?.id) ?? 1;
  const roles: readonly Role[] = [
    { role: 'anonymous', viewer: { userId: null } },
    { role: 'signed in', viewer: { userId, permissions: [] } },
    {
      role: 'with all permissions',
      viewer: { userId, permissions: permissionsNamed(catalog, ['read']) },
    },
  ];
  const models = [...catalog.values()];
  const requests = models.flatMap((model) => [
    listOf(model, whole(model)),
    ...lookupsOf(model, data),
    ...[...model.relations.values()].map((relation) => listOf(model, below(relation))),
  ]);
  return roles.map((role) => ({ role, requests }));
}

function whole(model: Model): RowSelection {
  const columns = openColumns(model).filter((column) => column !== model.id);
  return { columns: columns.map(selectedColumn), relations: {} };
}

function below({ name, target, many }: Relation): RowSelection {
  const selection = whole(target);
  return {
    columns: [],
    relations: {
      r: many
        ? {
            kind: 'connection',
            field: name,
            model: target.name,
            input: {},
            selection: { nodes: selection, totalCount: true },
          }
        : { kind: 'reference', field: name, selection },
    },
  };
}

function listOf(model: Model, nodes: RowSelection): RootRequest {
  return {
    kind: 'connection',
    field: model.plural,
    model: model.name,
    input: {},
    selection: { nodes, totalCount: true },
  };
}

/** Of the first row there is, and of none. */
function lookupsOf(model: Model, data: DataSet): readonly LookupRequest[] {
  const rows = data.rows[model.name] ?? [];
  const ids = [rows[0]?.id ?? absentRow(model), absentRow(model)].map((id) => rowId(model, id));
  const byId = ids.flatMap((value) =>
    [model.singular, 'node'].map((field) => ({ field, args: idArguments(value) })),
  );
  const byColumns = model.lookups.flatMap((lookup) => {
    const [args] = rows.flatMap((row) => [argumentsOfRow(lookup, row) ?? []]);
    return args === undefined || args.length === 0 ? [] : [{ field: lookup.field, args }];
  });
  return [...byId, ...byColumns].map((found) => ({
    kind: 'lookup',
    model: model.name,
    ...found,
    selection: whole(model),
  }));
}
