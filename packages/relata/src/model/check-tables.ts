import type { EntityMetadata, MetadataStorage, Platform } from '@mikro-orm/core';
import { StartupError } from '../errors.js';
import { isPostgres } from '../kinds/platform.js';

/**
 * Hook for the end of MikroORM's discovery: each table has the rows of one model, or the links of one
 * relation. SQLite does not tell names apart by case.
 * @throws StartupError that names both and the table
 */
export function checkTables(storage: MetadataStorage, platform: Platform): void {
  const owners = new Map<string, EntityMetadata>();
  for (const meta of storage.getAll().values()) {
    // Classes of one hierarchy may share a table.
    if (meta.abstract || meta.embeddable || meta !== meta.root) {
      continue;
    }
    const written = [meta.schema, meta.tableName].join('.');
    const name = isPostgres(platform) ? written : written.toLowerCase();
    const other = owners.get(name);
    if (other !== undefined) {
      throw new StartupError(
        `${whatOf(other)} and ${whatOf(meta)} both use the table ${meta.tableName}: ` +
          `give one of them another, @Model({ table: '...' })`,
      );
    }
    owners.set(name, meta);
  }
}

function whatOf(meta: EntityMetadata): string {
  const [source, target] = meta.relations;
  return meta.pivotTable === true && source !== undefined && target !== undefined
    ? `the links of ${source.type} and ${target.type}`
    : meta.className;
}
