import type {
  CheckConstraint,
  EntityMetadata,
  EntityProperty,
  MetadataStorage,
  Platform,
} from '@mikro-orm/core';
import type { Kind } from '../kinds/kind.js';
import { isPostgres } from '../kinds/platform.js';

/** What the names of CHECKs end in that hold the parameters of a kind. */
const endings = new WeakMap<CheckConstraint, string>();

/** Gives a table the CHECK that its column holds nothing but what its kind has, where it needs one. */
export function addKindCheck(
  meta: EntityMetadata,
  property: EntityProperty,
  { platform, kind }: { readonly platform: Platform; readonly kind: Kind },
): void {
  const { name } = property;
  const { check } = kind.storage[isPostgres(platform) ? 'postgresql' : 'sqlite'];
  if (check === null) {
    return;
  }
  const constraint: CheckConstraint = {
    property: name,
    expression: (columns: Readonly<Record<string, string>>) =>
      check(platform.quoteIdentifier(columns[name] ?? name), property),
  };
  if (kind.parameters !== undefined) {
    endings.set(constraint, kind.parameters);
  }
  meta.checks.push(constraint as never);
}

/**
 * Hook for the end of discovery, when tables and columns have their names: CHECKs of kinds with parameters have them in
 * theirs, `products_price_decimal_10_2`. Other parameters may mean the same type of column, and are a change all the same.
 */
export function nameKindChecks(storage: MetadataStorage, platform: Platform): void {
  for (const meta of storage.getAll().values()) {
    for (const check of meta.checks) {
      const ending = endings.get(check);
      const fieldNames = meta.props.find(({ name }) => name === check.property)?.fieldNames;
      if (ending !== undefined && fieldNames !== undefined) {
        check.name = platform.getIndexName(meta.tableName, fieldNames, ending as 'check');
      }
    }
  }
}
