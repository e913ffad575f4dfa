import type { DatabaseView, SchemaDifference, TableDifference } from '@mikro-orm/sql';

/**
 * Has the views that read what changes be dropped before, and made anew after: SQLite does not copy a table below a view, and
 * PostgreSQL changes neither the type of a column that a view reads nor a view that another reads.
 * @param isInTheWay - whether a change of a table is one that a view does not allow
 */
export function withDependentViews(
  diff: SchemaDifference,
  isInTheWay: (change: TableDifference) => boolean,
): SchemaDifference {
  const { changedTables, changedViews, removedViews, removedTables, fromSchema } = diff;
  const changed = [
    ...Object.values(changedTables).filter(isInTheWay),
    ...Object.values(changedViews).map(({ from }) => from),
    ...Object.values(removedViews),
    ...Object.values(removedTables),
  ];
  const names = new Set(changed.map(({ name }) => name));
  const rest = new Set(
    fromSchema.getViews().filter((view) => !(keyOf(view) in { ...changedViews, ...removedViews })),
  );
  const remade: SchemaDifference['changedViews'] = {};
  for (let found = readerIn(rest, names); found !== undefined; found = readerIn(rest, names)) {
    rest.delete(found);
    names.add(found.name);
    remade[keyOf(found)] = { from: found, to: found };
  }
  return { ...diff, changedViews: { ...changedViews, ...remade } };
}

/** A view that reads one of some tables or views. */
function readerIn(
  views: ReadonlySet<DatabaseView>,
  names: ReadonlySet<string>,
): DatabaseView | undefined {
  return [...views].find(({ definition }) =>
    [...names].some((name) => mentions(definition.toLowerCase(), name.toLowerCase())),
  );
}

/** Whether a name stands in a text, not as a part of a longer one. */
function mentions(text: string, name: string): boolean {
  const parts = text.split(name);
  return parts
    .slice(1)
    .some((after, index) => !/\w$/.test(parts[index] ?? '') && !/^\w/.test(after));
}

function keyOf({ name, schema }: DatabaseView): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
