import { documentOf, isDocument } from '../kinds/document/document-over.js';
import type { DocumentMember, DocumentShape } from '../kinds/document/shape.js';
import type { FilterKind, Kind } from '../kinds/kind.js';
import { jsonKind } from '../kinds/json.js';
import { textStorage } from '../kinds/string.js';
import { GraphQLBoolean, isEnumType } from 'graphql';
import { getOrMake } from '../cache/get-or-make.js';
import type { Column } from '../model/model.js';

const PRESENCE: FilterKind = {
  name: 'PresenceFilter',
  description: 'Whether there is a value.',
  operand: GraphQLBoolean,
  operators: [],
};

/** Of values of which nothing can be asked but whether there are any. */
const PRESENCE_KIND: Kind = {
  ...jsonKind,
  name: 'presence',
  filter: () => PRESENCE,
  member: { form: 'any' },
};

const columns = new WeakMap<Column, Map<string, Column>>();

/** The shape of what a column holds; null where it is no document. */
export function shapeIn({ kind }: Column): DocumentShape | null {
  return isDocument(kind) ? kind.shape : null;
}

/** A member of the documents of a column as a column that filters ask; undefined where there is none of the name. */
export function memberColumn(column: Column, name: string): Column | undefined {
  const member = shapeIn(column)?.members.get(name);
  if (member === undefined) {
    return undefined;
  }
  const known = getOrMake(columns, column, () => new Map<string, Column>());
  return getOrMake(known, name, () => made(column, member));
}

function made(column: Column, member: DocumentMember): Column {
  const { name, type, leaf, description } = member;
  const kind = kindOf(member);
  const { column: document = column, path = [] } = column.within ?? {};
  return {
    ...column,
    name: `${column.name}.${name}`,
    kind,
    type,
    enumType: isEnumType(leaf) ? leaf : null,
    description,
    maxLength: null,
    isName: false,
    nullable: true,
    input: null,
    within: {
      column: document,
      path: [...path, name],
      form: kind.member?.form ?? 'any',
      taken: kind.member?.compared?.taken ?? null,
    },
  };
}

/** A kind as it is kept in documents: texts of any form are compared as texts, if it does not say otherwise. */
function kindOf({ kind, shape, isList }: DocumentMember): Kind {
  if (kind !== null) {
    const { form, compared } = kind.member ?? {};
    if (compared === undefined) {
      return form === 'text' ? { ...kind, storage: TEXTS } : kind;
    }
    const { sqlite, postgresql } = kind.storage;
    return {
      ...kind,
      ...(compared.operand !== undefined && { operand: compared.operand }),
      storage: {
        sqlite: { ...sqlite, ...compared.with?.sqlite },
        postgresql: { ...postgresql, ...compared.with?.postgresql },
      },
    };
  }
  return shape === null || isList ? PRESENCE_KIND : documentOf(shape);
}

const asText = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const TEXTS: Kind['storage'] = {
  sqlite: { ...textStorage.sqlite, parameter: asText },
  postgresql: { ...textStorage.postgresql, parameter: asText },
};
