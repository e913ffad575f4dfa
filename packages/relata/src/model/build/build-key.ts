import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { keyKindOfColumn } from '../../kinds/column-kinds.js';
import { compositeKeyKind, keyKindOf } from '../../kinds/key-kind.js';
import type { KindOfKeys } from '../../kinds/kind.js';
import type { Column, Model } from '../model.js';
import { ID } from '../names.js';

/** A column but for what makes it a key. */
type Unkeyed = Omit<Column, 'field' | 'kind' | 'parts'>;

/** A reference to a row; null where that has no key that is supported, which is told of its model. */
export function referenceColumn(column: Unkeyed, property: EntityProperty): Column | null {
  const keys = property.targetMeta?.getPrimaryProps(true) ?? [];
  return keyColumn(column, property.fieldNames, keys);
}

/** The key of a model: the property of that name, or what stands for others; null for none that is supported. */
export function idColumn(model: Model, meta: EntityMetadata): Column | null {
  const keys = meta.getPrimaryProps(true);
  const fields = meta.getPrimaryProps().flatMap(({ fieldNames }) => fieldNames);
  const column = {
    model,
    name: ID,
    nullable: false,
    exposed: true,
    maxLength: null,
    isName: false,
    type: null,
    enumType: null,
    description: '',
    deprecationReason: null,
    input: null,
    hasDefault: true,
    references: null,
  };
  return keyColumn(column, fields, keys);
}

/** One end of a link table. @param fields - names of its columns, in the order of the parts of the key */
export function endOfLink({ id }: Model, fields: readonly string[]): Column {
  const kinds = id.parts.map(({ kind }) => kind as KindOfKeys);
  return columnOfParts({ ...id, name: fields.join() }, fields, kinds);
}

function keyColumn(
  column: Unkeyed,
  fields: readonly string[],
  keys: readonly EntityProperty[],
): Column | null {
  const kinds = keys.flatMap((key) => keyKindOfColumn(key) ?? []);
  return kinds.length === 0 || kinds.length !== keys.length || fields.length !== keys.length
    ? null
    : columnOfParts(column, fields, kinds.map(keyKindOf));
}

function columnOfParts(
  column: Unkeyed,
  fields: readonly string[],
  kinds: readonly KindOfKeys[],
): Column {
  const [kind, ...others] = kinds;
  const [field = ''] = fields;
  if (kind !== undefined && others.length === 0) {
    return itself({ ...column, field, kind });
  }
  const parts = kinds.map((each, index) => {
    const name = fields[index] ?? '';
    return itself({ ...column, name, field: name, kind: each, exposed: false, input: null });
  });
  return { ...column, field, kind: compositeKeyKind(kinds), parts };
}

/** A column that is stored in itself. */
export function itself(column: Omit<Column, 'parts'>): Column {
  const parts: Column[] = [];
  const made: Column = { ...column, parts };
  parts.push(made);
  return made;
}
