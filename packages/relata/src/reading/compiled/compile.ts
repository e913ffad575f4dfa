import { type Kysely, sql } from 'kysely';
import type { Viewer } from '../../access/viewer.js';
import type { ViewerFilter } from '../../access/viewer-filters.js';
import { PolicyFilterError } from '../../errors.js';
import { lift, Placeholder } from '../../filter/placeholder.js';
import type { Key } from '../../kinds/kind.js';
import type { Column } from '../../model/model.js';
import { keyFormOf } from '../../model/key.js';
import {
  type PreparedStatement,
  preparedStatement,
} from '../../database/statements/prepared-statement.js';
import type { Engine } from '../engine.js';
import type { LookupPlan, NodesPlan, ReadPlan, RootField, RowPlan } from '../plan/read-plan.js';
import { conjunction } from '../sql/condition.js';
import type { KeySql, Sql } from '../sql/dialect.js';
import { boundKey, isSameKey, storedKey } from '../sql/key.js';
import { Scope } from '../sql/scope.js';
import { hasPlainKey } from './argument-walk.js';
import type { Binding } from './binding.js';
import type { Compilation } from './compilation.js';
import { connectionFragments } from './json/connection-json.js';
import { Declined } from './decline.js';
import type { JsonDialect } from './json/json-dialect.js';
import { jsonDialects } from './json/json-dialects.js';
import { AFTER_DATA, BEFORE_DATA } from './json/json-text.js';
import { objectOf, orNull, type SqlFragment, textOf, typeNameJson } from './fragments.js';
import { lookupTests } from '../sql/lookup.js';
import { repeatedReads } from './repeated-reads.js';
import { rowJson } from './json/row-json.js';

/** A statement that answers an operation, for every request of one shape. */
export interface CompiledRead {
  /** Its parameters are values, and placeholders for those that each request brings. */
  readonly parameters: readonly unknown[];
  readonly read: PreparedStatement;
  /** Whether it proves the viewer, by a second value. */
  readonly isProving: boolean;
  /** Whether its JSON is to be parsed and written anew. */
  readonly isRewritten: boolean;
  /** Columns whose values are to be masked, in the order of their marks. */
  readonly maskedColumns: readonly Column[];
}

/** The values that stand before those of a plan. */
export function ownValues({ userId, sessionId, proof }: Viewer): unknown[] {
  return [userId, sessionId, proof];
}

/** For whom and what for a plan is compiled. */
export interface ReadPurpose {
  /** Somebody of the same policy shape as all who will be answered by it. */
  readonly viewer: Viewer;
  /** Whether the statement is to fail where there is no answer, or none to this viewer any more. */
  readonly isLast: boolean;
  /** The arguments, of somebody's request whose key all who will be answered by it have. */
  readonly binding: Binding;
  /** What filters of policies come to, with placeholders for their values. */
  readonly filters: readonly ViewerFilter[];
  readonly kysely: Kysely<unknown>;
}

/**
 * Turns a plan into one statement that returns the finished JSON of its `data`.
 * @returns null for a plan that only the reference reader answers
 */
export function compileRead(
  engine: Engine,
  plan: ReadPlan,
  { viewer, isLast, binding, filters, kysely }: ReadPurpose,
): CompiledRead | null {
  if (
    !plan.fields.some(({ kind }) => kind === 'plan') ||
    repeatedReads(plan, engine) > engine.limits.repeatedReads
  ) {
    return null;
  }
  const asking = withPlaceholders(viewer);
  engine.policies.filters.assume(asking, filters);
  const compilation: Compilation = {
    engine,
    scope: new Scope(engine.dialect, engine.policies, asking),
    json: jsonDialects[engine.dialect.name],
    binding,
    isRewritten: false,
    maskedColumns: [],
  };
  try {
    const entries = plan.fields.map(
      (field) => [field.key, rootFragments(compilation, field)] as const,
    );
    const { json } = compilation;
    const body = [BEFORE_DATA, ...objectOf(entries), AFTER_DATA, json.lineFeed];
    const answer = textOf(json, body);
    const { userId, sessionId, proof } = viewer;
    const { viewerProof } = engine;
    const isProving = proof !== undefined && viewerProof !== null;
    const proving = isProving
      ? sql`, ${viewerProof(sql`${Placeholder.at(userId, 0)}`, sql`${Placeholder.at(sessionId, 1)}`)} as viewer`
      : sql``;
    const read = sql`select ${answer} as answer${proving}`;
    const query = (isLast ? orFailing(json, read, viewer) : read).compile(kysely);
    return {
      parameters: query.parameters,
      read: preparedStatement(query.sql),
      isProving,
      isRewritten: compilation.isRewritten,
      maskedColumns: compilation.maskedColumns,
    };
  } catch (error) {
    // The reference reader says which fields cannot be read.
    if (error instanceof Declined || error instanceof PolicyFilterError) {
      return null;
    }
    throw error;
  }
}

