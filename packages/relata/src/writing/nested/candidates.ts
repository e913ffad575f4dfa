import type { Key } from '../../kinds/kind.js';
import type { Model, Relation } from '../../model/model.js';
import { keyOf } from '../../model/entity-key.js';
import type { StatementRunner } from '../../reading/reader/statement-runner.js';
import type { FoundRow } from '../rows/find-rows.js';
import { findAllUpserted, keyFound } from '../rows/sought.js';
import { rowsToUpdate } from '../rows/targets.js';
import type { Asked } from './decision.js';
import { relatedKeys, type Related } from './related.js';

/** The row that something is asked of. */
export interface Candidate {
  readonly asked: Asked;
  /** Undefined where the relation has no such row that the viewer sees. */
  readonly row: FoundRow | undefined;
  /** Whether a row has the unique value that is looked for, whosever it is. */
  readonly isKnown: boolean;
}

type Named = ReadonlyMap<Asked, Key>;

/**
 * Finds and locks the rows of one level that something is asked of: a statement for each unique column,
 * each relation and each model.
 */
export async function findCandidates(
  session: StatementRunner,
  asked: readonly Asked[],
): Promise<readonly Candidate[]> {
  const named = await namedKeys(session, asked);
  const related = await relatedOf(session, asked, named);
  const keys = new Map(asked.map((each) => [each, keyAmong(each, named, related)]));
  const seen = await seenRows(session, keys);
  return asked.map((each) => ({
    asked: each,
    row: seen.get(each.link.relation.target)?.get(keys.get(each) ?? ''),
    isKnown: named.has(each),
  }));
}

/** Keys that inputs name, by id or by a unique column; of to-one relations none. */
async function namedKeys(session: StatementRunner, asked: readonly Asked[]): Promise<Named> {
  const sought = asked.flatMap(({ item }) => ('by' in item ? (item.by ?? []) : []));
  const found = sought.length === 0 ? null : await findAllUpserted(session, sought);
  const keyOfItem = ({ item }: Asked): Key | null | undefined => {
    if (!('by' in item)) {
      return item.key;
    }
    return found === null || item.by === null ? null : keyFound(found, item.by);
  };
  return new Map(
    asked.flatMap((each) => {
      const key = keyOfItem(each) ?? null;
      return key === null ? [] : [[each, key] as const];
    }),
  );
}

async function relatedOf(
  session: StatementRunner,
  asked: readonly Asked[],
  named: Named,
): Promise<ReadonlyMap<Relation, Related>> {
  const related = new Map<Relation, Related>();
  for (const [relation, each] of Map.groupBy(asked, ({ link }) => link.relation)) {
    const sources = [...new Set(each.map(({ parent }) => parent))];
    const among = each.flatMap((one) => named.get(one) ?? []);
    if (!relation.many || among.length > 0) {
      related.set(relation, await relatedKeys(session, relation, { sources, among }));
    }
  }
  return related;
}

/** The key an input names if the relation has such a row, or that of the one it has. */
function keyAmong(
  asked: Asked,
  named: Named,
  related: ReadonlyMap<Relation, Related>,
): Key | undefined {
  const { relation } = asked.link;
  const keys = related.get(relation)?.get(keyOf(relation.source, asked.parent));
  const key = relation.many ? named.get(asked) : [...(keys ?? [])][0];
  return key !== undefined && keys?.has(key) === true ? key : undefined;
}

async function seenRows(
  session: StatementRunner,
  keys: ReadonlyMap<Asked, Key | undefined>,
): Promise<ReadonlyMap<Model, ReadonlyMap<Key, FoundRow>>> {
  const seen = new Map<Model, ReadonlyMap<Key, FoundRow>>();
  const wanted = [...keys].flatMap(([{ link }, key]) =>
    key === undefined ? [] : [{ model: link.relation.target, key }],
  );
  for (const [model, each] of Map.groupBy(wanted, (one) => one.model)) {
    const wantedKeys = new Set(each.map(({ key }) => key));
    seen.set(model, await rowsToUpdate(session, model, [...wantedKeys]));
  }
  return seen;
}
