import type { Key } from '../../kinds/kind.js';
import { sql } from 'kysely';
import { globalId } from '../../model/global-id.js';
import type { Relation } from '../../model/model.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { RequestContext } from '../../request/context.js';
import type { Change } from './change.js';
import { readKey, selectedKey, storedKey } from '../../reading/sql/key.js';
import { knownKey } from '../../model/entity-key.js';
import { seenKeys } from './visibility.js';
import type { Unit } from '../unit/unit.js';

// The changes a dry run has seen so far, by the context it executes in.
const observed = new WeakMap<RequestContext, Change[]>();

/** Adds to a list of changes, from now on, what becomes of links in this context. */
export function observeLinks(context: RequestContext, changes: Change[]): void {
  observed.set(context, changes);
}

/** Remembers what was observed so far. @returns what forgets the rest, once it was undone */
export function observedSoFar(context: RequestContext): () => void {
  const changes = observed.get(context) ?? [];
  const before = [...changes];
  return () => {
    changes.splice(0, changes.length, ...before);
  };
}

/** Whether it is told what becomes of the links that a unit changes. */
export function isObserved({ session }: Unit): boolean {
  return observed.has(session.context);
}

/**
 * Looks at the links a unit may change, before it is written. What the viewer sees of them before
 * and after becomes a field of the change of their row, named after the relation: of rows whose
 * links it changes, of rows that go, and of rows that were linked to those.
 * @returns what looks again once it is written, and tells
 */
export async function observeLinksOf(unit: Unit): Promise<() => Promise<void>> {
  const { session } = unit;
  const changes = observed.get(session.context) ?? [];
  const start = changes.length;
  const watched = await watchedLinks(unit);
  const before = await linksOf(session, watched());
  return async () => {
    const after = await linksOf(session, watched());
    const gone = new Set(unit.removed.map(({ model, key }) => globalId(model, key)));
    const tell = teller(changes, start);
    for (const [relation, rows] of watched()) {
      for (const key of rows) {
        const old = before.get(relation)?.get(key);
        const now = after.get(relation)?.get(key);
        // Of a row that is hidden afterwards nothing is told, unless it is hidden for being gone.
        const isTold = now !== undefined || gone.has(globalId(relation.source, key));
        if (isTold && (old ?? []).join() !== (now ?? []).join()) {
          tell({ relation, key }, { before: old ?? [], after: now ?? [] });
        }
      }
    }
  };
}

const LINK = 'link';

type Watched = ReadonlyMap<Relation, ReadonlySet<Key>>;

/** @returns what tells which links may change; new rows are among them once they have keys */
async function watchedLinks({ session, linkChanges, removed }: Unit): Promise<() => Watched> {
  const leaving = new Map<Relation, Set<Key>>();
  for (const [model, rows] of Map.groupBy(removed, (row) => row.model)) {
    const keys = rows.map(({ key }) => key);
    for (const relation of toldLinks(session)) {
      const sources = [
        ...(relation.source === model ? keys : []),
        ...(relation.target === model ? await sourcesOf(session, relation, keys) : []),
      ];
      leaving.set(relation, new Set([...(leaving.get(relation) ?? []), ...sources]));
    }
  }
  return () => {
    const watched = new Map<Relation, ReadonlySet<Key>>(leaving);
    for (const { relation, sources } of linkChanges) {
      const keys = sources.flatMap((entity) => knownKey(relation.source, entity) ?? []);
      watched.set(relation, new Set([...(watched.get(relation) ?? []), ...keys]));
    }
    return watched;
  };
}

/** Relations through link tables, each table from the side that inputs change it from. */
function toldLinks({ engine: { catalog } }: StatementRunner): readonly Relation[] {
  const links = [...catalog.values()]
    .flatMap(({ relations }) => [...relations.values()])
    .filter(({ join }) => join.kind === 'link');
  const tableOf = ({ join }: Relation): string => (join.kind === 'link' ? join.table : '');
  const written = new Set(links.filter(({ isWritable }) => isWritable).map(tableOf));
  return links.filter((relation) => relation.isWritable || !written.has(tableOf(relation)));
}

/** Keys of the rows that are linked to some others. */
async function sourcesOf(
  session: StatementRunner,
  { join }: Relation,
  targets: readonly Key[],
): Promise<readonly Key[]> {
  if (join.kind !== 'link') {
    return [];
  }
  const { dialect } = session.engine;
  const [from, to] = [storedKey(join.source, LINK), storedKey(join.target, LINK)];
  const rows = await session.run(
    sql`select distinct ${selectedKey(dialect, join.source, from)} as source
    from ${sql.table(join.table)} as ${sql.id(LINK)} where ${dialect.isOneOf(join.target, to, targets)}`,
  );
  return rows.map((row) => readKey(join.source, row['source']));
}

type Links = ReadonlyMap<Relation, ReadonlyMap<Key, readonly string[]>>;

/** Ids of the linked rows the viewer sees, by relation and by each source row it sees. */
async function linksOf(session: StatementRunner, watched: Watched): Promise<Links> {
  const found = new Map<Relation, ReadonlyMap<Key, readonly string[]>>();
  for (const [relation, named] of watched) {
    const { join, source, target } = relation;
    if (join.kind === 'link') {
      const keys = await seenKeys(session, source, [...named]);
      const { dialect } = session.engine;
      const [own, other] = [storedKey(join.source, LINK), storedKey(join.target, LINK)];
      const rows = await session.run(sql`select ${selectedKey(dialect, join.source, own)} as source,
        ${selectedKey(dialect, join.target, other)} as target
        from ${sql.table(join.table)} as ${sql.id(LINK)} where ${dialect.isOneOf(join.source, own, [...keys])}
        order by ${sql.join([...own, ...other])}`);
      const pairs = rows.map(
        (row) =>
          [readKey(join.source, row['source']), readKey(join.target, row['target'])] as const,
      );
      const targets = await seenKeys(
        session,
        target,
        pairs.map(([, key]) => key),
      );
      const bySource = Map.groupBy(
        pairs.filter(([, to]) => targets.has(to)),
        ([key]) => key,
      );
      const idsOf = (key: Key): readonly string[] =>
        (bySource.get(key) ?? []).map(([, to]) => globalId(target, to));
      found.set(relation, new Map([...keys].map((key) => [key, idsOf(key)])));
    }
  }
  return found;
}

/** What tells of links. A row that was written in the same unit has its change already. */
function teller(
  changes: Change[],
  start: number,
): (
  of: { readonly relation: Relation; readonly key: Key },
  field: Change['fields'][string],
) => void {
  return ({ relation, key }, field) => {
    const type = relation.source.name;
    const id = globalId(relation.source, key);
    const index = changes.findLastIndex((change) => change.type === type && change.id === id);
    const known = index < start ? undefined : changes[index];
    if (known === undefined) {
      changes.push({ operation: 'UPDATE', type, id, fields: { [relation.name]: field } });
    } else {
      changes[index] = { ...known, fields: { ...known.fields, [relation.name]: field } };
    }
  };
}
