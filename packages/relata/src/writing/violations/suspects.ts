import { CHECK_ENDINGS } from '../../model/kind-checks.js';
import { type Column, type Model, storedColumns } from '../../model/model.js';
import { ID } from '../../model/names.js';
import { lookupKey } from '../input/lookup-key.js';
import type { Reference, RowWrite } from '../input/write-plan.js';
import type { InputPath } from '../user-error.js';
import type { ViolatedPlace } from './violation.js';

/** A value that may be what broke a constraint. */
export interface Suspect {
  /** Of the field, as clients know it. */
  readonly name: string;
  readonly path: InputPath;
  /** As the database has it; undefined where the row came by it without its input. */
  readonly value: unknown;
}

/** What broke a constraint; where several rows may have, the place they have in common. */
export function suspectIn(
  writes: readonly RowWrite[],
  { table, names, value }: ViolatedPlace,
): Pick<Suspect, 'name' | 'path'> | undefined {
  const suspects = writes.flatMap((write) => {
    if ((table ?? write.model.table) !== write.model.table) {
      return [];
    }
    const column = columnNamed(write.model, names);
    if (column !== undefined) {
      return [suspectOf(write, column)];
    }
    return isKey(write.model, names) ? [{ name: ID, path: write.path, value: undefined }] : [];
  });
  const isIt = (each: Suspect): boolean =>
    value === null ? each.value === null : String(each.value) === value;
  const said = suspects.filter((each) => each.value !== undefined);
  const known = value === undefined ? undefined : said.find(isIt);
  const [first, ...others] = said.length > 0 ? said : suspects;
  return known ?? (first && { name: first.name, path: others.reduce(sharedPath, first.path) });
}

/** Whether names are those of the columns that a key is made of. */
function isKey({ id }: Model, names: readonly string[]): boolean {
  return id.parts.length === names.length && id.parts.every(({ field }) => names.includes(field));
}

/** What a row has in a column. */
export function suspectOf(write: RowWrite, column: Column): Suspect {
  const lookup = write.model.lookups.find((each) => each.column === column);
  const said = write.values.get(column);
  const link = write.links.find(
    ({ relation: { join } }) => join.kind === 'sourceKey' && join.key === column,
  );
  const isKeyed = lookup !== undefined && said !== null && said !== undefined;
  const value = isKeyed ? lookupKey(lookup, said) : said;
  const name = column.input?.name ?? column.name;
  const isSaid = write.values.has(column) || link !== undefined;
  return {
    name,
    path: isSaid ? [...write.path, name] : write.path,
    value: link === undefined ? value : (link.connect[0]?.key ?? null),
  };
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
  const stored = storedColumns(model);
  const visible = new Map(stored.map((column) => [column, column]));
  for (const { key, column } of model.lookups) {
    visible.set(key, column);
  }
  const found = new Set(
    [...visible].flatMap(([{ parts }, column]) => (parts.some(isNamed) ? [column] : [])),
  );
  const [only] = found;
  // One of several columns says nothing of the rest.
  return found.size === 1 && only?.parts.length === 1 ? only : undefined;
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

function sharedPath(path: InputPath, { path: other }: Suspect): InputPath {
  const end = path.findIndex((step, index) => step !== other[index]);
  return end === -1 ? path : path.slice(0, end);
}
