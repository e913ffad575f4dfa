import { isEnumType, isNonNullType, isScalarType } from 'graphql';
import { sql } from 'kysely';
import type { MemberField } from '../../plan/read-plan.js';
import type { Sql } from '../../sql/dialect.js';
import type { Compilation } from '../compilation.js';
import type { JsonType } from './json-dialect.js';
import { objectOf, orNull, textOf, typeNameJson } from '../fragments.js';

type Member = Extract<MemberField, { readonly kind: 'member' }>;

/** What is selected of a document as JSON; `null` for none. */
export function documentJson(
  compilation: Compilation,
  fields: readonly MemberField[],
  document: Sql,
): Sql {
  compilation.isRewritten ||= compilation.json.document.isRewritten;
  return orNull(objectJson(compilation, fields, document));
}

/** An object, NULL for null and for nothing. */
function objectJson(compilation: Compilation, fields: readonly MemberField[], object: Sql): Sql {
  const { json } = compilation;
  const written = textOf(
    json,
    objectOf(
      fields.map((field) => [
        field.key,
        [field.kind === 'typeName' ? typeNameJson(field) : memberJson(compilation, field, object)],
      ]),
    ),
  );
  return ofType(compilation, object, { type: 'object', written });
}

function memberJson(compilation: Compilation, field: Member, object: Sql): Sql {
  const { json } = compilation;
  const value = json.document.member(object, field.member.name);
  const written = field.member.isList
    ? ofType(compilation, value, { type: 'array', written: listJson(compilation, field, value) })
    : itemJson(compilation, field, value);
  // What must be there and is not, the other reader reports.
  const otherwise = isNonNullType(field.type) ? missing(compilation, value) : sql.lit('null');
  return sql`coalesce(${written}, ${otherwise})`;
}

function listJson(compilation: Compilation, field: Member, list: Sql): Sql {
  const { json, scope } = compilation;
  const { document } = json;
  if (field.members === null && !isEnumType(field.member.leaf)) {
    return document.raw(list);
  }
  const alias = scope.alias();
  const { item, order, from } = document.items(list, alias);
  const written = itemJson(compilation, field, item);
  const found = json.list(sql`coalesce(${written}, ${missing(compilation, item)})`, order);
  return sql`concat('[', (select coalesce(${found}, '') from ${from}), ']')`;
}

/** An object, or a value by its scalar or enum; NULL for null and for nothing. */
function itemJson(compilation: Compilation, field: Member, value: Sql): Sql {
  const { json } = compilation;
  const { member, members } = field;
  if (members !== null) {
    return objectJson(compilation, members, value);
  }
  if (isEnumType(member.leaf)) {
    const cases = member.leaf
      .getValues()
      .map(
        (each) =>
          sql`when ${sql.lit(String(each.value))} then ${sql.lit(JSON.stringify(each.name))}`,
      );
    const text = json.document.text(value);
    return sql`case ${text} ${sql.join(cases, sql` `)} else ${json.refused(text)} end`;
  }
  const type = isScalarType(member.leaf) ? (TYPES[member.leaf.name] ?? null) : null;
  return ofType(compilation, value, { type, written: json.document.raw(value) });
}

/** What GraphQL's own scalars write, by what JSON has in its place. */
const TYPES: Readonly<Record<string, JsonType>> = {
  String: 'string',
  ID: 'string',
  Int: 'integer',
  Float: 'number',
  Boolean: 'boolean',
};

/** What is written of a value of a type of JSON, of any where there is no type; NULL for null, and refused for another. */
function ofType(
  { json }: Compilation,
  value: Sql,
  of: { readonly type: JsonType | null; readonly written: Sql },
): Sql {
  const { document } = json;
  const isOfType = of.type === null ? sql`true` : document.isOfType(value, of.type);
  return sql`case when ${document.isNull(value)} then null when ${isOfType} then ${of.written} else ${json.refused(document.text(value))} end`;
}

/** Fails the statement, once it comes there: what is known beforehand PostgreSQL works out beforehand. */
function missing({ json }: Compilation, value: Sql): Sql {
  return json.refused(sql`coalesce(${json.document.text(value)}, 'nothing')`);
}
