import { sql } from 'kysely';
import { BETWEEN_KEYS, joinedSql } from '../../../kinds/key-forms.js';
import { textStorage } from '../../../kinds/string.js';
import { idPrefix } from '../../../model/global-id.js';
import { keyFormOf } from '../../../model/key.js';
import type { Model } from '../../../model/model.js';
import type { AbilityField, ReferencePlan, RowField, RowPlan } from '../../plan/read-plan.js';
import { storedColumn, visibleColumn, visibleKey } from '../../sql/column.js';
import { conditionSql, conjunction } from '../../sql/condition.js';
import type { Sql } from '../../sql/dialect.js';
import { storedKey } from '../../sql/key.js';
import { linkTests } from '../../sql/link.js';
import type { Compilation } from '../compilation.js';
import { connectionFragments } from './connection-json.js';
import { cursorJson } from './cursor-json.js';
import { markedJson } from '../masked-values.js';
import { documentJson } from './document-json.js';
import { Declined } from '../decline.js';
import { objectOf, orNull, type SqlFragment, textOf, typeNameJson } from '../fragments.js';
import { valueJson } from './value-json.js';

/** A row as JSON, from the table called `alias`. */
export function rowJson(compilation: Compilation, plan: RowPlan, alias: string): Sql {
  return textOf(
    compilation.json,
    objectOf(
      plan.fields.map((field) => [field.key, fieldFragments(compilation, { plan, alias }, field)]),
    ),
  );
}

interface RowPlace {
  readonly plan: RowPlan;
  readonly alias: string;
}

function fieldFragments(
  compilation: Compilation,
  { plan, alias }: RowPlace,
  field: RowField,
): readonly SqlFragment[] {
  switch (field.kind) {
    case 'typeName':
      return [typeNameJson(field)];
    case 'cursor':
      return [cursorJson(compilation, field, alias)];
    case 'row':
      return [rowJson(compilation, field.row, alias)];
    case 'id':
      return idFragments(compilation, plan.model, alias);
    case 'column': {
      const { column, type, members } = field;
      const seen = compilation.scope.partlyMasked(column);
      if (seen !== null) {
        const stored = valueJson(compilation, { column, type }, storedColumn(column, alias));
        return [orNull(markedJson(compilation, { column, seen, alias }, stored))];
      }
      const value = visibleColumn(compilation.scope, column, alias);
      if (members !== null) {
        return [documentJson(compilation, members, value)];
      }
      const json = valueJson(compilation, { column, type }, value);
      return [compilation.scope.isNullable(column) ? orNull(json) : json];
    }
    case 'abilities':
      return abilityFragments(compilation, { plan, alias }, field.fields);
    case 'relation':
      return field.plan.kind === 'reference'
        ? [referenceJson(compilation, field.plan, alias)]
        : connectionFragments(
            compilation,
            field.plan,
            field.plan.start && storedKey(field.plan.start, alias),
          );
    case 'handWritten':
      throw new Declined('a field written by hand');
  }
}

/** The id of a row as JSON. */
function idFragments({ json }: Compilation, model: Model, alias: string): readonly SqlFragment[] {
  const { id } = model;
  const key = storedKey(id, alias);
  const forms = id.parts.map(keyFormOf);
  if (forms.every(({ isText }) => !isText)) {
    const parts = key.flatMap((part, index) => (index === 0 ? [part] : [BETWEEN_KEYS, part]));
    return [`"${idPrefix(model)}`, ...parts, '"'];
  }
  const text = sql`(${sql.lit(idPrefix(model))} || ${joinedSql(forms, key)})`;
  return [textStorage[json.name].json(text)];
}

function abilityFragments(
  { scope, json }: Compilation,
  { plan, alias }: RowPlace,
  fields: readonly AbilityField[],
): readonly SqlFragment[] {
  return objectOf(
    fields.map((field) => [
      field.key,
      field.kind === 'typeName'
        ? [typeNameJson(field)]
        : [json.boolean(conditionSql(scope, scope.writable(plan.model, field.ability), alias))],
    ]),
  );
}

function referenceJson(
  compilation: Compilation,
  { relation, start, row }: ReferencePlan,
  alias: string,
): Sql {
  const { scope } = compilation;
  const target = scope.alias();
  const parent = visibleKey(scope, start, alias);
  const ties = linkTests(relation, { parent, target, link: '' });
  return orNull(sql`(select ${rowJson(compilation, row, target)}
    from ${sql.table(relation.target.table)} as ${sql.id(target)}
    where ${conjunction(scope, target, [...ties, scope.readable(relation.target)])})`);
}
