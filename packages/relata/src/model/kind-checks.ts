import type {
  CheckConstraint,
  EntityMetadata,
  EntityProperty,
  MetadataStorage,
  Platform,
} from '@mikro-orm/core';
import type { Kind } from '../kinds/kind.js';
import { isPostgres } from '../kinds/platform.js';

/** CHECKs of kinds, and what their names end in. */
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
  endings.set(constraint, kind.parameters ?? 'check');
  meta.checks.push(constraint as never);
}

/**
 * Hook for the end of discovery, when tables and columns have their names: a CHECK is called after its table, its column
 * and the parameters of the kind, `products_price_decimal_10_2`. Other parameters may mean the same type of column, and
 * are a change all the same.
 */
export function nameKindChecks(storage: MetadataStorage, platform: Platform): void {
  for (const meta of storage.getAll().values()) {
    // Classes that extend one have its CHECK itself.
    meta.checks = meta.checks.map((check) => {
      const ending = endings.get(check);
      const fieldNames = meta.props.find(({ name }) => name === check.property)?.fieldNames;
      return ending === undefined || fieldNames === undefined
        ? check
        : { ...check, name: platform.getIndexName(meta.tableName, fieldNames, ending as 'check') };
    });
  }
}
