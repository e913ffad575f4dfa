import type { MetadataStorage } from '@mikro-orm/core';
import { propertyDeclarationOf } from '../../model/declarations.js';
import { getOrMake } from '../../cache/get-or-make.js';

/** Tables that have a column of secrets, by the name of the column. */
export type SecretColumns = ReadonlyMap<string, ReadonlySet<string>>;

/** The columns of all models whose values nobody may see: `@HashOf` and `@Secret`. */
export function secretColumnsOf(storage: MetadataStorage): SecretColumns {
  const secrets = new Map<string, Set<string>>();
  for (const { class: model, props, tableName } of storage.getAll().values()) {
    for (const { name, fieldNames } of props) {
      const { isSecret, hashOf } = propertyDeclarationOf(model as never, name);
      if (isSecret === true || hashOf !== undefined) {
        for (const field of fieldNames) {
          getOrMake(secrets, field, () => new Set()).add(tableName);
        }
      }
    }
  }
  return secrets;
}
