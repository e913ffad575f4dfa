import { sql } from 'kysely';
import { globalId } from '../catalog/global-id.js';
import type { Relation } from '../catalog/model.js';
import type { ReadSession } from '../reading/reader/session.js';
import type { RequestContext } from '../session/context.js';
import type { Change } from './change.js';
import { seenKeys } from './sight.js';
import type { LinkChange } from './unit.js';

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

/**
 * Runs what changes link tables. Where it is observed, what the viewer sees of the links before
 * and after becomes a field of the change of their row, named after the relation.
 */
export async function withLinksObserved(
  session: ReadSession,
  links: readonly LinkChange[],
  work: () => Promise<void>,
): Promise<void> {
  const changes = observed.get(session.context);
  if (changes === undefined || links.length === 0) {
    await work();
    return;
  }
  const relations = Map.groupBy(links, ({ relation }) => relation);
  const before = await linksOf(session, relations);
  await work();
  const after = await linksOf(session, relations);
  for (const [relation, rows] of after) {
    for (const [key, targets] of rows) {
      const old = before.get(relation)?.get(key) ?? [];
      if (old.join() !== targets.join()) {
        tell(changes, { relation, key }, { before: old, after: targets });
      }
    }
  }
}

type Links = ReadonlyMap<Relation, ReadonlyMap<number, readonly string[]>>;

/** Ids of the linked rows the viewer sees, by relation and by each source row it sees. */
async function linksOf(
  session: ReadSession,
  relations: ReadonlyMap<Relation, readonly LinkChange[]>,
): Promise<Links> {
  const found = new Map<Relation, ReadonlyMap<number, readonly string[]>>();
  for (const [relation, links] of relations) {
    const { join, source, target } = relation;
    if (join.kind === 'link') {
      const named = links.flatMap(({ sources }) => sources.map(({ id }) => id));
      const keys = await seenKeys(session, source, named);
      const from = sql.ref(join.sourceField);
      const rows =
        await session.run(sql`select ${from} as source, ${sql.ref(join.targetField)} as target
        from ${sql.table(join.table)} where ${session.engine.dialect.isOneOf(from, [...keys])}
        order by 1, 2`);
      const pairs = rows.map((row) => [Number(row['source']), Number(row['target'])] as const);
      const targets = await seenKeys(
        session,
        target,
        pairs.map(([, key]) => key),
      );
      const idsOf = (key: number): readonly string[] =>
        pairs
          .filter(([each, to]) => each === key && targets.has(to))
          .map(([, to]) => globalId(target, to));
      found.set(relation, new Map([...keys].map((key) => [key, idsOf(key)])));
    }
  }
  return found;
}

/** A row that was written in the same unit has its change already. */
function tell(
  changes: Change[],
  { relation, key }: { readonly relation: Relation; readonly key: number },
  field: Change['fields'][string],
): void {
  const type = relation.source.name;
  const id = globalId(relation.source, key);
  const index = changes.findLastIndex((change) => change.type === type && change.id === id);
  const known = changes[index];
  if (known === undefined) {
    changes.push({ operation: 'UPDATE', type, id, fields: { [relation.name]: field } });
  } else {
    changes[index] = { ...known, fields: { ...known.fields, [relation.name]: field } };
  }
}
