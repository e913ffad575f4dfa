import type {
  CheckConstraint,
  EntityMetadata,
  EntityProperty,
  MetadataStorage,
  Platform,
} from '@mikro-orm/core';
import type { Kind } from '../kinds/kind.js';
import { isPostgres } from '../kinds/platform.js';

/** What MikroORM ends the name of a CHECK in, and what is there instead where the model has one of that name. */
export const CHECK_ENDINGS = ['check', 'kind'] as const;
const [USUAL, BESIDE] = CHECK_ENDINGS;

/** CHECKs of kinds, and what their names end in. */
const endings = new WeakMap<CheckConstraint, string>();

/**
 * Gives a table the CHECK that its column holds nothing but what its kind has, where it needs one: not where the model
 * says that it is kept in another way, and not where SQLite sees to it. References need none, either: what they refer to
 * has it.
 */
export function addKindCheck(
  meta: EntityMetadata,
  property: EntityProperty,
  { platform, kind }: { readonly platform: Platform; readonly kind: Kind },
): void {
  const { name } = property;
  const { check, column } = kind.storage[isPostgres(platform) ? 'postgresql' : 'sqlite'];
  const [stored] = (property.columnTypes as readonly string[] | undefined) ?? [];
  const isKept = stored === undefined || column.test(stored);
  if (check === null || !isKept || isRowId(meta, property)) {
    return;
  }
  const constraint: CheckConstraint = {
    property: name,
    expression: (columns: Readonly<Record<string, string>>) =>
      check(platform.quoteIdentifier(columns[name] ?? name), property),
  };
  endings.set(constraint, kind.parameters ?? USUAL);
  meta.checks.push(constraint as never);
}

/**
 * Hook for the end of discovery, when tables and columns have their names: a CHECK is called after its table, its column
 * and the parameters of the kind, `products_price_decimal_10_2`. Other parameters may mean the same type of column, and
 * are a change all the same.
 */
export function nameKindChecks(storage: MetadataStorage, platform: Platform): void {
  for (const meta of storage.getAll().values()) {
    // Classes that extend one have its CHECK itself; a view holds nothing.
    const own = new Set(
      meta.checks.filter((each) => !endings.has(each)).map(({ property }) => property),
    );
    const checks = meta.checks.filter((each) => meta.view !== true || !endings.has(each));
    meta.checks = checks.map((check) => {
      const usual = endings.get(check);
      const ending = usual === USUAL && own.has(check.property) ? BESIDE : usual;
      const fieldNames = meta.props.find(({ name }) => name === check.property)?.fieldNames;
      return ending === undefined || fieldNames === undefined
        ? check
        : { ...check, name: platform.getIndexName(meta.tableName, fieldNames, ending as 'check') };
    });
  }
}

/** Whether a property is the key that the database counts up: on SQLite it cannot hold anything but integers. */
function isRowId(
  { properties }: EntityMetadata,
  { primary, autoincrement }: EntityProperty,
): boolean {
  const keys = Object.values<EntityProperty>(properties).filter((each) => each.primary === true);
  return primary === true && autoincrement === true && keys.length === 1;
}
