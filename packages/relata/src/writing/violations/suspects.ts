import { CHECK_ENDINGS } from '../../model/kind-checks.js';
import { type Column, type Model, storedColumns } from '../../model/model.js';
import { ID } from '../../model/names.js';
import { lookupKey } from '../input/lookup-key.js';
import type { Reference, RowWrite } from '../input/write-plan.js';
import { placeOfColumns, sharedPath } from '../input/place-of-columns.js';
import { keyOf } from '../input/relation-keys.js';
import type { PlaceOfColumns } from '../user-error.js';
import type { ViolatedPlace } from './violation.js';

/** Values that may be what broke a constraint. */
interface Suspect {
  readonly model: Model;
  readonly place: PlaceOfColumns;
  /** As the database has them; undefined where the row came by them without its input. */
  readonly value: unknown;
}

/** What broke a constraint; where several rows may have, the place they have in common. */
export function suspectIn(
  writes: readonly RowWrite[],
  { table, names, value }: ViolatedPlace,
): PlaceOfColumns | undefined {
  const suspects = writes.flatMap((write) =>
    (table ?? write.model.table) === write.model.table ? suspectsIn(write, names) : [],
  );
  const isIt = ({ model, ...each }: Suspect): boolean =>
    value === null ? each.value === null : isValueWithin(model, value, String(each.value));
  const said = suspects.filter((each) => each.value !== undefined);
  const known = value === undefined ? undefined : said.find(isIt);
  const places = (said.length > 0 ? said : suspects).map(({ place }) => place);
  return known?.place ?? sharedPlace(places);
}

/** Names of columns without that of the tenant, which no input has. */
export function namesWithin({ tenant }: Model, names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== tenant?.column.field);
}

/** Whether a value is what the database told of the columns of a constraint, of which the tenant comes first. */
export function isValueWithin({ tenant }: Model, told: string | undefined, value: string): boolean {
  return told === value || (tenant !== null && told?.endsWith(`, ${value}`) === true);
}

function suspectsIn(write: RowWrite, all: readonly string[]): readonly Suspect[] {
  const names = namesWithin(write.model, all);
  const column = columnNamed(write.model, names);
  if (column !== undefined) {
    return [suspectOf(write, [column])];
  }
  if (isKey(write.model, names)) {
    const { path } = write;
    const place = { names: [ID], path, paths: [path] };
    return [{ model: write.model, place, value: undefined }];
  }
  const columns = columnsNamed(write.model, names);
  return columns.length === 0 ? [] : [suspectOf(write, columns)];
}

function sharedPlace(places: readonly PlaceOfColumns[]): PlaceOfColumns | undefined {
  const [first, ...others] = places;
  if (first === undefined || others.length === 0) {
    return first;
  }
  const path = others.reduce((shared, other) => sharedPath(shared, other.path), first.path);
  return { names: first.names, path, paths: [path] };
}

/** Whether names are those of the columns that a key is made of. */
function isKey({ id }: Model, names: readonly string[]): boolean {
  return id.parts.length === names.length && id.parts.every(({ field }) => names.includes(field));
}

/** What a row has in some columns. */
function suspectOf(write: RowWrite, columns: readonly Column[]): Suspect {
  const values = columns.map((column) => valueIn(write, column));
  const [only] = values;
  return {
    model: write.model,
    place: placeOfColumns(write, columns),
    value:
      values.length === 1
        ? only
        : values.includes(undefined)
          ? undefined
          : values.map(String).join(', '),
  };
}

/** What a row has in a column, as it is compared; undefined where its input does not say it. */
export function valueIn({ model, links, values }: RowWrite, column: Column): unknown {
  const link = links.find(({ relation }) => keyOf(relation) === column);
  if (link !== undefined) {
    return link.connect[0]?.key ?? null;
  }
  const unique = model.lookups
    .flatMap(({ columns }) => columns)
    .find((each) => each.column === column);
  const said = values.get(column);
  return unique === undefined || said === null || said === undefined
    ? said
    : lookupKey(unique, said);
}

/** The one column that names are about, as clients see it: the name itself of a caseless key. */
export function columnNamed(model: Model, names: readonly string[]): Column | undefined {
  const start = `${model.table}_`;
  const fields = new Set(
    names.map((name) => (name.startsWith(start) ? name.slice(start.length) : name)),
  );
  const isNamed = ({ field, kind: { parameters = '' } }: Column): boolean =>
    fields.has(field) ||
    [...CHECK_ENDINGS, parameters].some((ending) => fields.has(`${field}_${ending}`));
  const found = new Set(
    [...visibleColumns(model)].flatMap(([{ parts }, column]) =>
      parts.some(isNamed) ? [column] : [],
    ),
  );
  const [only] = found;
  // One of several columns says nothing of the rest.
  return found.size === 1 && only?.parts.length === 1 ? only : undefined;
}

/** The columns that names are about, all of them, as clients see them; none where one is of something else. */
export function columnsNamed(model: Model, names: readonly string[]): readonly Column[] {
  const found = [...visibleColumns(model)].filter(([{ parts }]) =>
    parts.every(({ field }) => names.includes(field)),
  );
  const fields = new Set(found.flatMap(([{ parts }]) => parts.map(({ field }) => field)));
  return names.every((name) => fields.has(name))
    ? [...new Set(found.map(([, column]) => column))]
    : [];
}

/** What clients see of each column that is stored. */
function visibleColumns(model: Model): ReadonlyMap<Column, Column> {
  const visible = new Map(storedColumns(model).map((column) => [column, column]));
  for (const { key, column } of model.lookups.flatMap(({ columns }) => columns)) {
    visible.set(key, column);
  }
  return visible;
}

/** The rows that some rows are connected to, by their keys. */
export function referencesOf(
  writes: readonly RowWrite[],
): readonly (Reference & { readonly model: Model })[] {
  return writes.flatMap(({ links }) =>
    links.flatMap(({ relation, connect }) =>
      connect.map((reference) => ({ ...reference, model: relation.target })),
    ),
  );
}