/** A read that fails where its result could not be used. Its limit keeps it one that is done once. */
function orFailing(json: JsonDialect, read: Sql, { proof }: Viewer): Sql {
  const isProven = proof === undefined ? sql`` : sql` and r.viewer = ${Placeholder.at(proof, 2)}`;
  return sql`select * from (${read} limit 1) as r
    where case when r.answer is not null${isProven} then true else ${json.refused(sql`concat('answer', r.answer)`)} is null end`;
}

/** The viewer with a placeholder in the place of its key, which policies take for a key like any other. */
function withPlaceholders(viewer: Viewer): Viewer {
  const { userId } = viewer;
  return userId === null
    ? { ...viewer }
    : { ...viewer, userId: Placeholder.at(userId, 0) as unknown as Key };
}

function rootFragments(compilation: Compilation, field: RootField): readonly SqlFragment[] {
  if (field.kind === 'typeName') {
    return [typeNameJson(field)];
  }
  if (field.kind === 'handWritten') {
    throw new Declined('a field written by hand');
  }
  const { plan } = field;
  switch (plan.kind) {
    case 'connection':
      return connectionFragments(compilation, plan, null);
    case 'lookup':
      return [lookupJson(compilation, plan)];
    case 'nodes':
      return plan.isList ? nodeListFragments(compilation, plan) : [nodeJson(compilation, plan)];
    case 'handWritten':
      throw new Declined('a row named by hand');
  }
}

function lookupJson(compilation: Compilation, plan: LookupPlan): Sql {
  const { scope, binding } = compilation;
  const { lookup, row } = plan;
  const alias = scope.alias();
  const tests = lookupTests(scope, lookup, { values: binding.lookup(plan), alias });
  return orNull(sql`(select ${rowJson(compilation, row, alias)}
    from ${sql.table(row.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, tests)})`);
}

function nodeJson(compilation: Compilation, plan: NodesPlan): Sql {
  const { keys } = compilation.binding.nodes(plan);
  const [row] = plan.rows.values();
  if (row === undefined) {
    return sql.lit('null');
  }
  const key = lift(keys, ([first = '']) => first);
  const bound = boundKey(compilation.scope.dialect, row.model.id, key);
  return orNull(rowByKey(compilation, row, bound));
}

function nodeListFragments(compilation: Compilation, plan: NodesPlan): readonly SqlFragment[] {
  const { scope, json, binding } = compilation;
  const { places, keys } = binding.nodes(plan);
  const alias = scope.alias();
  const isPlain = [...plan.rows.keys()].every(hasPlainKey);
  const cases = [...plan.rows.values()].map((row, place) => {
    const { id } = row.model;
    const key = sql.ref(`${alias}.k`);
    const parts = isPlain
      ? [key]
      : id.parts.map((part, index) => json.item(key, index, keyFormOf(part).native));
    const found = rowByKey(compilation, row, parts);
    return sql`when ${sql.lit(place)} then ${found}`;
  });
  if (cases.length === 0) {
    return ['[]'];
  }
  const item = orNull(sql`case ${sql.ref(`${alias}.place`)} ${sql.join(cases, sql` `)} end`);
  const list = json.list(item, sql.ref(`${alias}.n`));
  return ['[', sql`(select coalesce(${list}, '') from ${json.numbered(places, keys, alias)})`, ']'];
}

function rowByKey(compilation: Compilation, row: RowPlan, key: KeySql): Sql {
  const { scope } = compilation;
  const alias = scope.alias();
  const found = isSameKey(storedKey(row.model.id, alias), key);
  return sql`(select ${rowJson(compilation, row, alias)}
    from ${sql.table(row.model.table)} as ${sql.id(alias)}
    where ${conjunction(scope, alias, [found, scope.readable(row.model)])})`;
}
